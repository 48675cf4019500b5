namespace Kolosal.Disclosure;

/// <summary>Days of the calendar as people write them.</summary>
internal static class DateText
{
    /// <summary>A real day in <c>Y-m-d</c>, <c>d/m/Y</c>, <c>m/d/Y</c> or <c>d.m.Y</c>, the year with four digits.</summary>
    public static bool IsDate(ReadOnlySpan<char> text)
    {
        if (text.Length is < 8 or > 10) return false;
        char mark = text.Contains('-') ? '-' : text.Contains('/') ? '/' : '.';
        Span<int> parts = stackalloc int[3];
        int count = 0;
        foreach (var range in text.Split(mark))
        {
            var part = text[range];
            if (count == 3 || part.Length is 0 or > 4 || !NationalNumbers.IsDigits(part)) return false;
            if (part.Length == 4 != (count == (mark == '-' ? 0 : 2)) || part.Length == 3) return false;
            parts[count++] = int.Parse(part, System.Globalization.CultureInfo.InvariantCulture);
        }

        if (count != 3) return false;
        return mark switch
        {
            '-' => IsDay(parts[0], parts[1], parts[2]),
            '/' => IsDay(parts[2], parts[1], parts[0]) || IsDay(parts[2], parts[0], parts[1]),
            _ => IsDay(parts[2], parts[1], parts[0]),
        };
    }

    private static bool IsDay(int year, int month, int day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
}
