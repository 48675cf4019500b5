namespace Kolosal.Disclosure;

/// <summary>What to do with a column of a kind, and how a data set with such columns should be classed.</summary>
public static class Recommendations
{
    /// <summary>The treatment, as <c>anonymize</c> names it, that keeps most use while no value is shown.</summary>
    public static string Treatment(PersonalDataKind kind) => kind switch
    {
        PersonalDataKind.PaymentCard or PersonalDataKind.Iban => "mask",
        PersonalDataKind.IpAddress or PersonalDataKind.DateOfBirth or PersonalDataKind.PostalCode => "generalise",
        PersonalDataKind.FreeText or PersonalDataKind.PostalAddress or PersonalDataKind.PersonName => "suppress",
        _ => "pseudonymise",
    };

    /// <summary>One sentence for people.</summary>
    public static string Advice(PersonalDataKind kind) => kind switch
    {
        PersonalDataKind.PaymentCard => "Mask all but the last four digits (PCI DSS 3.4), or suppress it.",
        PersonalDataKind.Iban => "Mask all but the country and the last four characters, or pseudonymise it.",
        PersonalDataKind.IpAddress => "Generalise to the network (the first parts), or suppress it.",
        PersonalDataKind.DateOfBirth => "Generalise to the year; with postal code and sex a full date names most people.",
        PersonalDataKind.PostalCode => "Generalise to its first characters.",
        PersonalDataKind.PersonName => "Suppress it: no model should learn from a name.",
        PersonalDataKind.PostalAddress => "Suppress it, or keep a generalised postal code alone.",
        PersonalDataKind.FreeText => "Suppress it, or read it before it is used: anything may stand in it.",
        PersonalDataKind.UsSsn or PersonalDataKind.UkNino or PersonalDataKind.NationalId => "Pseudonymise it where rows must be joined; otherwise "
            + "suppress it.",
        _ => "Pseudonymise it where rows must be joined; otherwise suppress it.",
    };

    /// <summary>The class that the findings call for.</summary>
    /// <param name="columns">Names of all columns.</param>
    /// <param name="findings">What was found.</param>
    public static ClassificationProposal Classify(IEnumerable<string> columns, IReadOnlyCollection<PersonalDataFinding> findings)
    {
        string[] names = [.. columns];
        var kinds = findings.Select(finding => finding.Kind).ToHashSet();
        string[] health = [.. names.Where(HeaderWords.SaysHealth)];
        bool cards = kinds.Overlaps([PersonalDataKind.PaymentCard, PersonalDataKind.Iban]);
        bool numbers = kinds.Overlaps([PersonalDataKind.UsSsn, PersonalDataKind.UkNino, PersonalDataKind.NationalId]);
        if (health.Length > 0 && kinds.Count > 0)
            return new("restricted", "health", $"It looks personal and names health ({string.Join(", ", health.Take(3))}): GDPR Art. 9.");
        if (numbers) return new("restricted", cards ? "financial" : "pii", "It holds numbers that a state gives to people.");
        if (cards) return new("restricted", "financial", "It holds numbers of cards or accounts.");
        if (kinds.Count > 0) return new("confidential", "pii", "It looks personal.");
        if (health.Length > 0) return new("confidential", "health", $"It names health ({string.Join(", ", health.Take(3))}), of nobody by name.");
        return names.Any(HeaderWords.SaysFinancial)
            ? new("internal", "financial", "It speaks of money, of nobody by name.") : new("internal", "public", "Nothing personal was found.");
    }
}

/// <summary>How a data set should be classed; a person decides.</summary>
/// <param name="Sensitivity"><c>public</c>, <c>internal</c>, <c>confidential</c> or <c>restricted</c>.</param>
/// <param name="DataType"><c>pii</c>, <c>financial</c>, <c>health</c> or <c>public</c>.</param>
/// <param name="Reason">Why.</param>
public sealed record ClassificationProposal(string Sensitivity, string DataType, string Reason);
