using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Kolosal.Datasets;

/// <summary>Says whether a column looks like personal data, from its name and a sample of its values.</summary>
/// <remarks>
/// Values decide where a test is hard to pass by chance (checksums, an address with @); the name decides where values prove nothing
/// (names, dates of birth). Confidence of a tested kind is the share of values that pass, of a named kind <see cref="NameAlone"/>,
/// and the better of both with a bonus when they agree.
/// </remarks>
public static partial class PersonalDataScan
{
    /// <summary>Values looked at in a column.</summary>
    public const int SampleSize = 2000;

    /// <summary>Confidence when only the column's name speaks.</summary>
    public const double NameAlone = 0.6;

    /// <summary>Below this nothing is reported.</summary>
    public const double Threshold = 0.5;

    private const double Agreement = 0.2;

    /// <summary>One in ten random numbers passes Luhn's formula, so a share near that is chance and without a name twice as much is asked.</summary>
    private static readonly (PersonalDataKind Kind, Func<string, bool> Test, double Chance)[] Tests =
    [
        (PersonalDataKind.Email, v => Email().IsMatch(v), 0),
        (PersonalDataKind.Iban, v => Checksums.IsIban(v), 0),
        (PersonalDataKind.UsSsn, v => Checksums.IsSocialSecurityNumber(v), 0),
        (PersonalDataKind.PaymentCard, v => Checksums.IsPaymentCard(v), 0.1),
        (PersonalDataKind.IpAddress, IsIpAddress, 0),
        (PersonalDataKind.Phone, v => Phone().IsMatch(v) && !Date().IsMatch(v) && v.Count(char.IsAsciiDigit) is >= 7 and <= 15, 0),
    ];

    private static readonly (PersonalDataKind Kind, string[] Words)[] NameWords =
    [
        (PersonalDataKind.Email, ["email", "e mail", "mail address"]),
        (PersonalDataKind.Phone, ["phone number", "phone no", "mobile", "telephone number", "cell phone", "phone"]),
        (PersonalDataKind.PaymentCard, ["card number", "credit card", "creditcard", "pan", "cc number"]),
        (PersonalDataKind.Iban, ["iban"]),
        (PersonalDataKind.UsSsn, ["ssn", "social security"]),
        (PersonalDataKind.NationalId, ["passport", "national id", "nino", "driver license", "driving licence", "tax id"]),
        (PersonalDataKind.IpAddress, ["ip address", "ip addr", "client ip", "remote addr"]),
        (PersonalDataKind.PersonName, ["first name", "firstname", "last name", "lastname", "surname", "full name", "fullname", "given name",
            "family name", "customer name", "patient name", "person name"]),
        (PersonalDataKind.DateOfBirth, ["date of birth", "birth date", "birthdate", "birthday", "dob"]),
        (PersonalDataKind.PostalAddress, ["street", "address", "home address", "postal address"]),
    ];

    /// <summary>The best finding, or null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">Some of its values, as text; none missing.</param>
    /// <param name="text">The column holds text; a name alone says nothing about numbers and flags.</param>
    public static PersonalDataFinding? Column(string name, IReadOnlyCollection<string> values, bool text)
    {
        if (values.Count == 0) return null;
        var named = Named(name);
        var best = (Kind: default(PersonalDataKind), Confidence: 0.0);
        foreach (var (kind, test, chance) in Tests)
        {
            double share = (double)values.Count(v => test(v.Trim())) / values.Count;
            // What chance explains is no evidence.
            double confidence = Math.Max(0, (share - chance) / (1 - chance));
            // plain numbers
            if (kind == PersonalDataKind.Phone && named != PersonalDataKind.Phone && values.All(v => v.All(char.IsAsciiDigit))) confidence = 0;
            if (confidence > 0 && named == kind) confidence = Math.Min(1, confidence + Agreement);
            if (confidence > best.Confidence) best = (kind, confidence);
        }

        if (named is { } kindByName && best.Confidence < NameAlone && (text || kindByName == PersonalDataKind.DateOfBirth))
            best = Contradicted(kindByName, values) ? best : (kindByName, NameAlone);
        return best.Confidence >= Threshold ? new(best.Kind, Math.Round(best.Confidence, 3)) : null;
    }

    /// <summary>The name says telephone, the values say yes and no: a flag, not a number.</summary>
    private static bool Contradicted(PersonalDataKind kind, IReadOnlyCollection<string> values) =>
        values.Count <= 3 && kind is (PersonalDataKind.Phone or PersonalDataKind.Email or PersonalDataKind.IpAddress
            or PersonalDataKind.PostalAddress);

    private static PersonalDataKind? Named(string name)
    {
        string words = $" {Separators().Replace(Humps().Replace(name, "$1 $2"), " ").Trim().ToLowerInvariant()} ";
        foreach (var (kind, phrases) in NameWords)
            if (phrases.Any(p => words.Contains($" {p} ", StringComparison.Ordinal))) return kind;
        return null;
    }

    private static bool IsIpAddress(string value) =>
        IPAddress.TryParse(value, out var address)
        && (address.AddressFamily == AddressFamily.InterNetwork ? value.Count(c => c == '.') == 3 : value.Count(c => c == ':') >= 2);

    [GeneratedRegex(
        @"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$")]
    private static partial Regex Email();

    [GeneratedRegex(@"^\+?\(?[0-9][0-9 ().\-/]{5,20}[0-9]$")]
    private static partial Regex Phone();

    [GeneratedRegex(@"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})$")]
    private static partial Regex Date();

    [GeneratedRegex("([a-z0-9])([A-Z])")]
    private static partial Regex Humps();

    [GeneratedRegex(@"[\s_\-.]+")]
    private static partial Regex Separators();
}
