using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal.Chaos;

/// <param name="Name">What people call it, 1 to 200 characters.</param>
/// <param name="Type">connector_outage, queue_delay, db_failover, service_degradation or silo_loss.</param>
/// <param name="Hypothesis">What is expected to go on holding.</param>
/// <param name="Fault">One of the type's faults; its first when left out.</param>
/// <param name="LatencyMs">For faults of latency and delay: how much longer each struck call takes, 1 to 60,000. Default: 1,000.</param>
/// <param name="SkewSeconds">For clock_skew: how far the clock is ahead, −3,600 to 3,600. Default: 300.</param>
/// <param name="Probe">How the target is measured.</param>
/// <param name="BlastRadius">Whom and what the fault may reach.</param>
/// <param name="Abort">When it is lifted at once.</param>
/// <param name="BeforeSeconds">How long the steady state is measured first, 1 to 600.</param>
/// <param name="AfterSeconds">How long a recovery is waited for, 1 to 600.</param>
/// <param name="Seed">Which calls a share strikes follows from it.</param>
internal sealed record StartChaosTestRequest(
    [property: JsonRequired, Length(1, 200)] string Name, [property: JsonRequired] ChaosTestType Type,
    [property: JsonRequired] ChaosHypothesisRequest Hypothesis, ChaosFault? Fault = null, [property: Range(1, 60_000)] int? LatencyMs = null,
    [property: Range(-3_600, 3_600)] int? SkewSeconds = null, ChaosProbeRequest? Probe = null, BlastRadiusRequest? BlastRadius = null,
    ChaosAbortRequest? Abort = null, [property: Range(1, 600)] int BeforeSeconds = 10, [property: Range(1, 600)] int AfterSeconds = 60, long Seed = 1)
{
    private const int UsualLatency = 1_000, UsualSkew = 300;

    /// <summary>The plan; the grain says what is wrong with it.</summary>
    public ChaosPlan ToPlan(string workspace)
    {
        var fault = Fault ?? ChaosLifecycle.FaultsOf(Type)[0];
        bool late = fault is ChaosFault.StorageLatency or ChaosFault.StreamDelay or ChaosFault.BlobLatency;
        string target = Hypothesis.Workspace ?? workspace;
        return new(
            Name.Trim(), Type, fault, LatencyMs ?? (late ? UsualLatency : null), SkewSeconds ?? (fault == ChaosFault.ClockSkew ? UsualSkew : null),
            Hypothesis.ToHypothesis(target), (Probe ?? new()).ToProbe(), (BlastRadius ?? new()).ToRadius(target), (Abort ?? new()).ToCondition(),
            BeforeSeconds, AfterSeconds, Seed);
    }
}

/// <param name="Statement">In words, 1 to 2,000 characters.</param>
/// <param name="ModelId">Whose predictions are probed, with the rows of probe; storage is when left out.</param>
/// <param name="Workspace">The model's workspace; the caller's when left out.</param>
/// <param name="SloId">A service level of the model that is to have budget left at the end.</param>
/// <param name="MaxErrorRate">Largest share of probes that may fail, 0 to 1.</param>
/// <param name="MaxP95Ms">Milliseconds that 95 % of the answered probes keep to; any when left out.</param>
internal sealed record ChaosHypothesisRequest(
    [property: JsonRequired, DataType(DataType.MultilineText), Length(1, 2_000)] string Statement, [property: MaxLength(128)] string? ModelId = null,
    [property: RegularExpression("^[a-z0-9-]{1,48}$", ErrorMessage = "Expected 1 to 48 of a-z, 0-9 and -.")] string? Workspace = null,
    [property: MaxLength(200)] string? SloId = null, [property: Range(0.0, 1.0)] double MaxErrorRate = 0,
    [property: Range(0.001, 60_000.0)] double? MaxP95Ms = null)
{
    public ChaosHypothesis ToHypothesis(string workspace) => new(Statement.Trim(), workspace, ModelId, SloId, MaxErrorRate, MaxP95Ms);
}

/// <param name="Rows">Rows to predict, as POST /api/predict takes them; they are forgotten when the test ends.</param>
/// <param name="PerSecond">Probes a second, 1 to 20.</param>
/// <param name="TimeoutMs">A probe without an answer after so long has failed, 100 to 30,000.</param>
internal sealed record ChaosProbeRequest(
    ImmutableArray<JsonElement>? Rows = null, [property: Range(1, 20)] int PerSecond = 5, [property: Range(100, 30_000)] int TimeoutMs = 5_000)
{
    public ChaosProbe ToProbe() => new(Rows is { } rows ? JsonSerializer.SerializeToUtf8Bytes(rows.AsEnumerable()) : null, PerSecond, TimeoutMs);
}

/// <param name="Workspaces">Whose calls it strikes, 1 to 100; ["*"] for everybody's. The hypothesis' own when left out.</param>
/// <param name="ModelId">Strikes only what is of this model.</param>
/// <param name="Share">Share of the calls, above 0 to 1.</param>
/// <param name="Seconds">How long, 1 to 600.</param>
/// <param name="Silo">The one silo that it strikes; every one when left out.</param>
internal sealed record BlastRadiusRequest(
    [property: MinLength(1), MaxLength(100)] ImmutableArray<string>? Workspaces = null, [property: MaxLength(128)] string? ModelId = null,
    [property: Range(0.0001, 1.0)] double Share = 1, [property: Range(1, 600)] int Seconds = 30, [property: MaxLength(200)] string? Silo = null)
{
    public BlastRadius ToRadius(string workspace) => new(Workspaces ?? [workspace], ModelId, Share, Seconds, Silo);
}

/// <param name="MaxErrorRate">Share of failed probes within the window, above 0 to 1.</param>
/// <param name="WindowSeconds">The window, 1 to 600.</param>
/// <param name="SloId">The service level whose burn rate is watched.</param>
/// <param name="MaxBurnRate">Burn rate of its last 5 minutes; needed with slo_id.</param>
internal sealed record ChaosAbortRequest(
    [property: Range(0.0001, 1.0)] double MaxErrorRate = 0.5, [property: Range(1, 600)] int WindowSeconds = 10,
    [property: MaxLength(200)] string? SloId = null, [property: Range(0.001, 1_000_000.0)] double? MaxBurnRate = null)
{
    public AbortCondition ToCondition() => new(MaxErrorRate, WindowSeconds, SloId, MaxBurnRate);
}

/// <param name="Lessons">What was learnt, 1 to 4,000 characters.</param>
/// <param name="FailurePoints">What people found beside what was measured, at most 50 of at most 500 characters.</param>
internal sealed record CompleteChaosTestRequest(
    [property: JsonRequired, DataType(DataType.MultilineText), Length(1, 4_000)] string Lessons,
    [property: MaxLength(50)] ImmutableArray<string>? FailurePoints = null);
