namespace Kolosal.Compliance.Controls;

/// <summary>Q72: whatever leaves is written down, and somebody else stands behind it.</summary>
/// <remarks>That nothing left unrecorded rests on the door, which is asked each time whether it refuses what is not declared.</remarks>
internal sealed class DisclosuresRecorded() : RecordQuery(
    "Q72", "exports", "Disclosures recorded", TimeSpan.FromHours(24),
    "Take the right to export away, and raise a privacy incident; what was rightly given is approved afterwards.",
    "Audit", "Privacy", "Classification")
{
    public override int Version => 2;

    protected override string NotJudged => "rows that a reader copies from a page, and what is taken before it is classed";

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        var span = TimeSpan.FromDays(facts.Parameters.DisclosureDays);
        List<(string Id, IEnumerable<string> Wrong)> things =
        [
            .. facts.Disclosures.Made.Where(one => Age(facts, one.At) <= span).Select(one => (one.Path, Wrong(one))),
            .. facts.Disclosures.Guarded.Select(asset => ($"disclosures/{asset}", Enumerable.Empty<string>())),
        ];
        if (facts.Disclosures.DoorHolds is { } holds)
            things.Add(("disclosures/door", holds ? [] : ["It let rows go for which no purpose was declared."]));
        return Each("nothing is classed as personal or restricted, and no row left under a purpose", things, one => one.Id, one => one.Wrong);
    }

    private static IEnumerable<string> Wrong(DisclosureFact one)
    {
        if (string.IsNullOrWhiteSpace(one.Purpose)) yield return "It has no purpose.";
        if (string.IsNullOrWhiteSpace(one.Recipient)) yield return "It has no recipient.";
        if (one.ApprovedBy is null || one.ApprovedBy == one.Actor)
            yield return $"Nobody but {one.Actor} stands behind it: decide with POST /api/compliance/disclosures/{one.Id}/decisions.";
        if (one.IsAbroad && one.Country is null) yield return "It went abroad, and the country is not said.";
        if (one.IsAbroad && !one.HasBasis) yield return $"It went to {one.Country}, and on what basis is not said.";
    }
}
