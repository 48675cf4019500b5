namespace Kolosal.Models;

/// <summary>The declared parts of a card that an auditor asks for.</summary>
internal static class CardParts
{
    /// <summary>Names of those that nobody has filled, as the document writes them.</summary>
    public static ImmutableArray<string> Empty(ModelCardWords words) =>
    [
        .. new (string Name, bool Filled)[]
        {
            ("description", Said(words.Description)),
            ("intended_use", Said(words.IntendedUse)),
            ("out_of_scope", Said(words.OutOfScope)),
            ("limitations", Said(words.Limitations)),
            ("ethical_considerations", Said(words.EthicalConsiderations)),
            ("contact", Said(words.Contact)),
            ("owner", Said(words.Owner)),
            ("purpose", Said(words.Purpose)),
            ("users", Said(words.Users)),
            ("party_role", words.PartyRole is not null),
            ("risk_class", words.RiskClass is not null),
            ("prohibited_screening", Said(words.ProhibitedScreening)),
            ("affected_groups", Said(words.AffectedGroups)),
            ("legal_effect", words.LegalEffect is not null),
            ("criticality", words.Criticality is not null),
        }.Where(part => !part.Filled).Select(part => part.Name),
    ];

    private static bool Said(string? words) => !string.IsNullOrWhiteSpace(words);
}
