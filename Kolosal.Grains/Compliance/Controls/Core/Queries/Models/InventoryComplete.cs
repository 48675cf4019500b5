namespace Kolosal.Compliance.Controls;

/// <summary>Q09: of every model in use it is said whose it is, what for, and how grave.</summary>
internal sealed class InventoryComplete() : RecordQuery(
    "Q09", "inventory", "AI inventory complete", TimeSpan.FromHours(24),
    "A prohibited model is suspended at once; of any other the owner fills the card within 7 days, and no new version is promoted before.",
    "Models", "Access")
{
    protected override Judgement Ask(WorkspaceFacts facts) => Each(
        "no model answered lately",
        facts.Models.Where(model => model.Traffic?.LastAt is { } last && Age(facts, last) <= TimeSpan.FromDays(facts.Parameters.InUseDays)),
        model => model.Path, model => Wrong(facts, model));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model)
    {
        if ((model.Champion ?? model.Versions.LastOrDefault()) is not { } version) yield break;
        var card = version.Card;
        if (card.RiskClass == "prohibited") yield return "Its use is prohibited.";
        if (card.Owner.Length == 0) yield return "It has no owner.";
        else if (!facts.Principals.Any(principal => principal.Id == card.Owner)) yield return "Its owner is no enabled principal.";
        (string Name, bool Said)[] parts =
        [
            ("purpose", card.Purpose.Length > 0), ("party role", card.PartyRole.Length > 0), ("risk class", card.RiskClass.Length > 0),
            ("screening for prohibited use", card.ProhibitedScreening.Length > 0), ("affected groups", card.AffectedGroups.Length > 0),
            ("legal effect", card.LegalEffect is not null), ("criticality", card.Criticality.Length > 0),
        ];
        foreach (var (name, _) in parts.Where(part => !part.Said)) yield return $"Its {name} is not stated.";
    }
}
