namespace Kolosal.Compliance.Controls;

/// <summary>Q06: a person filled the card, and stands by it.</summary>
internal sealed class CardFilled() : RecordQuery(
    "Q06", "card", "Model card filled by a person", TimeSpan.FromDays(180),
    "The owner fills the card with PUT /api/models/{model_id}/card within 14 days; after that the next version is not promoted.", "Models")
{
    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("no model is in service", Champions(facts), PathOf, served => Wrong(facts, served.Version));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, VersionFact version)
    {
        foreach (string blank in version.Card.Blanks()) yield return $"The card's {blank} is empty.";
        if (IsOlder(facts, version.Card.WrittenAt, TimeSpan.FromDays(facts.Parameters.CardDays)))
            yield return $"Nobody wrote to the card within {facts.Parameters.CardDays} days.";
        if (version.Metrics.IsEmpty) yield return "The card shows no metric.";
        if (!version.ProtectedInputs.IsEmpty && !version.HasFairnessReport) yield return "The card shows no metric per group.";
    }
}
