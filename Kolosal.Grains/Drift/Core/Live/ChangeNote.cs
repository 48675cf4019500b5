using System.Globalization;

namespace Kolosal.Drift;

/// <summary>What the change of an input looks like, in words: a mark for missing values, a turned sign, another unit, an end of constancy.</summary>
internal static class ChangeNote
{
    // Chosen: a value is named when so much of what lies outside of the training range is that value, and it is more than a few rows.
    private const double OneValue = 0.5;
    private const int LeastRows = 5;

    /// <returns>Null when it looks like nothing in particular.</returns>
    public static string? Of(DriftYardstick yardstick, DriftTally tally, string name)
    {
        int place = -1;
        for (int i = 0; i < yardstick.Inputs && place < 0; i++)
            if (yardstick.Columns[i].Name == name) place = i;
        if (place < 0) return null;
        var column = yardstick.Columns[place];
        long[] window = tally.Columns.Window[place];
        if (column.Categorical) return window[column.UnseenBin] * 2 > tally.Rows ? "most categories are ones that training did not see" : null;
        List<string> notes = [];
        if (column.Counts.Count(count => count > 0) == 1 && column.Minimum == column.Maximum)
            notes.Add($"training saw {Number(column.Minimum)} alone");
        if (column.Counts.Length >= 3)
        {
            long outside = (column.Counts[0] == 0 ? window[0] : 0) + (column.Counts[^1] == 0 ? window[column.Counts.Length - 1] : 0);
            if (FrequentValues.Top(tally.Outside[place], tally.OutsideCounts[place]) is { Count: >= LeastRows } top
                && top.Count >= OneValue * outside)
                notes.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{100.0 * top.Count / Math.Max(1, tally.Rows):0.#} % of the rows hold {Number(top.Value)}, outside of the training range: "
                    + $"a sentinel for missing?"));
        }

        if (yardstick.Detail is { } detail && place < detail.Magnitudes.Length && !detail.Magnitudes[place].IsDefaultOrEmpty
            && UnitChange.Name(MagnitudeSketch.Unpack(detail.Magnitudes[place].AsSpan()), tally.Magnitudes[place]) is { } unit) notes.Add(unit);
        return notes.Count == 0 ? null : string.Join("; ", notes);
    }

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
