using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;

namespace Kolosal.Predictions;

/// <summary>Reads JSON numbers to the nearest double, mostly without the general algorithm.</summary>
/// <remarks>
/// A significand below 2⁵³ and a power of ten up to 10²² are both exact doubles, so one multiplication or division rounds once and is the
/// nearest double (W. Clinger, "How to Read Floating Point Numbers Accurately", PLDI 1990, section 4). Longer ones go by
/// <see cref="PowerOfTen.Scale"/>, and the few that it does not decide to the library.
/// </remarks>
public static class JsonNumber
{
    private const int ExactPowers = 22;

    /// <summary>Up to this many digits a significand fits 64 bits.</summary>
    private const int MaximumDigits = 19;

    /// <summary>Exponents beyond these are no doubles, or no quick matter.</summary>
    private const int LargestExponent = 10_000;

    private static ReadOnlySpan<double> Powers =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    private static ReadOnlySpan<ulong> WholePowers => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <param name="text">A number by the grammar of RFC 8259 section 6.</param>
    /// <returns>The nearest double; an infinity when the number is too large for one.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static double Parse(ReadOnlySpan<byte> text) =>
        Scan(text, 0, out double value) == text.Length && text.Length > 0 ? value : throw new FormatException("Need a JSON number.");

    /// <summary>Reads the number that begins at a place.</summary>
    /// <param name="text">UTF-8 of more than the number.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="value">The nearest double; an infinity when the number is too large for one.</param>
    /// <returns>Behind its last byte; −1 when there is no number by the grammar of RFC 8259 section 6.</returns>
    public static int Scan(ReadOnlySpan<byte> text, int at, out double value)
    {
        value = 0;
        int start = at, exponent = 0;
        bool negative = (uint)at < (uint)text.Length && text[at] == '-';
        if (negative) at++;
        int first = at;
        ulong significand = 0;
        for (uint digit; (uint)at < (uint)text.Length && (digit = (uint)(text[at] - '0')) <= 9; at++) significand = significand * 10 + digit;
        int digits = at - first;
        if (digits == 0 || (digits > 1 && text[first] == '0')) return -1;
        if ((uint)at < (uint)text.Length && text[at] == '.')
        {
            int point = ++at;
            at = Eight(text, at, ref significand);
            for (uint digit; (uint)at < (uint)text.Length && (digit = (uint)(text[at] - '0')) <= 9; at++) significand = significand * 10 + digit;
            if (at == point) return -1;
            exponent = point - at;
            digits -= exponent;
        }

        if ((uint)at < (uint)text.Length && text[at] is (byte)'e' or (byte)'E')
        {
            at = Exponent(text, at + 1, out int power);
            if (at < 0) return -1;
            exponent += power;
        }

        if (digits <= MaximumDigits && significand < 1UL << 53 && exponent is >= -ExactPowers and <= ExactPowers)
        {
            double magnitude = exponent < 0 ? significand / Powers[-exponent] : significand * Powers[exponent];
            value = negative ? -magnitude : magnitude;
        }
        else if (digits <= MaximumDigits && PowerOfTen.Scale(significand, exponent, out double scaled)) value = negative ? -scaled : scaled;
        else value = General(text[start..at]);
        return at;
    }

    /// <summary>Takes up to eight digits at once, where the text goes on for as many bytes.</summary>
    /// <remarks>
    /// The digits of a little-endian word are added up in pairs, fours and eights (D. Lemire, "Number Parsing at a Gigabyte per Second",
    /// Software: Practice and Experience 51, 2021, section 6); shorter ones are shifted to its end, behind zeros.
    /// </remarks>
    /// <returns>Behind the last of them.</returns>
    private static int Eight(ReadOnlySpan<byte> text, int at, ref ulong significand)
    {
        if (text.Length - at < sizeof(ulong)) return at;
        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(text[at..]) ^ 0x3030303030303030;

        // Of a digit the upper half is zero, and stays so when six is added. A carry reaches only bytes behind the first that is none.
        ulong others = (word | (word + 0x0606060606060606)) & 0xF0F0F0F0F0F0F0F0;
        int digits = BitOperations.TrailingZeroCount(others) >> 3;
        if (digits == 0) return at;
        word <<= (sizeof(ulong) - digits) * 8;
        word = word * 10 + (word >> 8);
        word = ((word & 0x000000FF000000FF) * 0x000F424000000064 + ((word >> 16) & 0x000000FF000000FF) * 0x0000271000000001) >> 32;
        significand = significand * WholePowers[digits] + word;
        return at + digits;
    }

    private static int Exponent(ReadOnlySpan<byte> text, int at, out int power)
    {
        power = 0;
        bool negative = at < text.Length && text[at] == '-';
        if (at < text.Length && text[at] is (byte)'+' or (byte)'-') at++;
        int first = at;
        for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++) power = Math.Min(LargestExponent, power * 10 + (text[at] - '0'));
        if (negative) power = -power;
        return at == first ? -1 : at;
    }

    private static double General(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out double value, out int used) && used == text.Length
        ? value : throw new FormatException("Need a JSON number.");
}
