using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Kolosal.Disclosure;

/// <summary>Says what one value is by itself. One pass over its characters rules out most kinds before any rule is tried.</summary>
public static partial class ValueKinds
{
    private const int LongestValue = 254; // of an e-mail address (RFC 5321 §4.5.3.1)

    private static readonly HashSet<string> GivenNames = new(GivenNameList.Names, StringComparer.OrdinalIgnoreCase);

    /// <summary>The kind of a value, blanks around it ignored; <see cref="ValueKind.None"/> for most.</summary>
    public static ValueKind Of(string value)
    {
        var text = value.AsSpan().Trim();
        if (text.Length is < 5 or > LongestValue) return text.Length is 0 or > 4 ? ValueKind.None : Short(text);
        int digits = 0, letters = 0, blanks = 0, colons = 0, dots = 0, hyphens = 0, slashes = 0, others = 0;
        bool at = false;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c)) digits++;
            else if (char.IsLetter(c)) letters++;
            else if (c == ' ') blanks++;
            else if (c == ':') colons++;
            else if (c == '.') dots++;
            else if (c == '-') hyphens++;
            else if (c == '/') slashes++;
            else if (c == '@') at = true;
            else others++;
        }

        if (at) return Email().IsMatch(text) ? ValueKind.Email : ValueKind.None;
        if (colons >= 2) return Mac().IsMatch(text) ? ValueKind.Mac : IsIp(text, AddressFamily.InterNetworkV6) ? ValueKind.IpV6 : ValueKind.None;
        if (digits == 0) return blanks > 0 && IsPersonName(text) ? ValueKind.PersonName : ValueKind.None;
        if (dots == 3 && letters == 0 && others == 0 && IsIp(text, AddressFamily.InterNetwork)) return ValueKind.IpV4;
        if (letters == 0) return Figures(text, digits, hyphens, slashes, dots);
        if (others == 0 && slashes == 0) return Mixed(text, digits, letters, blanks, hyphens, dots);
        return IsStreet(text) ? ValueKind.StreetAddress : ValueKind.None;
    }

    /// <summary>Whether a value could be a telephone number where the column's name says that it is one.</summary>
    internal static bool MayBePhone(string value)
    {
        int digits = value.Count(char.IsAsciiDigit);
        return digits is >= 7 and <= 15 && LoosePhone().IsMatch(value) && !DateText.IsDate(value);
    }

    /// <summary>Whether a text holds an address, card, account or social security number somewhere.</summary>
    internal static bool Embeds(string text)
    {
        if (text.Contains('@') && EmbeddedEmail().IsMatch(text)) return true;
        foreach (var found in EmbeddedNumber().EnumerateMatches(text))
        {
            var number = text.AsSpan(found.Index, found.Length).Trim();
            if (NationalNumbers.IsUsSsn(number) || (Checksums.IsPaymentCard(number) && Checksums.HasCardPrefix(number))
                || (number[0] == '+' && International().IsMatch(number))) return true;
        }

        return false;
    }

    private static ValueKind Short(ReadOnlySpan<char> text) =>
        text.Length >= 2 && text.IndexOf(':') >= 0 && text.Count(':') >= 2 && IsIp(text, AddressFamily.InterNetworkV6)
            ? ValueKind.IpV6 : ValueKind.None;

    /// <summary>Digits and marks.</summary>
    private static ValueKind Figures(ReadOnlySpan<char> text, int digits, int hyphens, int slashes, int dots)
    {
        if (hyphens == 2 && NationalNumbers.IsUsSsn(text)) return ValueKind.UsSsn;
        if ((hyphens == 2 || slashes == 2 || dots == 2) && digits <= 8 && DateText.IsDate(text)) return ValueKind.Date;
        if (text.Length == 10 && hyphens == 1 && UsZipPlus4().IsMatch(text)) return ValueKind.UsZipPlus4;
        if (digits is >= 7 and <= 15 && (text[0] == '+' ? International().IsMatch(text) : NorthAmerican().IsMatch(text))) return ValueKind.Phone;
        if (digits is >= 12 and <= 19 && Checksums.IsPaymentCard(text) && Checksums.HasCardPrefix(text)) return ValueKind.PaymentCard;
        return digits is 11 or 13 or 15 && slashes == 0 && dots == 0 && NationalNumbers.IsAny(text) ? ValueKind.NationalId : ValueKind.None;
    }

    /// <summary>Digits and letters.</summary>
    private static ValueKind Mixed(ReadOnlySpan<char> text, int digits, int letters, int blanks, int hyphens, int dots)
    {
        if (hyphens == 4 && Guid.TryParseExact(text, "D", out _)) return ValueKind.Uuid;
        if ((hyphens == 5 || dots == 2) && Mac().IsMatch(text)) return ValueKind.Mac;
        if (digits >= 2 && letters >= 2 && text.Length >= 15 && char.IsAsciiLetter(text[0]) && Checksums.IsIban(text)) return ValueKind.Iban;
        if (digits == 6 && letters == 3 && NationalNumbers.IsUkNino(text)) return ValueKind.UkNino;
        if (letters is 2 or 3 && digits >= 2 && char.IsAsciiLetter(text[0]) && EuVatNumbers.IsVatNumber(text)) return ValueKind.EuVat;
        if (letters is 1 or 2 && digits is 7 or 8 or 9 && NationalNumbers.IsAny(text)) return ValueKind.NationalId;
        if (text.Length <= 8 && PostalCode().IsMatch(text)) return ValueKind.PostalCode;
        return blanks > 0 && IsStreet(text) ? ValueKind.StreetAddress : ValueKind.None;
    }

    /// <summary>Two to five capitalised words, the first or the one behind a comma a usual given name, or a form of address among them.</summary>
    private static bool IsPersonName(ReadOnlySpan<char> text)
    {
        if (text.Length > 90) return false;
        int words = 0;
        bool known = false;
        foreach (var range in text.Split(' '))
        {
            var word = text[range].Trim("(),.\"'");
            if (word.IsEmpty) continue;
            if (!char.IsUpper(word[0]) && word is not ("de" or "van" or "von" or "der" or "da" or "di" or "la")) return false;
            if (++words > 8) return false;
            known |= word is "Mr" or "Mrs" or "Miss" or "Ms" or "Master" or "Dr"
                || (words <= 3 && GivenNames.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word));
        }

        return words >= 2 && known;
    }

    private static bool IsStreet(ReadOnlySpan<char> text) => text.Length <= 120 && Street().IsMatch(text);

    private static bool IsIp(ReadOnlySpan<char> text, AddressFamily family)
    {
        if (!IPAddress.TryParse(text, out var address) || address.AddressFamily != family) return false;
        if (family == AddressFamily.InterNetworkV6) return !text.Contains('%') && !text.Contains('[');
        foreach (var part in text.Split('.')) if (text[part].Length > 1 && text[part][0] == '0') return false;
        return true;
    }

    [GeneratedRegex(@"^(?!\.)(?!.*\.\.)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,63}[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]?(?<!\.)@"
        + @"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.[A-Za-z]{2,63}$")]
    private static partial Regex Email();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")]
    private static partial Regex EmbeddedEmail();

    [GeneratedRegex(@"\+?\d[\d \-]{8,22}\d")]
    private static partial Regex EmbeddedNumber();

    [GeneratedRegex(@"^(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$|^(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}$")]
    private static partial Regex Mac();

    [GeneratedRegex(@"^\+[1-9][0-9 ().\-]{5,22}[0-9]$")]
    private static partial Regex International();

    [GeneratedRegex(@"^(?:1[ .\-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .\-])[2-9]\d{2}[ .\-]\d{4}$")]
    private static partial Regex NorthAmerican();

    [GeneratedRegex(@"^\+?\(?[0-9][0-9 ().\-/]{5,20}[0-9]$")]
    private static partial Regex LoosePhone();

    [GeneratedRegex(@"^\d{5}-\d{4}$")]
    private static partial Regex UsZipPlus4();

    [GeneratedRegex(@"^(?:(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})|[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d|[1-9]\d{3} ?[A-Z]{2})$")]
    private static partial Regex PostalCode();

    [GeneratedRegex(@"^(?:\d{1,5}[A-Za-z]?,? (?:[\p{L}.'\-]+ ){0,4}(?:street|st|road|rd|avenue|ave|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|"
        + @"square|sq|terrace|way|close|crescent)\b\.?.*|(?:rue|avenue|via|viale|calle|plaza|rua|ulica|ul\.) .*\d+.*|"
        + @"[\p{L}.\- ]+(?:straße|strasse|str\.|weg|allee|platz|gasse|straat|laan|gata|gatan|vej)\,? \d+.*)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Street();
}
