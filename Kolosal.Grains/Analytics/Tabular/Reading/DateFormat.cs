using System.Globalization;

namespace Kolosal.Tabular;

/// <summary>The order of year, month and day.</summary>
public enum DateOrder
{
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
}

/// <summary>How the dates of a column are written.</summary>
/// <param name="Order">Which number is what.</param>
/// <param name="Separator">What stands between them: <c>-</c>, <c>/</c> or <c>.</c></param>
/// <param name="Pattern">How an instant is written back (.NET custom format, UTC); null for ISO 8601 with all digits.</param>
public sealed record DateFormat(DateOrder Order = DateOrder.YearMonthDay, char Separator = '-', string? Pattern = null)
{
    /// <summary>ISO 8601: year, month, day, joined by hyphens.</summary>
    public static DateFormat Iso { get; } = new();

    /// <summary>ISO 8601 with two-digit months, days and hours and without a zone.</summary>
    internal bool IsPlain => Order == DateOrder.YearMonthDay && Separator == '-'
        && Pattern is { } p && p.Contains("MM'-'dd", StringComparison.Ordinal) && !p.Contains(" H:") && !p.Contains("'T'H:") && !p.EndsWith("'Z'");

    /// <summary>The order for people: <c>d/m/Y</c>.</summary>
    public string Name => Order switch
    {
        DateOrder.DayMonthYear => $"d{Separator}m{Separator}Y",
        DateOrder.MonthDayYear => $"m{Separator}d{Separator}Y",
        _ => $"Y{Separator}m{Separator}d",
    };

    /// <summary>The format of a <see cref="Name"/>, or null.</summary>
    public static DateFormat? Parse(string? name) =>
        name is not [var first, '-' or '/' or '.', var second, _, var third] || name[3] != name[1] ? null : (first, second, third) switch
        {
            ('Y', 'm', 'd') => new(DateOrder.YearMonthDay, name[1]),
            ('d', 'm', 'Y') => new(DateOrder.DayMonthYear, name[1]),
            ('m', 'd', 'Y') => new(DateOrder.MonthDayYear, name[1]),
            _ => null,
        };

    /// <summary>The instant of a text in this format, or in ISO 8601, whose order cannot be mistaken; a text without an offset is UTC.</summary>
    /// <param name="cell">UTF-8.</param>
    /// <param name="ticks">UTC ticks.</param>
    public bool TryRead(ReadOnlySpan<byte> cell, out long ticks)
    {
        ticks = 0;
        return DateLook.TryParse(cell, out var look) && Reads(look) && look.TryTicks(look.YearFirst ? DateOrder.YearMonthDay : Order, out ticks);
    }

    /// <summary>The instant as this column writes it.</summary>
    public string Write(long ticks) =>
        new DateTime(ticks, DateTimeKind.Utc).ToString(Pattern ?? "O", CultureInfo.InvariantCulture);

    internal bool Reads(in DateLook look) => look.YearFirst
        ? look.Separator == '-' || (Order == DateOrder.YearMonthDay && look.Separator == Separator)
        : Order != DateOrder.YearMonthDay && look.Separator == Separator;
}
