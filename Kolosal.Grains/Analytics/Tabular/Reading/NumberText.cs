namespace Kolosal.Tabular;

/// <summary>The grammar of numbers in files of text: sign, digits in groups or not, decimal mark, exponent.</summary>
/// <remarks>
/// Groups are of three digits, the first of one to three and without a leading zero; marks of groups are comma, point, blank (also U+00A0 and
/// U+202F) and apostrophe (also U+2019). No underscores, no hexadecimal, no digits of other scripts, no currency.
/// </remarks>
public static class NumberText
{
    private const ulong LargestExact = 1UL << 53;

    /// <summary>Every double of so many digits is written back the same; of two more most are, of three more none need be.</summary>
    private const int SafeDigits = 15, MostDigits = 17;

    /// <summary>The shortest form of a double gets an exponent below 10⁻⁴.</summary>
    private const int ZerosWithoutExponent = 4;

    internal const byte PointFamily = 0b0101_0101, CommaFamily = 0b1010_1010;

    /// <summary>Looks at a cell.</summary>
    /// <param name="cell">UTF-8.</param>
    public static NumberLook Look(ReadOnlySpan<byte> cell)
    {
        var text = cell;
        if (cell.IsEmpty) return default;
        var odd = Oddities.None;
        if (cell[0] is (byte)' ' or (byte)'\t' || cell[^1] is (byte)' ' or (byte)'\t')
        {
            text = MissingText.Trimmed(cell);
            if (text.IsEmpty) return default;
            odd = Oddities.Other;
        }

        int at = 0;
        bool negative = text[0] == '-';
        if (negative || text[0] == '+')
        {
            if (!negative) odd = Oddities.Other;
            at++;
        }

        int run = 0, run0 = 0, marks = 0, digits = 0, zeros = 0;
        ulong mantissa = 0;
        byte group = 0, last = 0;
        bool ragged = false, exponent = false, leadingZero = at < text.Length && text[at] == '0';
        for (; at < text.Length; at++)
        {
            uint digit = (uint)(text[at] - '0');
            if (digit <= 9)
            {
                run++;
                if (digit == 0 && digits == 0) zeros++;
                else digits++;
                if (digits <= 19) mantissa = mantissa * 10 + digit;
                continue;
            }

            byte mark = Mark(text, ref at);
            if (mark == 0)
            {
                exponent = (text[at] | 0x20) == 'e' && IsExponent(text[(at + 1)..]);
                if (!exponent) return default;
                break;
            }

            if (marks++ == 0) run0 = run;
            else
            {
                ragged |= run != 3 || (group != 0 && group != last);
                group = last;
            }

            last = mark;
            run = 0;
        }

        if (digits + zeros == 0) return default;
        bool groupable = !exponent && run == 3 && run0 is >= 1 and <= 3 && !leadingZero;
        byte read = marks switch
        {
            0 => byte.MaxValue,
            1 => One(last, groupable, exponent),
            _ => ragged || exponent || run0 is < 1 or > 3 || leadingZero ? (byte)0 : Many(group, last, run),
        };
        if (read == 0) return default;

        bool whole = !exponent && (marks == 0 || marks > 1 && group == last);
        bool nonFinite = (exponent || digits > 300) && IsInfinite(text);
        if (exponent) odd |= Oddities.Exponent;
        if (digits > SafeDigits) odd |= Oddities.Digits;
        if (marks > 0 && run > 0 && text[^1] == '0') odd |= Oddities.TrailingZero;
        if ((marks > 0 && (run == 0 || run0 == 0)) || (negative && digits == 0) || (marks > 0 && leadingZero && zeros > ZerosWithoutExponent))
            odd |= Oddities.Other;
        return new(
            read, leadingZero && (marks == 0 ? run : run0) > 1, whole && (digits > 19 || mantissa > LargestExact), digits > MostDigits, nonFinite,
            odd, (marks == 0 ? run : run0) > 3, (char)last, marks == 0 ? 0 : run);
    }

    /// <summary>Looks at the most common cells, of an optional minus sign, a few digits and perhaps a point between them, and at no others.</summary>
    /// <param name="cell">UTF-8, not empty.</param>
    /// <param name="behind">Digits behind the point; −1 without one.</param>
    /// <param name="groupable">The point could as well stand between thousands.</param>
    /// <returns>Whether the cell is such a number, and written back as it stands but for zeros at its end.</returns>
    internal static bool IsCommon(ReadOnlySpan<byte> cell, out int behind, out bool groupable)
    {
        (behind, groupable) = (-1, false);
        int first = cell[0] == '-' ? 1 : 0, digits = cell.Length - first, point = -1;
        if ((uint)(digits - 1) >= SafeDigits) return false;
        for (int at = first; at < cell.Length; at++)
        {
            if ((uint)(cell[at] - '0') <= 9) continue;
            if (cell[at] != '.' || point >= 0) return false;
            point = at;
        }

        bool zero = cell[first] == '0';
        if (point < 0) return !zero || (digits == 1 && first == 0);
        int run0 = point - first;
        behind = cell.Length - 1 - point;
        groupable = behind == 3 && run0 <= 3 && !zero;
        // What begins with 0.000 may be so small that an exponent is shorter, or be −0.
        return run0 > 0 && behind > 0 && (!zero || (run0 == 1 && cell[(point + 1)..].ContainsAnyExcept((byte)'0') && !(behind > 3
            && cell[point + 1] == '0' && cell[point + 2] == '0' && cell[point + 3] == '0')));
    }

