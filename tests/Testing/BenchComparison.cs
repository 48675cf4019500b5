using System.Globalization;

namespace Kolosal.Testing;

/// <summary>A line of a benchmark, as it is printed: name, ours, reference, ratio.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Ratio">Ours over the reference, both taken in one run on one machine.</param>
public sealed record BenchLine(string Name, double Ratio)
{
    /// <summary>Whether more is better: rates say so by their unit.</summary>
    public bool MoreIsBetter => Name.Contains("/s", StringComparison.Ordinal);

    /// <returns>Null for a comment, a heading, or a line without a ratio.</returns>
    public static BenchLine? Parse(string line)
    {
        string[] cells = line.Split(", ");
        return cells.Length == 4 && !line.StartsWith('#')
            && double.TryParse(cells[3], NumberStyles.Float, CultureInfo.InvariantCulture, out double ratio)
            && double.IsFinite(ratio) && ratio > 0 ? new(cells[0], ratio) : null;
    }
}

/// <summary>How results stand beside those of an earlier run. Only ratios are compared: an absolute time says more of the machine than of us.
/// </summary>
public static class BenchComparison
{
    /// <summary>A ratio that is worse by this much is a regression; less is a busy machine.</summary>
    public const double Worst = 2;

    /// <summary>By how much each result is worse than the earlier one of that name: 1 for the same, 2 for twice as bad. The worst first; what is in
    /// one of the two runs only is left out.</summary>
    public static ImmutableArray<(string Name, double Earlier, double Now, double Worse)> Of(IEnumerable<string> earlier, IEnumerable<string> now)
    {
        var known = Read(earlier).GroupBy(line => line.Name).ToDictionary(group => group.Key, group => group.Last());
        return [.. Read(now).Where(line => known.ContainsKey(line.Name)).Select(line =>
        {
            double before = known[line.Name].Ratio;
            return (line.Name, before, line.Ratio, line.MoreIsBetter ? before / line.Ratio : line.Ratio / before);
        }).OrderByDescending(row => row.Item4)];
    }

    /// <summary>The lines with a ratio of both runs; of a name that both have, the later one's.</summary>
    public static ImmutableArray<string> Merge(IEnumerable<string> earlier, IEnumerable<string> now)
    {
        var later = now.Where(line => BenchLine.Parse(line) is not null).ToArray();
        var names = later.Select(line => BenchLine.Parse(line)!.Name).ToHashSet(StringComparer.Ordinal);
        return [.. earlier.Where(line => BenchLine.Parse(line) is { } known && !names.Contains(known.Name)), .. later];
    }

    private static IEnumerable<BenchLine> Read(IEnumerable<string> lines) => lines.Select(BenchLine.Parse).OfType<BenchLine>();
}
