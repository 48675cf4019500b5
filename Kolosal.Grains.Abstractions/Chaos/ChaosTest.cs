namespace Kolosal.Chaos;

/// <summary>A test as it is read and listed.</summary>
/// <param name="Id"><c>chaos_…</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Type">What it stands for.</param>
/// <param name="Fault">What is injected.</param>
/// <param name="Status">running, completed, failed or cancelled.</param>
/// <param name="Phase">before, during, after or ended.</param>
/// <param name="LatencyMilliseconds">How much longer each struck call takes; null for other faults.</param>
/// <param name="SkewSeconds">How far the clock is off; null for other faults.</param>
/// <param name="Hypothesis">What was expected.</param>
/// <param name="ProbeKind"><c>predictions</c> or <c>storage</c>.</param>
/// <param name="BlastRadius">Whom and what the fault could reach.</param>
/// <param name="Abort">When it was to be lifted at once.</param>
/// <param name="StartedBy">Who ordered it.</param>
/// <param name="StartedAt">When.</param>
/// <param name="InjectedAt">When the fault came into force; null before.</param>
/// <param name="LiftedAt">When it was lifted; null before.</param>
/// <param name="FinishedAt">When the test ended; null before.</param>
/// <param name="Before">What the probes measured before the fault.</param>
/// <param name="During">While it was in force.</param>
/// <param name="After">After it was lifted.</param>
/// <param name="Silos">Silos that the fault was on.</param>
/// <param name="Struck">Calls that it struck; null while it is in force.</param>
/// <param name="RecoverySeconds">From the end of the fault to the last probe that was out of bounds, followed by five within; 0 when none was. Null
/// when it did not recover or was not measured.</param>
/// <param name="Lost">Acknowledged predictions that are not in the log, and log records that were not counted once; null where that was not compared.
/// </param>
/// <param name="Held">The hypothesis held; null before the test ended, and for a cancelled one.</param>
/// <param name="FailurePoints">What did not go as expected.</param>
/// <param name="Lessons">What people learnt from it; empty before.</param>
/// <param name="ReviewedBy">Who wrote that.</param>
/// <param name="ReviewedAt">When.</param>
/// <param name="Revision">Entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.chaos-test")]
public sealed record ChaosTest(
    string Id, string Name, ChaosTestType Type, ChaosFault Fault, ChaosTestStatus Status, ChaosPhase Phase, int? LatencyMilliseconds,
    int? SkewSeconds, ChaosHypothesis Hypothesis, string ProbeKind, BlastRadius BlastRadius, AbortCondition Abort, string StartedBy,
    DateTimeOffset StartedAt, DateTimeOffset? InjectedAt, DateTimeOffset? LiftedAt, DateTimeOffset? FinishedAt, ChaosMeasure Before,
    ChaosMeasure During, ChaosMeasure After, int Silos, long? Struck, double? RecoverySeconds, long? Lost, bool? Held,
    ImmutableArray<string> FailurePoints, string Lessons, string? ReviewedBy, DateTimeOffset? ReviewedAt, long Revision);

/// <summary>What probes measured.</summary>
/// <param name="Probes">Probes that ended.</param>
/// <param name="Failed">Of those, without an answer or with a fault.</param>
/// <param name="ErrorRate">Failed over all; null without probes.</param>
/// <param name="P50">Milliseconds of answered probes, to 1 %; null without any.</param>
/// <param name="P95">The same.</param>
/// <param name="P99">The same.</param>
[GenerateSerializer, Immutable, Alias("kolosal.chaos-measure")]
public sealed record ChaosMeasure(long Probes, long Failed, double? ErrorRate, double? P50, double? P95, double? P99);
