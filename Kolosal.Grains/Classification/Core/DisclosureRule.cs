namespace Kolosal.Classification;

/// <summary>What a disclosure needs before rows leave. Words are those of the contract.</summary>
/// <remarks>Records of disclosures: ISO/IEC 27701 7.5.4 and 8.5.3, GDPR article 30(1)(d) and (e). Transfers: GDPR chapter V, under which the whole
/// European Economic Area is home and everything else is a third country.</remarks>
public static class DisclosureRule
{
    public const int LongestPurpose = 500, LongestRecipient = 200;

    /// <summary>EU-27 with Iceland, Liechtenstein and Norway, by ISO 3166-1.</summary>
    private static readonly string[] EconomicArea =
    [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL",
        "NO", "PL", "PT", "RO", "SE", "SI", "SK",
    ];

    /// <summary>Whether rows leave under a purpose and a recipient alone: data about persons, and whatever is restricted.</summary>
    /// <param name="sensitivity">Of the classification; null while there is none.</param>
    /// <param name="dataType">Of the classification.</param>
    public static bool DemandsTerms(string? sensitivity, string? dataType) =>
        sensitivity == "restricted" || (sensitivity is not (null or "public") && dataType is "pii" or "health");

    /// <summary>Whether no row leaves before a second person has approved this one disclosure: how the data are classed is not enough.</summary>
    /// <param name="sensitivity">Of the classification; null while there is none.</param>
    public static bool DemandsApproval(string? sensitivity) => sensitivity == "restricted";

    /// <summary>What is wrong with what is declared, by member; nothing when it will do.</summary>
    public static IEnumerable<(string Member, string Needed)> Faults(string? purpose, string? recipient, string? country)
    {
        if (string.IsNullOrWhiteSpace(purpose) || purpose.Length > LongestPurpose)
            yield return ("purpose", $"Say in 1 to {LongestPurpose} characters what the rows are used for.");
        if (string.IsNullOrWhiteSpace(recipient) || recipient.Length > LongestRecipient)
            yield return ("recipient", $"Say in 1 to {LongestRecipient} characters who gets the rows.");
        if (country is not null && !IsCode(country)) yield return ("country", "A country is two capital letters as in ISO 3166-1, DE for Germany.");
    }

    /// <summary>Whether a country lies outside a home region.</summary>
    /// <param name="country">Two capital letters; null when rows stay at home.</param>
    /// <param name="home">Region of the data or of the installation; null or <c>global</c> when none is known, and then every country is abroad,
    /// since nothing shows the contrary.</param>
    public static bool IsAbroad(string? country, string? home) => country is not null && home switch
    {
        "eu" => !EconomicArea.Contains(country),
        "uk" => country != "GB",
        "us" => country != "US",
        "ca" => country != "CA",
        _ => true,
    };

    private static bool IsCode(string country) => country is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'];
}
