namespace Kolosal.Chaos;

/// <summary>The pure decisions of a test.</summary>
public sealed class ChaosRulesTests
{
    [Fact]
    public void A_share_strikes_its_share_and_the_same_calls_for_the_same_seed()
    {
        bool[] first = Draw(7), again = Draw(7), other = Draw(8);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        // Of 20,000 draws at 0.3 the standard deviation is 65: 5 of them either way.
        Assert.InRange(first.Count(struck => struck), 6_000 - 325, 6_000 + 325);
        Assert.All(Enumerable.Range(0, 100), call => Assert.True(FaultDraw.Strikes(1, call, 1)));

        static bool[] Draw(long seed) => [.. Enumerable.Range(0, 20_000).Select(call => FaultDraw.Strikes(seed, call, 0.3))];
    }

    [Theory]
    [InlineData(0.0, null, 10, 0, 50.0, 0)]
    [InlineData(0.0, null, 10, 1, 50.0, 1)]
    [InlineData(0.1, null, 10, 1, 50.0, 0)]
    [InlineData(0.1, null, 10, 2, 50.0, 1)]
    [InlineData(0.0, 40.0, 10, 0, 50.0, 1)]
    [InlineData(0.0, 50.0, 10, 0, 50.0, 0)]
    [InlineData(0.0, 40.0, 10, 5, 50.0, 2)]
    [InlineData(1.0, 40.0, 10, 10, null, 0)]
    [InlineData(1.0, null, 2, 0, 50.0, 1)]
    public void A_steady_state_says_what_is_out_of_bounds(double rate, double? limit, long probes, long failed, double? p95, int findings) =>
        Assert.Equal(findings, new SteadyState(rate, limit).Broken("before", probes, failed, p95).Count());

    [Fact]
    public void Too_many_failures_within_the_window_stop_a_test_and_older_ones_do_not()
    {
        var watch = new AbortWatch(0.5, 10, null);
        for (int i = 0; i < 4; i++) watch.Probed(i, failed: true);
        Assert.Null(watch.Look(4, null)); // four say nothing yet
        watch.Probed(4, failed: false);
        Assert.Contains("4 of the 5", watch.Look(4, null), StringComparison.Ordinal);
        for (int i = 0; i < 10; i++) watch.Probed(14.5, failed: false);
        Assert.Null(watch.Look(14.5, null));
    }

    [Fact]
    public void A_burn_rate_stops_a_test_and_so_does_one_that_cannot_be_read()
    {
        var watch = new AbortWatch(1, 10, 14.4);
        Assert.Null(watch.Look(1, 14.3));
        Assert.Contains("14.4", watch.Look(2, 14.4), StringComparison.Ordinal);
        Assert.Null(watch.Look(3, null));
        Assert.Null(watch.Look(4, null));
        Assert.Null(watch.Look(5, 1)); // read again: counted anew
        Assert.Null(watch.Look(6, null));
        Assert.Null(watch.Look(7, null));
        Assert.Contains("could not be read", watch.Look(8, null), StringComparison.Ordinal);
        Assert.Null(new AbortWatch(1, 10, null).Look(1, null));
    }

    [Fact]
    public void A_recovery_is_five_good_probes_behind_the_last_bad_one()
    {
        var recovery = new Recovery();
        Assert.Null(recovery.Seconds);
        for (int i = 0; i < 5; i++) recovery = recovery.With(kept: true, i);
        Assert.Equal(0, recovery.Seconds);
        recovery = recovery.With(kept: false, 6.5);
        for (int i = 0; i < 4; i++) recovery = recovery.With(kept: true, 7 + i);
        Assert.Null(recovery.Seconds);
        Assert.Equal(6.5, recovery.With(kept: true, 12).Seconds);
        Assert.Equal(0, Enumerable.Range(0, 5).Aggregate(new Recovery().With(kept: false, -3), (so, _) => so.With(kept: true, 1)).Seconds);
    }

    [Fact]
    public void Lost_and_repeated_records_are_counted_each()
    {
        Guid[] ids = [.. Enumerable.Range(0, 5).Select(_ => Guid.NewGuid())];
        Assert.Equal(0, Comparison.Lost(ids[..3], ids, 5));
        Assert.Equal(1, Comparison.Lost(ids, ids[..4], 4)); // acknowledged and not there
        Assert.Equal(1, Comparison.Lost(ids, ids, 6)); // counted twice
        Assert.Equal(1, Comparison.Lost(ids, ids, 4)); // not counted
        Assert.Equal(1, Comparison.Lost(ids, [.. ids, ids[0]], 6)); // twice in the log, and counted so
    }

