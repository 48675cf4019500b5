using System.Globalization;

namespace Kolosal.Datasets;

/// <summary>Whether the first record names the columns or is a row of data.</summary>
internal static class HeaderRow
{
    private const int FirstYear = 1800, LastYear = 2200;

    /// <summary>
    /// Without numbers it is a header. With whole numbers it is one when a column's first cell is of another kind than all cells under it, when
    /// they count on by one and those of the next record do not, as in <c>id, 1, 2, 3</c>, or when they are years over numbers of another
    /// magnitude, as in <c>country, 2019</c>.
    /// </summary>
    public static bool Is(IReadOnlyList<string[]> records)
    {
        string[] first = records[0];
        if (first.All(cell => cell.Length == 0)) return false;
        if (!first.Any(IsNumber)) return true;
        if (records.Count == 1 || first.Any(cell => IsNumber(cell) && !IsWhole(cell, out _))) return false;
        return Enumerable.Range(0, first.Length).Any(column => DiffersFromAllBelow(records, column))
            || (CountOn(first) && !CountOn(records[1]))
            || AreYearsOverOthers(records);
    }

    /// <summary>The words of a note when numbers were taken for names, or names made up; null when the header is plain.</summary>
    public static string? Note(bool header, IReadOnlyList<string[]> records)
    {
        if (!header) return "The first row looks like data, so columns were named column_1, column_2, …; send a header row to name them.";
        string[] numbers = [.. records[0].Where(IsNumber)];
        return numbers.Length == 0 ? null
            : $"The first row was taken for the header although it holds numbers, such as '{numbers[0]}'; if it is data, send a header row above it.";
    }

    /// <summary>A word over nothing but numbers, or a number over nothing but words.</summary>
    private static bool DiffersFromAllBelow(IReadOnlyList<string[]> records, int column)
    {
        string name = records[0][column];
        if (IsBlank(name)) return false;
        bool number = IsNumber(name), any = false;
        foreach (string[] record in records.Skip(1))
        {
            if (column >= record.Length || IsBlank(record[column])) continue;
            if (IsNumber(record[column]) == number) return false;
            any = true;
        }

        return any;
    }

    /// <summary>Three numbers or more, or two years, each the one before plus one.</summary>
    private static bool CountOn(string[] cells)
    {
        int[] numbers = [.. cells.Where(IsNumber).Select(cell => IsWhole(cell, out int number) ? number : -1)];
        return (numbers.Length > 2 || (numbers.Length == 2 && numbers.All(IsYear)))
            && numbers.Zip(numbers.Skip(1)).All(pair => pair.First >= 0 && pair.Second == pair.First + 1);
    }

    /// <summary>Years that differ, and no number under them that is between half and twice a year: those may be a row of amounts.</summary>
    private static bool AreYearsOverOthers(IReadOnlyList<string[]> records)
    {
        int[] columns = [.. Enumerable.Range(0, records[0].Length).Where(column => IsNumber(records[0][column]))];
        var years = columns.Select(column => IsWhole(records[0][column], out int number) ? number : -1).ToArray();
        return years.All(IsYear) && years.Distinct().Count() == years.Length
            && records.Skip(1).All(record => columns.All(column => column >= record.Length || !IsLikeAYear(record[column])));
    }

    private static bool IsYear(int number) => number is >= FirstYear and <= LastYear;

    private static bool IsLikeAYear(string cell) => IsWhole(cell, out int number) && number is >= FirstYear / 2 and <= LastYear * 2;

    private static bool IsWhole(string cell, out int number) => int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    internal static bool IsNumber(string cell) =>
        double.TryParse(
            cell.Count(c => c == ',') == 1 ? cell.Replace(',', '.') : cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && double.IsFinite(value);

    /// <summary>A cell that says neither number nor word: empty, or one of the usual words for missing.</summary>
    private static bool IsBlank(string cell) =>
        cell.Length == 0 || cell.ToLowerInvariant() is "na" or "n/a" or "null" or "nan" or "?" or "<na>" or "#n/a" or "-" or "none";
}
