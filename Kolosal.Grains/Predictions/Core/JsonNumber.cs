using System.Buffers.Text;

namespace Kolosal.Predictions;

/// <summary>Reads JSON numbers to the nearest double, mostly without the general algorithm.</summary>
/// <remarks>
/// A significand below 2⁵³ and a power of ten up to 10²² are both exact doubles, so one multiplication or division rounds once and is the
/// nearest double (W. Clinger, "How to Read Floating Point Numbers Accurately", PLDI 1990, section 4). Everything else goes to the library.
/// </remarks>
public static class JsonNumber
{
    private const int ExactPowers = 22;

    /// <summary>Above this many digits the significand may not fit 64 bits.</summary>
    private const int MaximumDigits = 18;

    private static ReadOnlySpan<double> Powers =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <param name="text">A number by the grammar of RFC 8259 section 6; checked by the JSON reader before.</param>
    /// <returns>The nearest double; an infinity when the number is too large for one.</returns>
    public static double Parse(ReadOnlySpan<byte> text)
    {
        int at = text[0] == '-' ? 1 : 0, digits = 0, scale = 0;
        ulong significand = 0;
        while (at < text.Length && (uint)(text[at] - '0') <= 9)
        {
            significand = significand * 10 + (uint)(text[at++] - '0');
            digits++;
        }

        if (at < text.Length && text[at] == '.')
        {
            int point = ++at;
            while (at < text.Length && (uint)(text[at] - '0') <= 9)
            {
                significand = significand * 10 + (uint)(text[at++] - '0');
                digits++;
            }

            scale = point - at;
        }

        if (at < text.Length || digits > MaximumDigits || significand >= 1UL << 53 || -scale > ExactPowers) return General(text);
        double magnitude = significand / Powers[-scale];
        return text[0] == '-' ? -magnitude : magnitude;
    }

    private static double General(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out double value, out int used) && used == text.Length
        ? value : throw new FormatException("Need a JSON number.");
}
