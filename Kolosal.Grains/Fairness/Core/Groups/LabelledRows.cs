using System.Globalization;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Fairness;

/// <summary>Rows in memory, dealt to the groups of one attribute or of several crossed.</summary>
/// <param name="Name">The attribute, or several with × between them.</param>
/// <param name="Intersection">Whether attributes are crossed.</param>
/// <param name="Labels">The groups, in order.</param>
/// <param name="GroupOf">The group of each row.</param>
/// <param name="Folded">Groups counted together as <see cref="Partition.Other"/>, because they are rare.</param>
public sealed record LabelledRows(string Name, bool Intersection, ImmutableArray<string> Labels, int[] GroupOf, ImmutableArray<string> Folded)
{
    public const string Missing = "(missing)";

    private const int Quartiles = 4;

    /// <summary>Rows by group.</summary>
    public long[] Sizes
    {
        get
        {
            var sizes = new long[Labels.Length];
            foreach (int group in GroupOf) sizes[group]++;
            return sizes;
        }
    }

    /// <summary>Groups by the text of each row.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="labels">One a row.</param>
    /// <param name="most">Groups at most; the smallest of more are folded into one.</param>
    /// <param name="intersection">Whether the labels are of attributes crossed.</param>
    public static LabelledRows Of(string name, IReadOnlyList<string> labels, int most = int.MaxValue, bool intersection = false)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string label in labels) counts[label] = counts.GetValueOrDefault(label) + 1;
        string[] alone = [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(most).Select(c => c.Key)
            .Order(StringComparer.Ordinal)];
        var codes = alone.Index().ToDictionary(label => label.Item, label => label.Index, StringComparer.Ordinal);
        string[] folded = [.. counts.Keys.Where(label => !codes.ContainsKey(label)).Order(StringComparer.Ordinal)];
        return new(name, intersection, folded.Length == 0 ? [.. alone] : [.. alone, Partition.Other],
            [.. labels.Select(label => codes.GetValueOrDefault(label, alone.Length))], [.. folded]);
    }

    /// <summary>Groups of a column: its categories, declared bands of its numbers, or their quartiles in these rows.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="column">Its values; text counts as categories.</param>
    /// <param name="edges">Bands of numbers; null for quartiles.</param>
    /// <param name="most">Groups at most; the smallest of more are folded into one.</param>
    public static LabelledRows Of(string name, Column column, IReadOnlyList<double>? edges, int most)
    {
        if (column is not (NumericColumn or DateTimeColumn))
            return Of(name, [.. Enumerable.Range(0, column.Rows).Select(row => column.TextAt(row) ?? Missing)], most);
        double[] values = [.. Enumerable.Range(0, column.Rows).Select(row => column.IsMissing(row) ? double.NaN : RawValue.At(column, row).Number)];
        double[] bands = edges is null ? QuartilesOf(values) : [.. edges];
        string Text(double value) => column is DateTimeColumn
            ? new DateTime((long)value, DateTimeKind.Utc).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : value.ToString("G6", CultureInfo.InvariantCulture);
        string[] names = bands.Length == 0 ? ["(all)"]
            : [$"≤ {Text(bands[0])}", .. bands.Zip(bands.Skip(1), (low, high) => $"{Text(low)} – {Text(high)}"), $"> {Text(bands[^1])}"];
        bool missing = column.Missing.Count > 0;
        return new(name, false, missing ? [.. names, Missing] : [.. names],
            [.. values.Select(value => double.IsNaN(value) ? names.Length : bands.Count(edge => edge < value))], []);
    }

    /// <summary>The rows by the groups of all given attributes at once.</summary>
    public static LabelledRows Cross(IReadOnlyList<LabelledRows> attributes, int most = int.MaxValue) => Of(
        string.Join(" × ", attributes.Select(a => a.Name)),
        [.. Enumerable.Range(0, attributes[0].GroupOf.Length).Select(row => string.Join(" × ", attributes.Select(a => a.Labels[a.GroupOf[row]])))],
        most, intersection: true);

    /// <summary>The attributes, every two of them, and all together when there are more, as far as <paramref name="mostPairs"/> allows.</summary>
    public static (ImmutableArray<LabelledRows> Judged, ImmutableArray<string> LeftOut) WithIntersections(
        IReadOnlyList<LabelledRows> attributes, int mostGroups, int mostPairs)
    {
        var judged = ImmutableArray.CreateBuilder<LabelledRows>();
        var leftOut = ImmutableArray.CreateBuilder<string>();
        judged.AddRange(attributes);
        for (int a = 0; a < attributes.Count; a++)
            for (int b = a + 1; b < attributes.Count; b++)
                if (judged.Count - attributes.Count < mostPairs) judged.Add(Cross([attributes[a], attributes[b]], mostGroups));
                else leftOut.Add($"{attributes[a].Name} × {attributes[b].Name}");
        if (attributes.Count > 2) judged.Add(Cross(attributes, mostGroups));
        return (judged.ToImmutable(), leftOut.ToImmutable());
    }

    private static double[] QuartilesOf(double[] values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        return sorted.Length == 0 ? [] : [.. Enumerable.Range(1, Quartiles - 1).Select(q =>
            Quantiles.OfSorted(sorted, (double)q / Quartiles)).Distinct()
            .Where(edge => edge < sorted[^1])];
    }
}
