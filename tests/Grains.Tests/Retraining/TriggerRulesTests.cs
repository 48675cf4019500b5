namespace Kolosal.Retraining;

public class TriggerRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 28, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(IncidentMatter.Drift, 2, false, 1, true)]
    [InlineData(IncidentMatter.Drift, 1, false, 1, true)]
    [InlineData(IncidentMatter.Drift, 3, false, 9, false)]
    [InlineData(IncidentMatter.Drift, 2, true, 1, false)]
    [InlineData(IncidentMatter.Fairness, 4, false, 3, true)]
    [InlineData(IncidentMatter.Fairness, 1, false, 2, false)]
    [InlineData(IncidentMatter.Quality, 4, false, 1, true)]
    [InlineData(IncidentMatter.Other, 1, false, 9, false)]
    public void Incidents_are_heeded_by_what_they_are_about(IncidentMatter matter, int severity, bool over, int signals, bool heeded) =>
        Assert.Equal(heeded, TriggerRules.Why(new(2, 3, true), new(matter, severity, over, signals)) is not null);

    [Theory]
    [InlineData(IncidentMatter.Drift)]
    [InlineData(IncidentMatter.Fairness)]
    [InlineData(IncidentMatter.Quality)]
    public void Nothing_is_heeded_that_nobody_asked_for(IncidentMatter matter) =>
        Assert.Null(TriggerRules.Why(new(null, null, false), new(matter, 1, false, 1_000)));

    [Fact]
    public void A_cooldown_ends_to_the_instant()
    {
        Assert.Equal(Now.AddHours(1), TriggerRules.CoolsUntil(Now.AddHours(-1), TimeSpan.FromHours(2), Now));
        Assert.Null(TriggerRules.CoolsUntil(Now.AddHours(-2), TimeSpan.FromHours(2), Now));
        Assert.Null(TriggerRules.CoolsUntil(null, TimeSpan.FromHours(2), Now));
    }

    [Fact]
    public void A_schedule_keeps_the_wall_clock_over_the_change_to_summer_time()
    {
        // 29 March 2026 is the change: 03:00 in Berlin is 02:00 UTC on the day before and 01:00 UTC from then on.
        var triggers = new RetrainingTriggers(null, null, false, "0 3 * * *", "Europe/Berlin");
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero), RetrainingRules.Next(triggers, Now));
        Assert.Equal(new DateTimeOffset(2026, 3, 28, 2, 0, 0, TimeSpan.Zero), RetrainingRules.Latest(triggers, Now.AddDays(-3), Now));
        Assert.Null(RetrainingRules.Latest(triggers, Now.AddHours(-1), Now));
    }

    [Theory]
    [InlineData("61 * * * *", null, "$.triggers.schedule")]
    [InlineData("* * * * * *", null, "$.triggers.schedule")]
    [InlineData("0 3 * * *", "Mars/Olympus", "$.triggers.time_zone")]
    public void A_schedule_that_means_nothing_is_refused_by_its_path(string schedule, string? zone, string path)
    {
        var policy = RetrainingRules.Defaults with { Triggers = new(null, null, false, schedule, zone) };
        Assert.Equal(path, Assert.Single(RetrainingRules.Refuse(policy)!.Errors).Key);
    }

    public static TheoryData<string> Bounds => [.. Edges.Keys];

    private static readonly Dictionary<string, (RetrainingPolicy Within, RetrainingPolicy Beyond)> Edges = new()
    {
        ["$.cooldown_hours"] = (Policy with { CooldownHours = 8_760 }, Policy with { CooldownHours = -1 }),
        ["$.proposal_days"] = (Policy with { ProposalDays = 90 }, Policy with { ProposalDays = 91 }),
        ["$.shadow.rows"] = (Policy with { Shadow = new(0, 0) }, Policy with { Shadow = new(1_000_001, 0) }),
        ["$.shadow.minutes"] = (Policy with { Shadow = new(1, 10_080) }, Policy with { Shadow = new(1, 10_081) }),
        ["$.test.alpha"] = (Policy with { Test = new(0.2, 20) }, Policy with { Test = new(0.21, 20) }),
        ["$.test.min_outcomes"] = (Policy with { Test = new(0.05, 20) }, Policy with { Test = new(0.05, 19) }),
        ["$.triggers.fairness_signals"] =
            (Policy with { Triggers = new(null, 1, false, null, null) }, Policy with { Triggers = new(null, 0, false, null, null) }),
    };

    private static RetrainingPolicy Policy => RetrainingRules.Defaults;

    [Theory, MemberData(nameof(Bounds))]
    public void Bounds_are_kept_on_both_sides(string path)
    {
        Assert.Null(RetrainingRules.Refuse(Edges[path].Within));
        Assert.Equal(path, Assert.Single(RetrainingRules.Refuse(Edges[path].Beyond)!.Errors).Key);
    }
}