    /// <summary>The number that a text is under a way of writing.</summary>
    /// <param name="cell">UTF-8.</param>
    /// <param name="format">Its column's marks.</param>
    /// <param name="number">Finite; the double nearest to the text.</param>
    public static bool TryRead(ReadOnlySpan<byte> cell, NumberFormat format, out double number)
    {
        number = 0;
        var look = Look(cell);
        if ((look.Marks >> format.Convention & 1) == 0 || look.Code || look.NonFinite
            || !TryParse(MissingText.Trimmed(cell), (byte)format.Decimal, out number)) return false;
        number += 0.0; // −0 and 0 are one value
        return true;
    }

    /// <summary>Infinity or NaN in words, or a number greater than any double.</summary>
    /// <param name="cell">UTF-8.</param>
    public static bool IsNonFinite(ReadOnlySpan<byte> cell)
    {
        var text = MissingText.Trimmed(cell);
        if (!text.IsEmpty && text[0] is (byte)'+' or (byte)'-') text = text[1..];
        return Is(text, "inf"u8) || Is(text, "infinity"u8) || Is(text, "nan"u8) || Look(cell).NonFinite;

        static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => System.Text.Ascii.EqualsIgnoreCase(text, word);
    }

    /// <returns>0 when there is no mark; moves to the mark's last byte.</returns>
    private static byte Mark(ReadOnlySpan<byte> text, ref int at)
    {
        switch (text[at])
        {
            case (byte)'.' or (byte)',' or (byte)' ' or (byte)'\'':
                return text[at];
            case 0xC2 when at + 1 < text.Length && text[at + 1] == 0xA0: // no-break space
                at++;
                return (byte)' ';
            case 0xE2 when at + 2 < text.Length && text[at + 1] == 0x80 && text[at + 2] is 0xAF or 0x99: // narrow no-break space, apostrophe
                at += 2;
                return text[at] == 0xAF ? (byte)' ' : (byte)'\'';
            default:
                return 0;
        }
    }

    private static bool IsExponent(ReadOnlySpan<byte> rest)
    {
        if (!rest.IsEmpty && rest[0] is (byte)'+' or (byte)'-') rest = rest[1..];
        return !rest.IsEmpty && !rest.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static byte One(byte mark, bool groupable, bool exponent) => mark switch
    {
        (byte)'.' => (byte)(PointFamily | (groupable ? 1 << 3 : 0)),
        (byte)',' => (byte)(CommaFamily | (groupable ? 1 << 2 : 0)),
        (byte)' ' => (byte)(groupable ? 0b0011_0000 : 0),
        _ => (byte)(groupable ? 0b1100_0000 : 0),
    };

    private static byte Many(byte group, byte last, int run) => (group, last) switch
    {
        _ when group == last && run != 3 => 0,
        ((byte)',', (byte)',' or (byte)'.') => 1 << 2,
        ((byte)'.', (byte)'.' or (byte)',') => 1 << 3,
        ((byte)' ', (byte)' ') => 0b0011_0000,
        ((byte)' ', (byte)'.') => 1 << 4,
        ((byte)' ', (byte)',') => 1 << 5,
        ((byte)'\'', (byte)'\'') => 0b1100_0000,
        ((byte)'\'', (byte)'.') => 1 << 6,
        ((byte)'\'', (byte)',') => 1 << 7,
        _ => 0,
    };

    private static bool IsInfinite(ReadOnlySpan<byte> text)
    {
        byte comma = text.Contains((byte)',') ? (byte)',' : (byte)'.';
        return TryParse(text, comma, out double value) ? double.IsInfinity(value) : text.Length > 300;
    }

    /// <summary>Parses once the marks are known: groups go, the decimal mark becomes a point.</summary>
    private static bool TryParse(ReadOnlySpan<byte> text, byte decimalMark, out double number)
    {
        Span<byte> plain = text.Length <= 128 ? stackalloc byte[text.Length] : new byte[text.Length];
        int length = 0;
        foreach (byte b in text)
        {
            if (b == decimalMark) plain[length++] = (byte)'.';
            else if (b is >= (byte)'0' and <= (byte)'9' or (byte)'-' or (byte)'+' or (byte)'e' or (byte)'E') plain[length++] = b;
        }

        return double.TryParse(
            plain[..length], System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out number);
    }
}
