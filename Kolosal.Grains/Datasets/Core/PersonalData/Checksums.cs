namespace Kolosal.Datasets;

/// <summary>Check digits of numbers that name people or accounts.</summary>
public static class Checksums
{
    /// <summary>Luhn's formula (ISO/IEC 7812-1, annex B) over 12 to 19 digits; blanks and hyphens between them are ignored.</summary>
    public static bool IsPaymentCard(ReadOnlySpan<char> text)
    {
        int sum = 0, digits = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            char c = text[i];
            if (c is ' ' or '-') continue;
            if (!char.IsAsciiDigit(c)) return false;
            int d = c - '0';
            if (++digits % 2 == 0) d = d > 4 ? 2 * d - 9 : 2 * d;
            sum += d;
        }

        // Twelve zeros pass the formula and are no card: issuers start with 1 to 9.
        return digits is >= 12 and <= 19 && sum % 10 == 0 && text.TrimStart(" -")[0] != '0';
    }

    /// <summary>ISO 13616: country, two check digits, 11 to 30 letters or digits; the
    /// rearranged number is 1 modulo 97 (ISO/IEC 7064, MOD 97-10).</summary>
    public static bool IsIban(ReadOnlySpan<char> text)
    {
        Span<char> compact = stackalloc char[34];
        int length = 0;
        foreach (char c in text)
        {
            if (c == ' ') continue;
            if (length == compact.Length || !char.IsAsciiLetterOrDigit(c)) return false;
            compact[length++] = char.ToUpperInvariant(c);
        }

        if (length < 15 || !char.IsAsciiLetter(compact[0]) || !char.IsAsciiLetter(compact[1]) || !char.IsAsciiDigit(compact[2])
            || !char.IsAsciiDigit(compact[3])) return false;
        int remainder = 0;
        for (int i = 0; i < length; i++)
        {
            char c = compact[(i + 4) % length];
            remainder = char.IsAsciiDigit(c) ? (remainder * 10 + (c - '0')) % 97 : (remainder * 100 + (c - 'A' + 10)) % 97;
        }

        return remainder == 1;
    }

    /// <summary>A US social security number by the SSA's rules: AAA-GG-SSSS, area not 000, 666 or 9xx, group not 00, serial not 0000.</summary>
    public static bool IsSocialSecurityNumber(ReadOnlySpan<char> text)
    {
        if (text.Length != 11 || text[3] != '-' || text[6] != '-') return false;
        foreach (int i in (ReadOnlySpan<int>)[0, 1, 2, 4, 5, 7, 8, 9, 10]) if (!char.IsAsciiDigit(text[i])) return false;
        return text[..3] is not "000" and not "666" && text[0] != '9' && text[4..6] is not "00" && text[7..] is not "0000";
    }
}