    [Fact]
    public void What_is_missing_is_lost_only_when_it_stays_so_to_the_end()
    {
        var watch = new LossWatch();
        Assert.Null(watch.AtEnd); // nothing was compared
        Assert.Null(watch.Compared(1, 3));
        Assert.Null(watch.Compared(5.9, 3));
        Assert.Null(watch.AtEnd); // not for long enough
        Assert.Null(watch.Compared(6, 3));
        Assert.Equal(3, watch.AtEnd);
        Assert.Null(watch.Compared(7, 2)); // something was only late
        Assert.Null(watch.AtEnd);
        Assert.Equal(0, watch.Compared(8, 0));
        Assert.Null(watch.AtEnd);
    }

    [Fact]
    public void Every_type_has_faults_and_every_fault_a_type()
    {
        var faults = Enum.GetValues<ChaosTestType>().SelectMany(type => ChaosLifecycle.FaultsOf(type)).Distinct().Order();
        Assert.Equal(Enum.GetValues<ChaosFault>(), faults);
        Assert.All(Enum.GetValues<ChaosTestType>(), type => Assert.NotEmpty(ChaosLifecycle.FaultsOf(type)));
    }

    public static TheoryData<string, Func<ChaosPlan, ChaosPlan>> Wrong => new()
    {
        { "$.fault", plan => plan with { Fault = ChaosFault.SiloKill } },
        { "$.latency_ms", plan => plan with { LatencyMilliseconds = null } },
        { "$.latency_ms", plan => plan with { LatencyMilliseconds = 60_001 } },
        { "$.skew_seconds", plan => plan with { SkewSeconds = 1 } },
        { "$.skew_seconds", plan => plan with { Fault = ChaosFault.ClockSkew, SkewSeconds = 0 } },
        { "$.hypothesis.max_error_rate", plan => plan with { Hypothesis = plan.Hypothesis with { MaxErrorRate = 1.01 } } },
        { "$.hypothesis.max_error_rate", plan => plan with { Hypothesis = plan.Hypothesis with { MaxErrorRate = double.NaN } } },
        { "$.hypothesis.max_p95_ms", plan => plan with { Hypothesis = plan.Hypothesis with { MaxP95Milliseconds = 0 } } },
        { "$.hypothesis.model_id", plan => plan with { Probe = plan.Probe with { Rows = "[]"u8.ToArray() } } },
        { "$.probe.rows", plan => plan with { Hypothesis = plan.Hypothesis with { ModelId = "m" } } },
        { "$.hypothesis.slo_id", plan => plan with { Hypothesis = plan.Hypothesis with { SloId = "slo_m.latency" } } },
        { "$.probe.per_second", plan => plan with { Probe = plan.Probe with { PerSecond = 21 } } },
        { "$.probe.timeout_ms", plan => plan with { Probe = plan.Probe with { TimeoutMilliseconds = 99 } } },
        { "$.before_seconds", plan => plan with { BeforeSeconds = 0 } },
        { "$.after_seconds", plan => plan with { AfterSeconds = 601 } },
        { "$.abort.max_error_rate", plan => plan with { Abort = plan.Abort with { MaxErrorRate = 0 } } },
        { "$.abort.window_seconds", plan => plan with { Abort = plan.Abort with { WindowSeconds = 0 } } },
        { "$.abort.max_burn_rate", plan => plan with { Abort = plan.Abort with { MaxBurnRate = 2 } } },
        { "$.blast_radius.workspaces", plan => plan with { Radius = plan.Radius with { Workspaces = [] } } },
        {
            "$.blast_radius.workspaces",
            plan => plan with { Type = ChaosTestType.SiloLoss, Fault = ChaosFault.SiloKill, LatencyMilliseconds = null }
        },
        {
            "$.blast_radius.model_id",
            plan => plan with { Fault = ChaosFault.BlobLatency, Radius = plan.Radius with { ModelId = "m" } }
        },
        { "$.blast_radius.share", plan => plan with { Radius = plan.Radius with { Share = 0 } } },
        { "$.blast_radius.share", plan => plan with { Fault = ChaosFault.ClockSkew, Radius = plan.Radius with { Share = 0.5 } } },
        { "$.blast_radius.seconds", plan => plan with { Radius = plan.Radius with { Seconds = 601 } } },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void A_plan_that_cannot_be_meant_is_refused_by_path(string path, Func<ChaosPlan, ChaosPlan> change)
    {
        var refusal = ChaosPlanRules.Refuse(change(ChaosPlans.Of(ChaosFault.StorageLatency)))!;
        Assert.Equal("chaos.bad-plan", refusal.Code);
        Assert.Contains(path, refusal.Errors.Keys);
    }

    [Fact]
    public void Each_fault_can_be_ordered() =>
        Assert.All(Enum.GetValues<ChaosFault>(), fault => Assert.Null(ChaosPlanRules.Refuse(ChaosPlans.Of(fault))));
}
