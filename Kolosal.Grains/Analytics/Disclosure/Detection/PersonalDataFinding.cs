namespace Kolosal.Disclosure;

/// <summary>What a column looks like, and why.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Confidence">0 to 1: the share of values that pass the kind's test beyond chance, weighed with what the name says.</param>
/// <param name="Header">The column's name says so.</param>
/// <param name="Examined">Values that were looked at.</param>
/// <param name="Matching">Of them, values that pass the kind's test; 0 for a kind that values cannot prove.</param>
/// <param name="Check">The check digit or rule that they passed (<c>Luhn</c>, <c>mod 97</c>); null where there is none.</param>
public sealed record PersonalDataFinding(
    PersonalDataKind Kind, double Confidence, bool Header = false, long Examined = 0, long Matching = 0, string? Check = null);
