using System.Globalization;

namespace Kolosal.Disclosure;

/// <summary>VAT numbers of EU member states, by the check digits of each (VIES; algorithms as the states publish them).</summary>
/// <remarks>Bulgaria, Cyprus, Ireland, Latvia, Lithuania and Spain have several kinds of number each, which are not read.</remarks>
public static class EuVatNumbers
{
    private const int Longest = 14;

    /// <summary>Whether the text is a country's letters and a number whose check digit is right; blanks, dots and hyphens are ignored.</summary>
    public static bool IsVatNumber(ReadOnlySpan<char> text)
    {
        Span<char> compact = stackalloc char[Longest];
        int length = 0;
        foreach (char c in text)
        {
            if (c is ' ' or '-' or '.') continue;
            if (length == Longest || !char.IsAsciiLetterOrDigit(c)) return false;
            compact[length++] = char.ToUpperInvariant(c);
        }

        return length > 4 && Fits(compact[..2], compact[2..length]);
    }

    private static bool Fits(ReadOnlySpan<char> country, ReadOnlySpan<char> n) => country switch
    {
        "AT" => n.Length == 9 && n[0] == 'U' && Digits(n[1..], 8) && Austrian(n[1..]),
        "BE" => Digits(n, 10) && n[0] is '0' or '1' && 97 - Number(n[..8]) % 97 == Number(n[8..]),
        "CZ" => Digits(n, 8) && (11 - Checksums.Weighted(n, [8, 7, 6, 5, 4, 3, 2]) % 11) switch { 10 => 0, 11 => 1, var d => d } == Last(n),
        "DE" => Digits(n, 9) && n[0] != '0' && Checksums.Mod11And10(n),
        "DK" => Digits(n, 8) && Checksums.Weighted(n, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0,
        "EE" => Digits(n, 9) && (10 - Checksums.Weighted(n, [3, 7, 1, 3, 7, 1, 3, 7]) % 10) % 10 == Last(n),
        "EL" => Digits(n, 9) && Checksums.Weighted(n, [256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == Last(n),
        "FI" => Digits(n, 8) && (11 - Checksums.Weighted(n, [7, 9, 10, 5, 8, 4, 2]) % 11) % 11 == Last(n),
        "FR" => Digits(n, 11) && (12 + 3 * (Number(n[2..]) % 97)) % 97 == Number(n[..2]),
        "HR" => Digits(n, 11) && Checksums.Mod11And10(n),
        "HU" => Digits(n, 8) && (10 - Checksums.Weighted(n, [9, 7, 3, 1, 9, 7, 3]) % 10) % 10 == Last(n),
        "IT" => Digits(n, 11) && Checksums.Luhn(n),
        "LU" => Digits(n, 8) && Number(n[..6]) % 89 == Number(n[6..]),
        "MT" => Digits(n, 8) && Checksums.Weighted(n, [3, 4, 6, 7, 8, 9, 10, 1]) % 37 == 0,
        "NL" => n.Length == 12 && n[9] == 'B' && NationalNumbers.IsDigits(n[..9]) && NationalNumbers.IsDigits(n[10..])
            && Checksums.Weighted(n, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 == n[8] - '0',
        "PL" => Digits(n, 10) && Checksums.Weighted(n, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == Last(n),
        "PT" => Digits(n, 9) && (11 - Checksums.Weighted(n, [9, 8, 7, 6, 5, 4, 3, 2]) % 11) switch { > 9 => 0, var d => d } == Last(n),
        "RO" => n.Length is >= 4 and <= 10 && NationalNumbers.IsDigits(n) && Romanian(n),
        "SE" => Digits(n, 12) && Checksums.Luhn(n[..10]) && Number(n[10..]) is >= 1 and <= 94,
        "SI" => Digits(n, 8) && (11 - Checksums.Weighted(n, [8, 7, 6, 5, 4, 3, 2]) % 11) switch { 10 => 0, var d => d } == Last(n),
        "SK" => Digits(n, 10) && Number(n) % 11 == 0,
        _ => false,
    };

    private static bool Austrian(ReadOnlySpan<char> n)
    {
        int sum = 4;
        for (int i = 0; i < 7; i++)
        {
            int weighted = (n[i] - '0') * (i % 2 + 1);
            sum += weighted / 10 + weighted % 10;
        }

        return (10 - sum % 10) % 10 == Last(n);
    }

    private static bool Romanian(ReadOnlySpan<char> n)
    {
        ReadOnlySpan<int> weights = [7, 5, 3, 2, 1, 7, 5, 3, 2];
        return Checksums.Weighted(n, weights[^(n.Length - 1)..]) * 10 % 11 % 10 == Last(n);
    }

    private static bool Digits(ReadOnlySpan<char> n, int count) => n.Length == count && NationalNumbers.IsDigits(n);

    private static long Number(ReadOnlySpan<char> digits) => long.Parse(digits, CultureInfo.InvariantCulture);

    private static int Last(ReadOnlySpan<char> n) => n[^1] - '0';
}
