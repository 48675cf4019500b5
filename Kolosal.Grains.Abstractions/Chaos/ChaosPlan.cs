namespace Kolosal.Chaos;

/// <summary>One test, as it is ordered.</summary>
/// <param name="Name">What people call it, 1 to 200 characters.</param>
/// <param name="Type">What it stands for.</param>
/// <param name="Fault">What is injected; one of the type's.</param>
/// <param name="LatencyMilliseconds">How much longer each call takes, 1 to 60,000; for faults of latency and delay, else null.</param>
/// <param name="SkewSeconds">How far the clock is ahead (behind, when negative), −3,600 to 3,600 and not 0; for skew, else null.</param>
/// <param name="Hypothesis">What is expected to go on holding.</param>
/// <param name="Probe">How that is measured.</param>
/// <param name="Radius">Whom and what the fault may reach.</param>
/// <param name="Abort">When the fault is lifted at once.</param>
/// <param name="BeforeSeconds">How long the steady state is measured first, 1 to 600.</param>
/// <param name="AfterSeconds">How long a recovery is waited for, 1 to 600.</param>
/// <param name="Seed">Which calls a share strikes follows from it.</param>
[GenerateSerializer, Immutable, Alias("kolosal.chaos-plan")]
public sealed record ChaosPlan(
    string Name, ChaosTestType Type, ChaosFault Fault, int? LatencyMilliseconds, int? SkewSeconds, ChaosHypothesis Hypothesis, ChaosProbe Probe,
    BlastRadius Radius, AbortCondition Abort, int BeforeSeconds, int AfterSeconds, long Seed);

/// <summary>The steady state: what is expected to hold before, while and after the fault is in force.</summary>
/// <param name="Statement">In words, 1 to 2,000 characters.</param>
/// <param name="Workspace">Whose model, or whose storage, is probed.</param>
/// <param name="ModelId">Whose predictions; null where storage is probed.</param>
/// <param name="SloId">A service level of the model that is to have budget left when the test ends; null for none.</param>
/// <param name="MaxErrorRate">Largest share of probes that may fail, 0 to 1.</param>
/// <param name="MaxP95Milliseconds">Largest latency that 95 % of the answered probes keep to, above 0; null for any.</param>
[GenerateSerializer, Immutable, Alias("kolosal.chaos-hypothesis")]
public sealed record ChaosHypothesis(
    string Statement, string Workspace, string? ModelId, string? SloId, double MaxErrorRate, double? MaxP95Milliseconds);

/// <summary>How the target is measured. With rows a probe is a prediction like any other: it is logged, and monitors count it. Without, it writes and
/// reads a state, an entry of the lists and a blob of its own in the workspace.</summary>
/// <param name="Rows">UTF-8 of a JSON array of rows; null to probe storage.</param>
/// <param name="PerSecond">Probes a second, 1 to 20.</param>
/// <param name="TimeoutMilliseconds">A probe without an answer after so long has failed, 100 to 30,000.</param>
[GenerateSerializer, Immutable, Alias("kolosal.chaos-probe")]
public sealed record ChaosProbe(byte[]? Rows, int PerSecond, int TimeoutMilliseconds);

/// <summary>Whom and what a fault may reach.</summary>
/// <param name="Workspaces">Workspaces whose calls it strikes; <c>*</c> for all.</param>
/// <param name="ModelId">Strikes only what is of this name: state, list entries, log and stream of the model; null for everything.</param>
/// <param name="Share">Share of the calls that it strikes, above 0 to 1.</param>
/// <param name="Seconds">How long, 1 to 600; silos lift it by themselves when that is over. Of a killed silo: how long is measured then.</param>
/// <param name="Silo">The one silo that it strikes, as cluster status names it; null for every silo, or for any where one is killed.</param>
[GenerateSerializer, Immutable, Alias("kolosal.blast-radius")]
public sealed record BlastRadius(ImmutableArray<string> Workspaces, string? ModelId, double Share, int Seconds, string? Silo);

/// <summary>When a fault is lifted at once, looked at with every look at the test.</summary>
/// <param name="MaxErrorRate">Share of failed probes within the window, above 0 to 1.</param>
/// <param name="WindowSeconds">The window, 1 to 600; it counts from 5 probes on.</param>
/// <param name="SloId">The service level whose burn rate is watched; null for none.</param>
/// <param name="MaxBurnRate">Burn rate of its last 5 minutes, above 0; null without a service level.</param>
[GenerateSerializer, Immutable, Alias("kolosal.abort-condition")]
public sealed record AbortCondition(double MaxErrorRate, int WindowSeconds, string? SloId, double? MaxBurnRate);
