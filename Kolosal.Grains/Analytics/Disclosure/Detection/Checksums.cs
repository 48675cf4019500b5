namespace Kolosal.Disclosure;

/// <summary>Check digits of cards and accounts.</summary>
public static class Checksums
{
    private const int LongestIban = 34;

    /// <summary>Luhn's formula (ISO/IEC 7812-1, annex B) over 12 to 19 digits; blanks and hyphens between them are ignored.</summary>
    public static bool IsPaymentCard(ReadOnlySpan<char> text)
    {
        int sum = 0, digits = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            char c = text[i];
            if (c is ' ' or '-') continue;
            if (!char.IsAsciiDigit(c)) return false;
            sum += Doubled(c - '0', ++digits % 2 == 0);
        }

        // Twelve zeros pass the formula and are no card: issuers start with 1 to 9.
        return digits is >= 12 and <= 19 && sum % 10 == 0 && text.TrimStart(" -")[0] != '0';
    }

    /// <summary>Whether a card's first digits belong to a bank card scheme: 3 to 6, or 2221 to 2720 (ISO/IEC 7812-1, major industries).</summary>
    public static bool HasCardPrefix(ReadOnlySpan<char> text)
    {
        int prefix = 0, digits = 0;
        foreach (char c in text)
            if (char.IsAsciiDigit(c) && digits < 4) (prefix, digits) = (prefix * 10 + (c - '0'), digits + 1);
        return digits == 4 && prefix is (>= 3000 and <= 6999) or (>= 2221 and <= 2720);
    }

    /// <summary>ISO 13616: country, two check digits, 11 to 30 letters or digits; the
    /// rearranged number is 1 modulo 97 (ISO/IEC 7064, MOD 97-10).</summary>
    public static bool IsIban(ReadOnlySpan<char> text)
    {
        Span<char> compact = stackalloc char[LongestIban];
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

    /// <summary>Luhn's formula over digits alone, of any number.</summary>
    internal static bool Luhn(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        for (int i = digits.Length - 1, place = 1; i >= 0; i--, place++) sum += Doubled(digits[i] - '0', place % 2 == 0);
        return sum % 10 == 0;
    }

    /// <summary>The weighted sum of the first digits.</summary>
    internal static int Weighted(ReadOnlySpan<char> digits, ReadOnlySpan<int> weights)
    {
        int sum = 0;
        for (int i = 0; i < weights.Length; i++) sum += (digits[i] - '0') * weights[i];
        return sum;
    }

    /// <summary>ISO/IEC 7064, MOD 11,10: the last digit checks those before it.</summary>
    internal static bool Mod11And10(ReadOnlySpan<char> digits)
    {
        int product = 10;
        foreach (char c in digits[..^1])
        {
            int sum = (c - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10 == digits[^1] - '0';
    }

    private static int Doubled(int digit, bool twice) => !twice ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
}
