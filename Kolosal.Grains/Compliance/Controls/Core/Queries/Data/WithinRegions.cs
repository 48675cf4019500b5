namespace Kolosal.Compliance.Controls;

/// <summary>Q19: what may lie in one region only lies there.</summary>
internal sealed class WithinRegions() : RecordQuery(
    "Q19", "residency", "Location inside allowed regions", TimeSpan.FromHours(24),
    "Move or delete the copy that lies outside, and raise a sev2 privacy incident.", "Classification")
{
    protected override string NotJudged => "places of backups and exports, which Compliance hears of elsewhere";

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        var confined = facts.Classifications.Where(known => known is { Exists: true, Residency: not "global" }).ToList();
        if (confined.Count > 0 && facts.Platform?.Region is null)
            return Judgement.Absent("needed: where this installation and its storage are, Kolosal:Classification:Region");
        return Each("nothing is confined to a region", confined, known => known.Asset, known =>
            known.Residency == facts.Platform!.Region ? [] : [$"It may lie in {known.Residency} only, and lies in {facts.Platform.Region}."]);
    }
}
