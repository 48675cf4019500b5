using System.Globalization;
using System.Text;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <content>One value of one column, whatever form it came in.</content>
public sealed partial class RowDecoder
{
    /// <summary>A number as JSON writes it.</summary>
    private void ReadNumber(ReadOnlySpan<byte> text, int row, int column, RowSink sink, RowErrors errors)
    {
        var type = columns[column].Type;
        if (type == ColumnType.Categorical && columns[column].Reading is not null)
        {
            ReadNumberedCategory(text, row, column, sink, errors);
            return;
        }

        double number = JsonNumber.Parse(text);
        if (!double.IsFinite(number))
            errors.Add(row, columns[column].Name, $"Expected a number up to 1.8e308 in size, got {RowErrors.Quote(text)}.");
        else if (type == ColumnType.Boolean && number is not (0 or 1))
            errors.Add(row, columns[column].Name, $"Expected {Expected(columns[column])}, got the number {RowErrors.Quote(text)}.");
        else if (type == ColumnType.Categorical) SetCategory(column, number, sink);
        else sink.Set(column, number);
    }

    /// <summary>A number that is sent for a category is the category that is written so; one that is only as great is not taken for it.</summary>
    private void ReadNumberedCategory(ReadOnlySpan<byte> number, int row, int column, RowSink sink, RowErrors errors)
    {
        if (SameNumber(number, column) is not { } written) KnownCategory(number, column, sink);
        else errors.Add(row, columns[column].Name, $"Expected a string, got the number {RowErrors.Quote(number)}; "
                + $"the category is written '{RowErrors.Quote(Encoding.UTF8.GetBytes(written))}'.");
    }

    private string? SameNumber(ReadOnlySpan<byte> number, int column)
    {
        double value = JsonNumber.Parse(number);
        return categories[column]!.Known(number) >= 0 || Math.Abs(value) >= LargestTold ? null : columns[column].Categories.FirstOrDefault(category =>
            double.TryParse(category, NumberStyles.Float, CultureInfo.InvariantCulture, out double same) && same == value);
    }

    /// <returns>False when the column takes no flags.</returns>
    private bool ReadFlag(bool flag, int column, RowSink sink)
    {
        if (columns[column].Type == ColumnType.Boolean)
        {
            sink.Set(column, flag ? 1 : 0);
            return true;
        }

        if (columns[column].Type != ColumnType.Categorical || FlagCategory(column, flag) is not { } category) return false;
        return KnownCategory(Encoding.UTF8.GetBytes(category), column, sink);
    }

    /// <summary>The category that says the same as a flag: the one that is written true or yes, t or y in any case, or their opposite.</summary>
    /// <returns>Null when none does, or several.</returns>
    private string? FlagCategory(int column, bool flag)
    {
        string json = FlagWords.Json.Write(flag);
        if (columns[column].Reading is null || columns[column].Categories.Contains(json)) return json;
        string[] same = [.. columns[column].Categories.Where(category =>
            FlagWords.Json.TryRead(Encoding.UTF8.GetBytes(category), out bool value) && value == flag)];
        return same is [var only] ? only : null;
    }

    /// <summary>A text that says that it is one: a JSON string, an element of a tensor, a text of a table that states its types.</summary>
    /// <param name="text">UTF-8, without quotes and escapes.</param>
    /// <returns>False when it is none of the column's type.</returns>
    private bool ReadText(ReadOnlySpan<byte> text, int column, RowSink sink)
    {
        // A number whose column is written as JSON writes numbers has no need of quotes.
        if (columns[column].Reading is { } reading)
            return reading.Number is not { Decimal: '.', Group: null } && ReadCell(text, quoted: false, column, sink);

        switch (columns[column].Type)
        {
            case ColumnType.Categorical:
                return KnownCategory(text, column, sink);
            case ColumnType.Text:
                // Free text has no place among the monitors' numbers; 0 says that there was some.
                sink.Set(column, 0, Encoding.UTF8.GetString(text));
                return true;
            case ColumnType.Boolean when text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8):
                sink.Set(column, text.Length == 4 ? 1 : 0);
                return true;
            case ColumnType.DateTime when IsoTicks(text, out long ticks):
                sink.Set(column, ticks);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads a cell by the column's rules.</summary>
    /// <returns>False when it is nothing of the column's kind.</returns>
    private bool ReadCell(ReadOnlySpan<byte> cell, bool quoted, int column, RowSink sink)
    {
        var (type, reading) = (columns[column].Type, columns[column].Reading!);

        // A category that is known by a word for missing was quoted in its file.
        if (type == ColumnType.Categorical && KnownCategory(cell, column, sink, knownOnly: true)) return true;
        if (reading.IsMissing(cell, quoted))
        {
            sink.Set(column, double.NaN);
            return true;
        }

        if (type == ColumnType.Categorical) return KnownCategory(cell, column, sink);
        if (!reading.TryRead(cell, out var value)) return false;
        if (value.Text is null) sink.Set(column, value.Number);
        else if (type == ColumnType.Text) sink.Set(column, 0, value.Text);
        else return false;
        return true;
    }

    /// <returns>False, with nothing set, when only known categories are wanted and this is none.</returns>
    private bool KnownCategory(ReadOnlySpan<byte> cell, int column, RowSink sink, bool knownOnly = false)
    {
        int known = categories[column]!.Known(cell);
        if (known >= 0) sink.Set(column, known);
        else if (!knownOnly) sink.Set(column, -1, Encoding.UTF8.GetString(cell));
        return known >= 0 || !knownOnly;
    }

    /// <summary>A number stands for the category written like its shortest form, as in training.</summary>
    private void SetCategory(int column, double number, RowSink sink)
    {
        Span<byte> digits = stackalloc byte[32];
        number.TryFormat(digits, out int length, "R", CultureInfo.InvariantCulture);
        KnownCategory(digits[..length], column, sink);
    }

    private static bool IsoTicks(ReadOnlySpan<byte> text, out long ticks)
    {
        bool read = DateTime.TryParse(Encoding.UTF8.GetString(text), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant);
        ticks = instant.Ticks;
        return read;
    }

    private static string Expected(ColumnSchema column) => column.Reading switch
    {
        { Number: { } number } => $"a number{(number is { Decimal: '.', Group: null } ? "" : $" such as {number}")}",
        { Date: { } date } => $"a date written {date.Name} or in ISO 8601, with or without a time,",
        { Flag: { } flag } => $"{flag.Yes} or {flag.No}",
        _ => Expected(column.Type),
    };

    private static string Expected(ColumnType type) => type switch
    {
        ColumnType.Numeric => "a number",
        ColumnType.Categorical => "a string",
        ColumnType.Boolean => "true or false",
        ColumnType.DateTime => "an ISO 8601 date or time as a string",
        _ => "a string",
    };

    private static DecodedRows? Malformed(RowErrors errors, string why)
    {
        errors.AddMalformed(why);
        return null;
    }
}
