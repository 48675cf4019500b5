using System.Globalization;

namespace Kolosal.Disclosure;

/// <summary>Numbers that states give to people, by their published rules.</summary>
public static class NationalNumbers
{
    private const string DniLetters = "TRWAGMYFPDXBNJZSQVHLCKE", HetuLetters = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    private static readonly string[] UnusedNinoPrefixes = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"];

    /// <summary>A US social security number by the SSA's rules: AAA-GG-SSSS, area not 000, 666 or 9xx, group not 00, serial not 0000.</summary>
    public static bool IsUsSsn(ReadOnlySpan<char> text)
    {
        if (text.Length != 11 || text[3] != '-' || text[6] != '-') return false;
        foreach (int i in (ReadOnlySpan<int>)[0, 1, 2, 4, 5, 7, 8, 9, 10]) if (!char.IsAsciiDigit(text[i])) return false;
        return text[..3] is not "000" and not "666" && text[0] != '9' && text[4..6] is not "00" && text[7..] is not "0000";
    }

    /// <summary>A UK national insurance number (HMRC NIM39110): two letters, six digits, A to D; blanks are ignored.</summary>
    public static bool IsUkNino(ReadOnlySpan<char> text)
    {
        Span<char> compact = stackalloc char[9];
        if (!Compact(text, compact)) return false;
        if (!IsDigits(compact[2..8]) || compact[8] is < 'A' or > 'D') return false;
        const string First = "ABCEGHJKLMNOPRSTWXYZ", Second = "ABCEGHJKLMNPRSTWXYZ";
        if (!First.Contains(compact[0]) || !Second.Contains(compact[1])) return false;
        foreach (string prefix in UnusedNinoPrefixes) if (compact[..2].SequenceEqual(prefix)) return false;
        return true;
    }

    /// <summary>A Spanish DNI or NIE: the last letter is the number modulo 23 (Real Decreto 1553/2005; X, Y, Z stand for 0, 1, 2).</summary>
    public static bool IsSpanishDni(ReadOnlySpan<char> text)
    {
        Span<char> compact = stackalloc char[9];
        if (!Compact(text, compact)) return false;
        compact[0] = compact[0] switch { 'X' => '0', 'Y' => '1', 'Z' => '2', var c => c };
        return IsDigits(compact[..8]) && DniLetters[int.Parse(compact[..8], CultureInfo.InvariantCulture) % DniLetters.Length] == compact[8];
    }

    /// <summary>A Polish PESEL: a date of birth with the century in the month, a serial, a check digit (weights 1, 3, 7, 9).</summary>
    public static bool IsPesel(ReadOnlySpan<char> text)
    {
        if (text.Length != 11 || !IsDigits(text)) return false;
        int month = Two(text[2..4]), day = Two(text[4..6]);
        return month % 20 is >= 1 and <= 12 && day is >= 1 and <= 31
            && (10 - Checksums.Weighted(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10 == text[10] - '0';
    }

    /// <summary>A French NIR with its key: 97 less the first thirteen digits modulo 97 (INSEE); Corsican letters are not read.</summary>
    public static bool IsFrenchNir(ReadOnlySpan<char> text)
    {
        Span<char> compact = stackalloc char[15];
        if (!Compact(text, compact) || !IsDigits(compact) || compact[0] is not ('1' or '2')) return false;
        int month = Two(compact[3..5]);
        return month is (>= 1 and <= 12) or (>= 20 and <= 42) or >= 50
            && 97 - (int)(long.Parse(compact[..13], CultureInfo.InvariantCulture) % 97) == Two(compact[13..]);
    }

    /// <summary>A Finnish HETU: ddmmyy, a sign of the century, a serial, and a letter that is the number modulo 31.</summary>
    public static bool IsFinnishHetu(ReadOnlySpan<char> text)
    {
        if (text.Length != 11 || !IsDigits(text[..6]) || !IsDigits(text[7..10]) || !"+-ABCDEFUVWXY".Contains(text[6])) return false;
        if (Two(text[..2]) is < 1 or > 31 || Two(text[2..4]) is < 1 or > 12) return false;
        int number = int.Parse(text[..6], CultureInfo.InvariantCulture) * 1000 + int.Parse(text[7..10], CultureInfo.InvariantCulture);
        return HetuLetters[number % HetuLetters.Length] == text[10];
    }

    /// <summary>Whether any of the rules that need no name of a column holds.</summary>
    public static bool IsAny(ReadOnlySpan<char> text) =>
        IsSpanishDni(text) || IsPesel(text) || IsFrenchNir(text) || IsFinnishHetu(text);

    internal static bool IsDigits(ReadOnlySpan<char> text)
    {
        foreach (char c in text) if (!char.IsAsciiDigit(c)) return false;
        return !text.IsEmpty;
    }

    /// <summary>Letters and digits in upper case without blanks and hyphens; false unless they fill the place exactly.</summary>
    internal static bool Compact(ReadOnlySpan<char> text, Span<char> compact)
    {
        int length = 0;
        foreach (char c in text)
        {
            if (c is ' ' or '-') continue;
            if (length == compact.Length || !char.IsAsciiLetterOrDigit(c)) return false;
            compact[length++] = char.ToUpperInvariant(c);
        }

        return length == compact.Length;
    }

    private static int Two(ReadOnlySpan<char> digits) => (digits[0] - '0') * 10 + (digits[1] - '0');
}
