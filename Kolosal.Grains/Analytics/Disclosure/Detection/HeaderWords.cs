using System.Text.RegularExpressions;

namespace Kolosal.Disclosure;

/// <summary>What the name of a column says of its values.</summary>
internal static partial class HeaderWords
{
    // In this order: "ip address" and "mac address" are no postal addresses.
    private static readonly (PersonalDataKind Kind, string[] Phrases)[] Kinds =
    [
        (PersonalDataKind.Email, ["email", "e mail", "mail address", "emailaddress"]),
        (PersonalDataKind.IpAddress, ["ip address", "ip addr", "ipaddress", "client ip", "remote addr", "ip"]),
        (PersonalDataKind.MacAddress, ["mac address", "mac addr", "macaddress", "hardware address"]),
        (PersonalDataKind.Phone, ["phone number", "phone no", "mobile", "mobile number", "telephone number", "cell phone", "phone", "telephone",
            "tel", "fax"]),
        (PersonalDataKind.PaymentCard, ["card number", "credit card", "creditcard", "pan", "cc number", "card no"]),
        (PersonalDataKind.Iban, ["iban", "bank account"]),
        (PersonalDataKind.UsSsn, ["ssn", "social security", "social security number"]),
        (PersonalDataKind.UkNino, ["nino", "national insurance", "ni number"]),
        (PersonalDataKind.EuVatId, ["vat", "vat id", "vat number", "vat no"]),
        (PersonalDataKind.NationalId, ["passport", "national id", "driver license", "driving licence", "tax id", "pesel", "dni", "bsn",
            "personnummer", "hetu", "nir", "identity card", "id card"]),
        (PersonalDataKind.DateOfBirth, ["date of birth", "birth date", "birthdate", "birthday", "dob", "born"]),
        (PersonalDataKind.PersonName, ["first name", "firstname", "last name", "lastname", "surname", "full name", "fullname", "given name",
            "family name", "customer name", "patient name", "person name", "employee name", "maiden name", "middle name"]),
        (PersonalDataKind.PostalCode, ["postal code", "postcode", "post code", "zip", "zip code", "zipcode", "plz"]),
        (PersonalDataKind.PostalAddress, ["street", "address", "home address", "postal address", "street address", "address line"]),
        (PersonalDataKind.FreeText, ["comment", "comments", "notes", "remarks", "free text", "message"]),
    ];

    private static readonly string[] Health =
    [
        "diagnosis", "diag", "icd", "medication", "patient", "disease", "hba1c", "a1cresult", "insulin", "blood", "bmi", "symptom", "treatment",
        "allergy", "pregnancies", "glucose",
    ];

    private static readonly string[] Financial = ["salary", "income", "iban", "account", "balance", "credit", "loan", "payment", "debt"];

    private static readonly string[] Versions = ["version", "release", "build", "firmware", "model"];

    public static PersonalDataKind? Kind(string name)
    {
        string words = Words(name);
        foreach (var (kind, phrases) in Kinds)
            if (phrases.Any(phrase => words.Contains($" {phrase} ", StringComparison.Ordinal))) return kind;
        return null;
    }

    /// <summary>Four figures with dots are then a version, not an address.</summary>
    public static bool SaysVersion(string name) => SaysAny(name, Versions);

    public static bool SaysHealth(string name) => SaysAny(name, Health);

    public static bool SaysFinancial(string name) => SaysAny(name, Financial);

    /// <summary>The name alone, or with a word in front that names a thing and not a person.</summary>
    public static bool SaysName(string name) => Words(name) is " name " or " names ";

    private static bool SaysAny(string name, string[] known)
    {
        string words = Words(name);
        return known.Any(word => words.Contains($" {word} ", StringComparison.Ordinal));
    }

    private static string Words(string name) =>
        $" {Separators().Replace(Humps().Replace(name, "$1 $2"), " ").Trim().ToLowerInvariant()} ";

    [GeneratedRegex("([a-z0-9])([A-Z])")]
    private static partial Regex Humps();

    [GeneratedRegex(@"[\s_\-.]+")]
    private static partial Regex Separators();
}
