using Kolosal.Compliance.Frameworks;

namespace Kolosal.Compliance.Controls;

/// <summary>Judges rows of a small world by hand.</summary>
public sealed class ControlJudgeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly FrameworkCatalogue Catalogue = FrameworkFiles.Read();

    private static readonly Framework Management = Catalogue.Find("iso42001")!;

    /// <summary>A.3.3 rests on one question alone, A.2.2 on a question and a document.</summary>
    private static ControlRow Computed => Management.Find("A.3.3")!;

    private static ControlRow Both => Management.Find("A.2.2")!;

    [Theory]
    [InlineData(ControlState.Pass, ControlState.Pass)]
    [InlineData(ControlState.Fail, ControlState.Fail)]
    [InlineData(ControlState.Error, ControlState.Error)]
    [InlineData(ControlState.Missing, ControlState.Missing)]
    [InlineData(ControlState.NotApplicable, ControlState.NotApplicable)]
    public void A_control_of_one_question_stands_as_its_question(ControlState answer, ControlState control)
    {
        var verdict = Judge(Computed, Answered("Q79", answer));
        Assert.Equal(control, verdict.State);
        Assert.Equal(answer == ControlState.NotApplicable ? 0 : 1, verdict.Parts);
        Assert.Equal(answer == ControlState.Pass ? 1 : 0, verdict.Holding);
    }

    [Fact]
    public void What_held_goes_stale_by_the_clock_alone()
    {
        var standings = Answered("Q79", ControlState.Pass);
        Assert.Equal(ControlState.Pass, Judge(Computed, standings, at: Now.AddHours(1).AddTicks(-1)).State);
        var stale = Judge(Computed, standings, at: Now.AddHours(1));
        Assert.Equal((ControlState.Stale, 0), (stale.State, stale.Holding));
        Assert.Contains("counted until", stale.Evidence[0].Reason, StringComparison.Ordinal);
        Assert.Equal(ControlState.Fail, Judge(Computed, Answered("Q79", ControlState.Fail), at: Now.AddDays(100)).State);
        Assert.Equal(ControlState.Stale, Judge(Computed, Answered("Q79", ControlState.NotApplicable), at: Now.AddHours(1)).State);
    }

    [Fact]
    public void A_question_without_a_rule_or_without_an_answer_is_missing_and_never_a_pass()
    {
        var unasked = Judge(Computed, []);
        Assert.Equal((ControlState.Missing, "It was not asked yet."), (unasked.State, unasked.Evidence[0].Reason));
        var verdict = ControlJudge.Judge(Catalogue, Management, Computed, ImmutableDictionary<string, IControlQuery>.Empty, World([]));
        Assert.Equal((ControlState.Missing, "This version has no rule for it."), (verdict.State, verdict.Evidence[0].Reason));
    }

    [Fact]
    public void The_worst_part_counts_and_the_earliest_end_is_the_controls()
    {
        var policy = Approved("ai-policy", "top_management");
        var passing = Judge(Both, Answered("Q77", ControlState.Pass), Handed(policy));
        Assert.Equal((ControlState.Pass, 2, 2, Now.AddHours(1)), (passing.State, passing.Holding, passing.Parts, passing.ExpiresAt));
        Assert.Equal(ControlState.Missing, Judge(Both, Answered("Q77", ControlState.Pass)).State);
        Assert.Equal(ControlState.Fail, Judge(Both, Answered("Q77", ControlState.Fail)).State);
        Assert.Equal(ControlState.Error, Judge(Both, Answered("Q77", ControlState.Error), Handed(policy)).State);
        var stale = Judge(Both, Answered("Q77", ControlState.Pass), Handed(policy with { Resolves = false }));
        Assert.Equal((ControlState.Stale, 1, 2), (stale.State, stale.Holding, stale.Parts));
    }

    [Fact]
    public void A_waiver_shows_beside_the_fail_and_never_makes_it_a_pass()
    {
        var failing = Answered("Q79", ControlState.Fail);
        var waived = Judge(Computed, failing, decisions: new([Waiver("Q79")], []));
        Assert.Equal((ControlState.Fail, true, "w1"), (waived.State, waived.IsWaived, waived.Evidence[0].Waiver!.Id));
        Assert.True(Judge(Computed, failing, decisions: new([Waiver("iso42001/A.3.3")], [])).IsWaived);
        Assert.False(Judge(Computed, failing, decisions: new([Waiver("Q78")], [])).IsWaived);
        Assert.False(Judge(Computed, failing, decisions: new([Waiver("Q79") with { OwnedBy = "ann" }], [])).IsWaived);
        Assert.False(Judge(Computed, failing, decisions: new([Waiver("Q79") with { Until = Now }], [])).IsWaived);
        Assert.False(Judge(Computed, failing,
            decisions: new([Waiver("Q79") with { From = Now.AddDays(-1), Until = Now.AddDays(89.5) }], [])).IsWaived);
        Assert.False(Judge(Computed, Answered("Q79", ControlState.Error), decisions: new([Waiver("Q79")], [])).IsWaived);
    }

    [Fact]
    public void A_control_that_was_decided_not_to_apply_says_who_decided()
    {
        ApplicabilityDecision Decided(bool applies, int day) => new("iso42001", "A.3.3", applies, "no such system", "ann", Now.AddDays(day));
        var excluded = Judge(Computed, Answered("Q79", ControlState.Fail), decisions: new([], [Decided(false, -1)]));
        Assert.Equal((ControlState.NotApplicable, "decided by ann: no such system"), (excluded.State, excluded.Reason));
        Assert.Equal(ControlState.Fail, Judge(Computed, Answered("Q79", ControlState.Fail),
            decisions: new([], [Decided(false, -2), Decided(true, -1)])).State);
        Assert.Equal(ControlState.Fail, Judge(Computed, Answered("Q79", ControlState.Fail), decisions: new([], [Decided(false, 1)])).State);
    }

    [Fact]
    public void A_duty_whose_day_has_not_come_does_not_apply_and_shows_what_it_would_be()
    {
        var act = Catalogue.Find("eu_ai_act")!;
        var row = act.Find("9(5)")!;
        Assert.Equal(new DateOnly(2027, 12, 2), row.AppliesFrom);
        var failing = Answered("Q73", ControlState.Fail);
        var early = ControlJudge.Judge(Catalogue, act, row, Questions(failing), World(failing));
        Assert.Equal((ControlState.NotApplicable, ControlState.Fail, "date.not-yet: 2027-12-02"), (early.State, early.Preview, early.Reason));
        var due = ControlJudge.Judge(Catalogue, act, row, Questions(failing), World(failing, at: new(2027, 12, 2, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal((ControlState.Fail, null), (due.State, due.Preview));
        Assert.Null(act.Find("5")!.AppliesFrom);

        // Who takes the duty on earlier says so.
        var taken = ControlJudge.Judge(Catalogue, act, row, Questions(failing),
            World(failing, decisions: new([], [new("eu_ai_act", row.Id, true, "we begin now", "ann", Now.AddDays(-1))])));
        Assert.Equal(ControlState.Fail, taken.State);
    }

    [Fact]
    public void Evidence_for_the_control_itself_makes_it_stale_when_it_ends()
    {
        var own = Approved(null, null) with { Controls = ["iso42001/A.3.3"], EffectiveUntil = Now.AddDays(1) };
        var standings = Answered("Q79", ControlState.Pass, TimeSpan.FromDays(30));
        Assert.Equal((ControlState.Pass, 2), (Judge(Computed, standings, Handed(own)).State, Judge(Computed, standings, Handed(own)).Parts));
        Assert.Equal(ControlState.Stale, Judge(Computed, standings, Handed(own), at: Now.AddDays(1)).State);
        Assert.Equal(ControlState.Pass, Judge(Computed, standings, Handed(own with { ApprovedAt = null })).State);
    }

    [Fact]
    public void A_cause_is_its_question_and_who_is_in_the_way_in_any_order()
    {
        Offender[] two = [new("models/a", "x"), new("models/b", "y")];
        string cause = ControlJudge.CauseOf("Q01", two);
        Assert.Matches("^[0-9a-f]{24}$", cause);
        Assert.Equal(cause, ControlJudge.CauseOf("Q01", [new("models/b", "other words"), .. two]));
        Assert.NotEqual(cause, ControlJudge.CauseOf("Q02", two));
        Assert.NotEqual(cause, ControlJudge.CauseOf("Q01", two.Take(1)));
    }

    private static ControlVerdict Judge(
        ControlRow row, Dictionary<string, QueryStanding> standings, EvidenceFacts? evidence = null, ControlDecisions? decisions = null,
        DateTimeOffset? at = null) =>
        ControlJudge.Judge(Catalogue, Management, row, Questions(row.Queries), World(standings, evidence, decisions, at));

    private static JudgedWorld World(
        Dictionary<string, QueryStanding> standings, EvidenceFacts? evidence = null, ControlDecisions? decisions = null, DateTimeOffset? at = null) =>
        new(at ?? Now, standings, evidence ?? EvidenceFacts.None, OutsideFacts.None, decisions ?? ControlDecisions.None);

    private static ImmutableDictionary<string, IControlQuery> Questions(Dictionary<string, QueryStanding> standings) => Questions(standings.Keys);

    private static ImmutableDictionary<string, IControlQuery> Questions(IEnumerable<string> ids) =>
        ids.ToImmutableDictionary(id => id, id => (IControlQuery)new AskedOfFacts(id, _ => Judgement.EmptyUniverse("nothing")));

    private static Dictionary<string, QueryStanding> Answered(string query, ControlState state, TimeSpan? timeToLive = null)
    {
        var judgement = new Judgement(state, 2, state == ControlState.Pass ? 2 : 1, state == ControlState.Fail ? [new("models/m", "no")] : [],
            state is ControlState.Pass or ControlState.Fail ? null : "because", ImmutableSortedDictionary<string, double>.Empty);
        var result = new QueryResult(query, 1, Now, Now + (timeToLive ?? TimeSpan.FromHours(1)), judgement);
        return new() { [query] = new(result, result, 0, null) };
    }

    private static EvidenceFacts Handed(params EvidenceFact[] records) => new([.. records]);

    private static EvidenceFact Approved(string? kind, string? capacity) => new(
        "ev_1", kind, EvidencePhase.Approved, "ann", "bob", "carl", capacity, Now.AddDays(-10), Now.AddDays(-20), null, null, true, [])
    { UploadedAt = Now.AddDays(-20) };

    private static WaiverDecision Waiver(string subject) => new("w1", subject, "ann", "bob", "why", Now.AddDays(-1), Now.AddDays(30));
}
