namespace Kolosal.Compliance.Controls;

/// <summary>What a person said in a version's card; blank where nothing was said.</summary>
public sealed record CardFact
{
    public string Description { get; init; } = "";

    public string IntendedUse { get; init; } = "";

    public string OutOfScope { get; init; } = "";

    public string Limitations { get; init; } = "";

    public string Ethics { get; init; } = "";

    public string Contact { get; init; } = "";

    public string Owner { get; init; } = "";

    public string Purpose { get; init; } = "";

    public string Users { get; init; } = "";

    public string PartyRole { get; init; } = "";

    /// <summary><c>prohibited</c>, <c>high</c>, <c>limited</c>, <c>minimal</c>, or blank.</summary>
    public string RiskClass { get; init; } = "";

    public string ProhibitedScreening { get; init; } = "";

    public string AffectedGroups { get; init; } = "";

    public bool? LegalEffect { get; init; }

    public string Criticality { get; init; } = "";

    /// <summary>When a person last wrote it; null when nobody did.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    public bool IsHighRisk => RiskClass is "high" or "prohibited";

    /// <summary>Decides on people with legal or similar effect, or is of high risk.</summary>
    public bool NeedsOversight => IsHighRisk || LegalEffect == true;

    /// <summary>Parts of the card that are blank, by name.</summary>
    public IEnumerable<string> Blanks()
    {
        (string Name, string Text)[] parts =
        [
            ("description", Description), ("intended_use", IntendedUse), ("out_of_scope", OutOfScope), ("limitations", Limitations),
            ("ethical_considerations", Ethics), ("contact", Contact), ("users", Users), ("affected_groups", AffectedGroups),
            ("risk_class", RiskClass),
        ];
        return parts.Where(part => string.IsNullOrWhiteSpace(part.Text)).Select(part => part.Name);
    }
}
