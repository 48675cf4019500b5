using Kolosal.Compliance.Frameworks;

namespace Kolosal.Compliance.Controls;

public sealed class DocumentJudgeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly DocumentRule Policy = FrameworkFiles.Read().DocumentOfKind("ai-policy")!;

    private static EvidenceFact Sound => new(
        "ev_1", "ai-policy", EvidencePhase.Approved, "ann", "bob", "carl", "top_management", Now.AddDays(-10), Now.AddDays(-10), null, null,
        true, []);

    [Fact]
    public void Nothing_handed_in_is_missing_and_so_is_what_nobody_approved()
    {
        Assert.Equal(ControlState.Missing, State());
        Assert.Equal(ControlState.Missing, State(Sound with { Kind = "is-policy" }));
        Assert.Equal(ControlState.Missing, State(Sound with { Phase = EvidencePhase.Reviewed, ApprovedAt = null, ApprovedBy = null }));
    }

    [Fact]
    public void An_approved_document_passes_until_the_earliest_of_its_ends()
    {
        Assert.Equal((ControlState.Pass, Now.AddDays(355)), (Judge(Sound).State, Judge(Sound).ExpiresAt));
        Assert.Equal(Now.AddDays(30), Judge(Sound with { EffectiveUntil = Now.AddDays(30) }).ExpiresAt);
        Assert.Equal(Now.AddDays(20), Judge(Sound with { EffectiveUntil = Now.AddDays(30), NextReviewAt = Now.AddDays(20) }).ExpiresAt);
    }

    [Fact]
    public void Every_way_in_which_it_stops_counting_makes_it_stale_and_says_why()
    {
        Stale("declared expired", Sound with { Phase = EvidencePhase.Expired });
        Stale("in effect from", Sound with { EffectiveFrom = Now.AddDays(1) });
        Stale("in effect until", Sound with { EffectiveUntil = Now });
        Stale("review was due", Sound with { NextReviewAt = Now });
        Stale("more than 365 days", Sound with { ApprovedAt = Now.AddDays(-365) });
        Stale("approved as board", Sound with { Capacity = "board" });
        Stale("approved as nobody", Sound with { Capacity = null });
        Stale("Who handed it in", Sound with { ApprovedBy = "ann" });
        Stale("Who handed it in", Sound with { ReviewedBy = "ann" });
        Stale("SHA-256", Sound with { Resolves = false });

        static void Stale(string said, EvidenceFact record)
        {
            var part = Judge(record);
            Assert.Equal(ControlState.Stale, part.State);
            Assert.Contains(said, part.Reason, StringComparison.Ordinal);
            Assert.Equal("evidence/ev_1", Assert.Single(part.Offenders).Id);
        }
    }

    [Fact]
    public void A_newer_approval_takes_its_place()
    {
        var newer = Sound with { Id = "ev_2", ApprovedAt = Now.AddDays(-1) };
        Assert.Equal((ControlState.Pass, Now.AddDays(364)), (Judge(Sound, newer).State, Judge(Sound, newer).ExpiresAt));

        // One that fails does not make the older count again.
        Assert.Equal(ControlState.Stale, Judge(Sound, newer with { Resolves = false }).State);
    }

    [Fact]
    public void A_grave_incident_or_a_new_register_of_laws_after_the_approval_makes_it_stale()
    {
        static ControlState AfterIncident(int daysAgo) => DocumentJudge.Judge(
            Policy, new([Sound]), new OutsideFacts { GraveIncidentClosedAt = Now.AddDays(-daysAgo) }, Now).State;
        Assert.Equal((ControlState.Stale, ControlState.Pass), (AfterIncident(9), AfterIncident(11)));
        var law = Sound with { Id = "ev_9", Kind = "legal", Capacity = "legal", ApprovedAt = Now.AddDays(-9) };
        Assert.Contains("register of laws", Judge(Sound, law).Reason, StringComparison.Ordinal);
        Assert.Equal(ControlState.Pass, Judge(Sound, law with { ApprovedAt = Now.AddDays(-11) }).State);
    }

    [Fact]
    public void Evidence_reads_as_it_stood_at_an_earlier_time()
    {
        var record = Sound with { UploadedAt = Now.AddDays(-20), Phase = EvidencePhase.Expired, ExpiredAt = Now.AddDays(-5) };
        Assert.Null(record.AsOf(Now.AddDays(-21)));
        Assert.Equal((EvidencePhase.Draft, null), (record.AsOf(Now.AddDays(-11))!.Phase, record.AsOf(Now.AddDays(-11))!.ApprovedAt));
        Assert.Equal(EvidencePhase.Approved, record.AsOf(Now.AddDays(-6))!.Phase);
        Assert.Equal(EvidencePhase.Expired, record.AsOf(Now)!.Phase);
    }

    private static ControlState State(params EvidenceFact[] records) => Judge(records).State;

    private static PartVerdict Judge(params EvidenceFact[] records) =>
        DocumentJudge.Judge(Policy, new EvidenceFacts([.. records]), OutsideFacts.None, Now);
}
