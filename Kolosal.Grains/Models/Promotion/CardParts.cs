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

    /// <summary>Whether two people wrote the same.</summary>
    public static bool AreSame(ModelCardWords one, ModelCardWords other) => one with { Purposes = null } == other with { Purposes = null }
        && (one.Purposes is { IsDefault: false } purposes ? purposes : []).SequenceEqual(
            other.Purposes is { IsDefault: false } others ? others : [], StringComparer.Ordinal);

    /// <summary>What is wrong with what somebody writes; null when it will do.</summary>
    public static Refusal? Refuse(ModelCardWords words)
    {
        var errors = PurposeRule.Faults(words.Purposes ?? []).ToImmutableDictionary(fault => $"$.purposes[{fault.Place}]", fault => fault.Needed);
        return errors.IsEmpty ? null
            : new(RefusalKind.Unprocessable, "models.bad-purposes", "The purposes of the card cannot be taken; see errors.", errors);
    }

    private static bool Said(string? words) => !string.IsNullOrWhiteSpace(words);
}
