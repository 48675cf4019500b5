namespace Kolosal.Tabular;

/// <summary>The parts of a date's text before its column's order is known.</summary>
/// <remarks>
/// A year of four digits first or last, month and day of one or two digits, one separator; behind it, if anything, <c>T</c> or a blank and a
/// time of hours and minutes, with seconds, a fraction of up to nine digits, am or pm, and Z or an offset where they are written. Nothing is
/// left to be filled in: no year of two digits, no month without a day, no time without a date.
/// </remarks>
internal readonly record struct DateLook
{
    private const int LongestFraction = 9, TickDigits = 7, MicrosecondDigits = 6;

    public int First { get; private init; }

    public int Second { get; private init; }

    public int Third { get; private init; }

    public bool YearFirst { get; private init; }

    public char Separator { get; private init; }

    /// <summary>Day or month is written with one digit.</summary>
    public bool Unpadded { get; private init; }

    /// <summary>Day or month is written with a leading zero.</summary>
    public bool Padded { get; private init; }

    /// <summary>The time's pattern, with what comes before it; empty for a date alone, null when it cannot be written back.</summary>
    public string? TimePattern { get; private init; }

    private long TimeTicks { get; init; }

    private long OffsetTicks { get; init; }

    /// <summary>Takes a text apart.</summary>
    /// <param name="cell">UTF-8.</param>
    /// <param name="look">Its parts.</param>
    public static bool TryParse(ReadOnlySpan<byte> cell, out DateLook look)
    {
        look = default;
        var text = MissingText.Trimmed(cell);
        if (text.Length is < 8 or > 48 || (uint)(text[0] - '0') > 9) return false;
        int at = 0;
        if (!Number(text, ref at, 4, out int first, out int firstDigits) || at >= text.Length) return false;
        if (text[at] is not ((byte)'-' or (byte)'/' or (byte)'.')) return false;
        byte separator = text[at++];
        if (!Number(text, ref at, 2, out int second, out int secondDigits) || at >= text.Length || text[at] != separator) return false;
        at++;
        if (!Number(text, ref at, 4, out int third, out int thirdDigits)) return false;
        bool yearFirst = firstDigits == 4 && thirdDigits <= 2;
        if (!yearFirst && !(thirdDigits == 4 && firstDigits <= 2)) return false;
        int otherDigits = yearFirst ? thirdDigits : firstDigits, other = yearFirst ? third : first;

        var time = default(Time);
        if (at < text.Length && !Time.TryParse(text[at..], out time)) return false;
        look = new()
        {
            First = first,
            Second = second,
            Third = third,
            YearFirst = yearFirst,
            Separator = (char)separator,
            Unpadded = secondDigits == 1 || otherDigits == 1,
            Padded = (secondDigits == 2 && second < 10) || (otherDigits == 2 && other < 10),
            TimePattern = at < text.Length ? time.Pattern : "",
            TimeTicks = time.Ticks,
            OffsetTicks = time.Offset,
        };
        return true;
    }

    /// <summary>The instant when the numbers are in this order and such a day exists.</summary>
    public bool TryTicks(DateOrder order, out long ticks)
    {
        var (year, month, day) = order switch
        {
            DateOrder.YearMonthDay => (First, Second, Third),
            DateOrder.DayMonthYear => (Third, Second, First),
            _ => (Third, First, Second),
        };
        ticks = 0;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        ticks = new DateTime(year, month, day).Ticks + TimeTicks - OffsetTicks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
    }

    private static bool Number(ReadOnlySpan<byte> text, ref int at, int most, out int value, out int digits)
    {
        (value, digits) = (0, 0);
        while (at < text.Length && (uint)(text[at] - '0') <= 9 && digits < most)
        {
            value = value * 10 + text[at++] - '0';
            digits++;
        }

        return digits > 0 && (at == text.Length || (uint)(text[at] - '0') > 9);
    }

    private readonly record struct Time(long Ticks, long Offset, string? Pattern)
    {
        /// <param name="text">From the letter T or the blank on.</param>
        /// <param name="time">The time, its offset and its pattern.</param>
        public static bool TryParse(ReadOnlySpan<byte> text, out Time time)
        {
            time = default;
            bool letter = text[0] == 'T';
            if (!letter && text[0] != ' ') return false;
            int at = 1;
            if (!Number(text, ref at, 2, out int hour, out int hourDigits) || at >= text.Length || text[at++] != ':'
                || !Number(text, ref at, 2, out int minute, out int minuteDigits) || minuteDigits != 2 || minute > 59) return false;

            int second = 0, fractionDigits = 0;
            long fraction = 0;
            bool seconds = at < text.Length && text[at] == ':';
            if (seconds)
            {
                at++;
                if (!Number(text, ref at, 2, out second, out int secondDigits) || secondDigits != 2 || second > 59) return false;
                if (at < text.Length && text[at] == '.')
                {
                    at++;
                    for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++, fractionDigits++)
                        if (fractionDigits < TickDigits) fraction = fraction * 10 + text[at] - '0';
                    if (fractionDigits is 0 or > LongestFraction) return false;
                    for (int digit = fractionDigits; digit < TickDigits; digit++) fraction *= 10;
                }
            }

            bool blankBefore = at < text.Length && text[at] == ' ';
            var rest = text[at..].TrimStart((byte)' ');
            bool half = rest.Length >= 2 && (rest[1] | 0x20) == 'm' && (rest[0] | 0x20) is 'a' or 'p';
            if (half)
            {
                if (hour is < 1 or > 12) return false;
                hour = hour % 12 + ((rest[0] | 0x20) == 'p' ? 12 : 0);
                rest = rest[2..].TrimStart((byte)' ');
            }
            else if (hour > 23) return false;

            if (!TryOffset(rest, out long offset)) return false;
            // What is finer than a microsecond, in another zone or in 12 hours is not written back, but kept as it stands.
            bool plain = !half && fractionDigits <= MicrosecondDigits && rest.Length <= 1 && !(blankBefore && rest.Length == 1);
            string? pattern = !plain ? null : $"{(letter ? "'T'" : " ")}{(hourDigits == 2 ? "HH" : "H")}:mm{(seconds ? ":ss" : "")}"
                + $"{(fractionDigits > 0 ? "." + new string('f', fractionDigits) : "")}{(rest.Length == 1 ? "'Z'" : "")}";
            // Stored instants are whole microseconds.
            fraction -= fraction % TimeSpan.TicksPerMicrosecond;
            time = new(((hour * 60L + minute) * 60 + second) * TimeSpan.TicksPerSecond + fraction, offset, pattern);
            return true;
        }

        /// <summary>Nothing, Z, or ±hh, ±hhmm, ±hh:mm (ISO 8601-1:2019, 5.3.4).</summary>
        private static bool TryOffset(ReadOnlySpan<byte> text, out long ticks)
        {
            ticks = 0;
            if (text.IsEmpty || text.SequenceEqual("Z"u8)) return true;
            if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (3 or 5 or 6)) return false;
            var digits = text[1..];
            if (!Two(digits, out int hours) || hours > 14) return false;
            digits = digits[2..];
            if (digits.Length == 3 && digits[0] != ':') return false;
            int minutes = 0;
            if (digits.Length > 0 && (!Two(digits[^2..], out minutes) || minutes > 59)) return false;
            ticks = (text[0] == '-' ? -1 : 1) * (hours * 60L + minutes) * TimeSpan.TicksPerMinute;
            return true;
        }

        private static bool Two(ReadOnlySpan<byte> text, out int value)
        {
            value = 0;
            if (text.Length < 2 || (uint)(text[0] - '0') > 9 || (uint)(text[1] - '0') > 9) return false;
            value = (text[0] - '0') * 10 + text[1] - '0';
            return true;
        }
    }
}
