namespace Kolosal.Compliance.Controls;

/// <summary>Q11: the points of the technical documentation can be filled from records.</summary>
/// <remarks>The points are those of Annex IV of the EU AI Act; its points 5, 7 and 8 (risk management, standards, declaration) are answered by
/// registers and documents that other controls ask for.</remarks>
internal sealed class DossierWithoutGaps() : RecordQuery(
    "Q11", "dossier", "Technical dossier generates without gaps", TimeSpan.FromDays(180),
    "The owner fills the blanks; a high-risk version is not promoted before.", "Models")
{
    protected override string NotJudged => "points 5, 7 and 8 (risk management, standards, declaration), which other controls ask for";

    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("no model is in service", Champions(facts), PathOf, served => Wrong(facts, served.Model, served.Version));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model, VersionFact version)
    {
        var card = version.Card;
        (int Point, string What, bool Filled)[] points =
        [
            (1, "general description", card.Description.Length > 0 && card.IntendedUse.Length > 0 && card.Users.Length > 0),
            (2, "elements and development", (version.Record is not null || version.Origin is not null) && version.DatasetId.Length > 0),
            (3, "capabilities and limits", card.Limitations.Length > 0 && card.OutOfScope.Length > 0 && model.Drift is not null),
            (4, "metrics", !version.Metrics.IsEmpty),
            (6, "changes", !model.Steps.IsEmpty && !model.Decisions.IsEmpty),
            (9, "monitoring after release", model.Drift is not null && model.Service is { Objectives.IsEmpty: false }),
        ];
        var blank = points.Where(point => !point.Filled).ToList();
        if (blank.Count <= (card.IsHighRisk ? 0 : facts.Parameters.DossierBlanks)) yield break;
        foreach (var (point, what, _) in blank) yield return $"Point {point}, {what}, has blanks.";
    }
}
