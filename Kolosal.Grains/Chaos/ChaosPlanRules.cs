using Kolosal.Slo;

namespace Kolosal.Chaos;

/// <summary>What a plan must hold, whoever sends it.</summary>
internal static class ChaosPlanRules
{
    /// <summary>Every workspace.</summary>
    public const string Everyone = "*";

    private const int LongestPhase = 600, LongestLatency = 60_000, LargestSkew = 3_600, MostPerSecond = 20, LargestRows = 65_536;

    /// <summary>What is wrong with a plan, by the path of the front door's body; null when nothing is.</summary>
    public static Refusal? Refuse(ChaosPlan plan)
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (path, wrong, text) in Fault(plan).Concat(Hypothesis(plan)).Concat(Measuring(plan)).Concat(Radius(plan)))
            if (wrong) errors.TryAdd(path, text);
        return errors.Count == 0 ? null : new Refusal(RefusalKind.Invalid, "chaos.bad-plan", "The test cannot be ordered so.", errors.ToImmutable());
    }

    private static IEnumerable<(string Path, bool Wrong, string Text)> Fault(ChaosPlan plan)
    {
        var faults = ChaosLifecycle.FaultsOf(plan.Type);
        bool late = plan.Fault is ChaosFault.StorageLatency or ChaosFault.StreamDelay or ChaosFault.BlobLatency;
        yield return ("$.fault", !faults.Contains(plan.Fault), $"Expected one of {string.Join(", ", faults.Select(WireJson.Word))}.");
        yield return late
            ? ("$.latency_ms", plan.LatencyMilliseconds is not (>= 1 and <= LongestLatency), "Expected 1 to 60000 milliseconds.")
            : ("$.latency_ms", plan.LatencyMilliseconds is not null, "Expected nothing: this fault delays nothing.");
        yield return plan.Fault == ChaosFault.ClockSkew
            ? ("$.skew_seconds", plan.SkewSeconds is not (>= -LargestSkew and <= LargestSkew and not 0), "Expected -3600 to 3600 seconds, and not 0.")
            : ("$.skew_seconds", plan.SkewSeconds is not null, "Expected nothing: this fault leaves the clock alone.");
    }

    private static IEnumerable<(string Path, bool Wrong, string Text)> Hypothesis(ChaosPlan plan)
    {
        var expected = plan.Hypothesis;
        yield return ("$.hypothesis.max_error_rate", expected.MaxErrorRate is not (>= 0 and <= 1), "Expected 0 to 1.");
        yield return ("$.hypothesis.max_p95_ms", expected.MaxP95Milliseconds is not (null or (> 0 and <= LongestLatency)),
            "Expected above 0 to 60000.");
        yield return ("$.probe.rows", expected.ModelId is not null && plan.Probe.Rows is null,
            "Expected rows to predict: the hypothesis is about a model.");
        yield return ("$.hypothesis.model_id", expected.ModelId is null && plan.Probe.Rows is not null, "Expected the model that predicts the rows.");
        yield return ("$.hypothesis.slo_id", !IsOfModel(expected.SloId, expected), "Expected a service level of the model.");
        yield return ("$.abort.slo_id", !IsOfModel(plan.Abort.SloId, expected), "Expected a service level of the model.");
    }

    private static IEnumerable<(string Path, bool Wrong, string Text)> Measuring(ChaosPlan plan)
    {
        yield return ("$.probe.per_second", plan.Probe.PerSecond is not (>= 1 and <= MostPerSecond), "Expected 1 to 20.");
        yield return ("$.probe.timeout_ms", plan.Probe.TimeoutMilliseconds is not (>= 100 and <= 30_000), "Expected 100 to 30000.");
        yield return ("$.probe.rows", plan.Probe.Rows?.Length > LargestRows, "Expected at most 64 KiB of rows.");
        yield return ("$.before_seconds", plan.BeforeSeconds is not (>= 1 and <= LongestPhase), "Expected 1 to 600.");
        yield return ("$.after_seconds", plan.AfterSeconds is not (>= 1 and <= LongestPhase), "Expected 1 to 600.");
        yield return ("$.abort.max_error_rate", plan.Abort.MaxErrorRate is not (> 0 and <= 1), "Expected above 0 to 1.");
        yield return ("$.abort.window_seconds", plan.Abort.WindowSeconds is not (>= 1 and <= LongestPhase), "Expected 1 to 600.");
        yield return ("$.abort.max_burn_rate", plan.Abort.SloId is null != plan.Abort.MaxBurnRate is null || plan.Abort.MaxBurnRate <= 0,
            "Expected a rate above 0 with slo_id, and nothing without.");
    }

    private static IEnumerable<(string Path, bool Wrong, string Text)> Radius(ChaosPlan plan)
    {
        var radius = plan.Radius;
        bool blind = plan.Fault is ChaosFault.ClockSkew or ChaosFault.SiloKill;
        yield return ("$.blast_radius.workspaces", radius.Workspaces.IsDefaultOrEmpty || radius.Workspaces.Length > 100,
            "Expected 1 to 100 workspaces.");
        yield return ("$.blast_radius.workspaces", blind && !radius.Workspaces.Contains(Everyone),
            "Expected [\"*\"]: this fault strikes whoever is on the silo.");
        bool nameless = blind || plan.Fault is ChaosFault.BlobLatency or ChaosFault.OutboundOutage;
        yield return ("$.blast_radius.model_id", radius.ModelId is not null && nameless,
            "Expected nothing: this fault does not know whose model a call is for.");
        yield return ("$.blast_radius.share", radius.Share is not (> 0 and <= 1), "Expected above 0 to 1.");
        yield return ("$.blast_radius.share", radius.Share < 1 && plan.Fault is (ChaosFault.ClockSkew or ChaosFault.SiloKill),
            "Expected 1: this fault is whole or not at all.");
        yield return ("$.blast_radius.seconds", radius.Seconds is not (>= 1 and <= LongestPhase), "Expected 1 to 600.");
    }

    private static bool IsOfModel(string? slo, ChaosHypothesis expected) =>
        slo is null || (expected.ModelId is { } model && SloId.TryParse(slo, out var id) && id.Model == model);
}
