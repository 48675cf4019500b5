using System.Globalization;
using System.Text;

namespace Kolosal.Tabular;

/// <summary>Decides how a column is read, by what all of its cells could be.</summary>
/// <remarks>
/// A column is of a type only when every value is: numbers in one way of writing, dates in one order, two words that are a flag. Otherwise it is
/// text, letter by letter, and a note says what stood in the way when most of it was something else. Where two readings fit every cell, the more
/// common one in the world is taken and a note says which.
/// </remarks>
public static class ReadingChoice
{
    private const double Most = 0.5;

    /// <summary>Decides for a column of a file of text.</summary>
    /// <param name="name">The column, for notes.</param>
    /// <param name="scan">All of its cells.</param>
    /// <param name="commaSeparates">Fields are separated by commas: then a comma in a number had to be quoted, likelier one of thousands.</param>
    public static SettledColumn Settle(string name, ColumnScan scan, bool commaSeparates)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        var settled = Numeric(name, scan, commaSeparates, notes) ?? Boolean(scan) ?? Dated(name, scan, notes) ?? Text(name, scan, notes);
        Missing(name, scan, settled, notes);
        bool texts = settled.Type == ColumnType.Text, words = scan.Unquoted.Count + scan.Quoted.Count + scan.Padded.Count + scan.NonFinite.Count > 0;
        string? word = scan.OneMissingWord(withQuoted: !texts);
        bool several = word is null && scan.Unquoted.Count > 0;
        return settled with
        {
            Reading = settled.Reading with { MissingWord = word },
            Direct = texts ? scan.Unquoted.Count == 0 : !words && settled.Oddities == Oddities.None && IsPlain(settled.Reading),
            Oddities = settled.Oddities | (texts ? several && !settled.MixedQuotes ? Oddities.Word : Oddities.None
                : !words ? Oddities.None : word is null || scan.NonFinite.Count > 0 ? Oddities.Word : Oddities.OneWord),
            Notes = notes.ToImmutable(),
        };
    }

    /// <summary>The reading of a type that an owner asks for, whatever the column was taken for: the one that gets most of its cells.</summary>
    public static CellReading As(ColumnType type, ColumnScan scan, CellReading present) => type switch
    {
        ColumnType.Numeric => new(Number: scan.Numbers == 0 ? NumberFormat.Plain
            : NumberFormat.Of(Enumerable.Range(0, 8).MaxBy(scan.Reads)), Missing: TypedMissing(present)),
        ColumnType.DateTime => new(Date: scan.Dates.Count == 0 ? DateFormat.Iso : Formats.MaxBy(scan.Reads), Missing: TypedMissing(present)),
        ColumnType.Boolean => new(Flag: scan.Flags ?? FlagWords.Json, Missing: TypedMissing(present)),
        _ => new(Missing: present.Missing == MissingWords.None ? MissingWords.None : MissingWords.Unquoted),
    };

    /// <summary>Written as every reader of numbers, dates and flags expects it.</summary>
    private static bool IsPlain(CellReading reading) => reading.Number?.IsPlain ?? reading.Date?.IsPlain ?? reading.Flag == FlagWords.Json;

    private static MissingWords TypedMissing(CellReading present) =>
        present.Missing == MissingWords.None ? MissingWords.None : MissingWords.Any;

    private static readonly DateFormat[] Formats =
        [.. from order in Enum.GetValues<DateOrder>() from separator in "-/." select new DateFormat(order, separator)];

    private static SettledColumn? Numeric(string name, ColumnScan scan, bool commaSeparates, ImmutableArray<string>.Builder notes)
    {
        long values = scan.Values - scan.NonFinite.Count;
        if (values == 0 || scan.Numbers != values) return null;
        int[] ways = [.. Enumerable.Range(0, 8).Where(way => scan.Reads(way) == values)];
        if (ways.Length == 0)
        {
            notes.Add($"'{name}' stays text: its numbers are written in several ways ({Several(scan)}). Write them all alike.");
            return null;
        }

        if (scan.Codes.Count > 0)
        {
            notes.Add($"'{name}' is text and not numeric: {Count(scan.Codes.Count, "value has", "values have")} leading zeros ({scan.Codes}), "
                + "which a number would lose.");
            return null;
        }

        int way = Preferred(ways, commaSeparates);
        var format = NumberFormat.Of(way, Decoded(scan.Blank, " "), Decoded(scan.Apostrophe, "'"));
        bool whole = way == 0 && scan.Whole;
        if (scan.Big.Count > 0 && (whole || format.Group is not null || ways.Length == 8))
        {
            notes.Add($"'{name}' is text and not numeric: {Count(scan.Big.Count, "whole number is", "whole numbers are")} beyond 2^53 ({scan.Big}), "
                + "and a number would lose their last digits. Declare it numeric where that does not matter.");
            return null;
        }

        var (least, most) = format.Decimal == ',' ? scan.CommaDecimals : scan.PointDecimals;
        bool exponents = scan.UpperExponents || scan.LowerExponents;
        format = format with
        {
            Decimals = least == most && most > 0 && !exponents ? most : null,
            Exponent = scan.UpperExponents && !scan.LowerExponents ? "E" : null,
        };
        var odd = scan.Oddities;
        if (format.Decimals is not null || most == 0) odd &= ~Oddities.TrailingZero;
        if (format.Group is not null && scan.UngroupedThousands) odd |= Oddities.Other;
        if (scan.Big.Count > 0 || scan.Long.Count > 0)
        {
            var (lost, what) = scan.Big.Count > scan.Long.Count ? (scan.Big, "are beyond 2^53") : (scan.Long, "have more than 17 digits");
            notes.Add($"{lost.Count} values of '{name}' {what} ({lost}) and are rounded to the nearest number of double precision.");
        }

        MarksNote(name, scan, way, ways, format, commaSeparates, notes);
        return new(ColumnType.Numeric, new(Number: format, Missing: MissingWords.Any), whole, odd, false, false, scan.NonFinite.Count, []);
    }

    /// <summary>Plain numbers where they do; then a decimal comma, then groups; of a comma before three digits what the separator suggests.</summary>
    private static int Preferred(int[] ways, bool commaSeparates)
    {
        ReadOnlySpan<int> order = commaSeparates ? [0, 2, 1, 4, 6, 5, 7, 3] : [0, 1, 3, 5, 7, 4, 6, 2];
        foreach (int way in order)
            if (ways.Contains(way)) return way;
        throw new ArgumentException("Need at least one way of writing.", nameof(ways));
    }

    private static void MarksNote(string name, ColumnScan scan, int way, int[] ways, NumberFormat format, bool commaSeparates,
        ImmutableArray<string>.Builder notes)
    {
        if (way == 0)
        {
            // 1.234 and nothing else: an owner who writes thousands so will want to know.
            if (!commaSeparates && ways.Contains(3) && ways.Length < 8 && scan.PointDecimals is { Most: 3 })
                notes.Add($"The point in '{name}' is taken for a decimal mark; every value would also read with points between thousands "
                    + $"({Several(scan)}).");
            return;
        }

        bool ambiguous = ways.Contains(way ^ 3) && way is 1 or 2;
        notes.Add($"The numbers of '{name}' are written like {format}{(ambiguous
            ? $"; every value would also read with {(way == 1 ? "a comma between thousands" : "a decimal comma")} ({Several(scan)})" : "")}.");
    }

    private static SettledColumn? Boolean(ColumnScan scan) => scan.Values > 0 && scan.Flags is { } flags
        ? new(ColumnType.Boolean, new(Flag: flags, Missing: MissingWords.Any), false, Oddities.None, false, false, 0, []) : null;

    private static SettledColumn? Dated(string name, ColumnScan scan, ImmutableArray<string>.Builder notes)
    {
        if (scan.Values == 0 || scan.Dates.Count != scan.Values) return null;
        var formats = Formats.Where(format => scan.Reads(format) == scan.Values).ToArray();
        if (formats.Length == 0)
        {
            notes.Add($"'{name}' stays text: no one order of day, month and year reads all of its dates ({scan.Dates}). Write them all alike.");
            return null;
        }

        var format = formats[0]; // year first, then day first
        if (formats.Length > 1 && format.Order == DateOrder.DayMonthYear)
            notes.Add($"The dates of '{name}' are read day first ({format.Name}); every one of its {scan.Dates.Count} dates would also read month "
                + $"first ({scan.Dates}). Declare its format as {(format with { Order = DateOrder.MonthDayYear }).Name} where that is meant.");
        bool alike = !(scan.PaddedDates && scan.UnpaddedDates) && scan.TimePattern is not null
            && (format == DateFormat.Iso || scan.Reads(DateFormat.Iso) == 0);
        string day = scan.UnpaddedDates ? "d" : "dd", month = scan.UnpaddedDates ? "M" : "MM", between = $"'{format.Separator}'";
        string date = format.Order switch
        {
            DateOrder.YearMonthDay => $"yyyy{between}{month}{between}{day}",
            DateOrder.DayMonthYear => $"{day}{between}{month}{between}yyyy",
            _ => $"{month}{between}{day}{between}yyyy",
        };
        return new(ColumnType.DateTime, new(Date: format with { Pattern = date + (scan.TimePattern ?? " HH:mm:ss.ffffff") },
            Missing: MissingWords.Any), false, alike ? Oddities.None : Oddities.Other, false, false, 0, []);
    }

    private static SettledColumn Text(string name, ColumnScan scan, ImmutableArray<string>.Builder notes)
    {
        if (notes.Count == 0 && scan.Values > 0)
        {
            if (scan.Numbers > Most * scan.Values && scan.Texts.Count + scan.Dates.Count > 0)
                notes.Add($"'{name}' stays text: {scan.Numbers} of {scan.Values} values are numbers, the others are not "
                    + $"({(scan.Texts.Count > 0 ? scan.Texts : scan.Dates)}).");
            else if (scan.Dates.Count > Most * scan.Values)
                notes.Add($"'{name}' stays text: {scan.Dates.Count} of {scan.Values} values are dates, the others are not "
                    + $"({(scan.Texts.Count > 0 ? scan.Texts : scan.NonFinite)}).");
        }

        bool mixed = scan.Quoted.Count > 0 && scan.Unquoted.Count > 0;
        return new(ColumnType.Text, new(Missing: MissingWords.Unquoted), false, Oddities.None, false, mixed, 0, []);
    }

    /// <summary>What counts as missing, and says so.</summary>
    private static void Missing(string name, ColumnScan scan, SettledColumn settled, ImmutableArray<string>.Builder notes)
    {
        if (settled.NonFinite > 0)
            notes.Add($"{Count(settled.NonFinite, "value", "values")} of '{name}' {Were(settled.NonFinite)} NaN or infinite "
                + $"({scan.NonFinite}) and {Are(settled.NonFinite)} missing now.");
        if (scan.Unquoted.Count > 0)
            notes.Add($"{Count(scan.Unquoted.Count, "cell", "cells")} of '{name}' {Are(scan.Unquoted.Count)} missing because of a word for it "
                + $"({scan.Unquoted}).");
        if (scan.Quoted.Count > 0)
            notes.Add(settled.Type == ColumnType.Text
                ? $"{Count(scan.Quoted.Count, "quoted word", "quoted words")} for missing in '{name}' {Are(scan.Quoted.Count)} kept as text "
                    + $"({scan.Quoted})."
                : $"{Count(scan.Quoted.Count, "quoted word", "quoted words")} for missing in '{name}' {Are(scan.Quoted.Count)} missing "
                    + $"({scan.Quoted}).");
        if (scan.Padded.Count > 0 && settled.Type != ColumnType.Text)
            notes.Add($"{Count(scan.Padded.Count, "cell", "cells")} of '{name}' {(scan.Padded.Count == 1 ? "holds" : "hold")} blanks, or a word for "
                + $"missing among blanks ({scan.Padded}), and {Are(scan.Padded.Count)} missing.");
    }

    private static string Several(ColumnScan scan) => string.Join("; ", scan.MarkExamples.Take(3));

    private static string Decoded(byte[]? mark, string otherwise) => mark is null ? otherwise : Encoding.UTF8.GetString(mark);

    private static string Count(long count, string one, string many) => $"{count.ToString(CultureInfo.InvariantCulture)} {(count == 1 ? one : many)}";

    private static string Are(long count) => count == 1 ? "is" : "are";

    private static string Were(long count) => count == 1 ? "was" : "were";
}
