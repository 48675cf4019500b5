namespace Kolosal.Statistics;

/// <summary>
/// How far two columns go together. Rows where either side is missing (NaN, or a code
/// below 0) are left out; null when fewer than two remain or one side is constant.
/// </summary>
public static class Association
{
    /// <summary>Pearson's product-moment correlation r, −1 … 1.</summary>
    public static double? Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Sample.Paired(x.Length, y.Length);
        var pairs = new PairMoments();
        for (int i = 0; i < x.Length; i++) if (!double.IsNaN(x[i]) && !double.IsNaN(y[i])) pairs.Add(x[i], y[i]);
        return pairs.Correlation;
    }

    /// <summary>Spearman's ρ: Pearson's r of the ranks within the rows that are complete, −1 … 1.</summary>
    public static double? Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Sample.Paired(x.Length, y.Length);
        List<double> left = [], right = [];
        for (int i = 0; i < x.Length; i++)
        {
            if (double.IsNaN(x[i]) || double.IsNaN(y[i])) continue;
            left.Add(x[i]);
            right.Add(y[i]);
        }
        return Pearson(Ranks.Of([.. left]), Ranks.Of([.. right]));
    }

    /// <summary>Cramér's V = √(χ² / n / min(r − 1, c − 1)), 0 … 1 (Mathematical Methods of Statistics, 1946, section 21.9).</summary>
    /// <param name="x">The code of each row, 0 or more; below 0 is missing.</param>
    /// <param name="y">Of the other column.</param>
    /// <param name="corrected">Whether to take off what chance alone gives few rows of many
    /// categories (Bergsma, Journal of the Korean Statistical Society 42, 2013).</param>
    public static double? CramersV(ReadOnlySpan<int> x, ReadOnlySpan<int> y, bool corrected = false)
    {
        var (cells, across, down, n) = Counts(x, y);
        double r = across.Count, c = down.Count, phi = -1;
        if (r < 2 || c < 2) return null;
        foreach (var ((a, b), count) in cells) phi += count * (double)count / ((double)across[a] * down[b]);
        if (!corrected) return Math.Sqrt(Math.Clamp(phi / Math.Min(r - 1, c - 1), 0, 1));
        phi = Math.Max(0, phi - (r - 1) * (c - 1) / (n - 1));
        double rows = r - (r - 1) * (r - 1) / (n - 1), columns = c - (c - 1) * (c - 1) / (n - 1), most = Math.Min(rows - 1, columns - 1);
        return most > 0 ? Math.Sqrt(Math.Clamp(phi / most, 0, 1)) : null;
    }

    /// <summary>The correlation ratio η: the root of the share of a number's variance
    /// that lies between the categories, 0 … 1 (Fisher 1925, section 45).</summary>
    /// <param name="categories">The code of each row; below 0 is missing.</param>
    /// <param name="values">NaN is missing.</param>
    public static double? CorrelationRatio(ReadOnlySpan<int> categories, ReadOnlySpan<double> values)
    {
        Sample.Paired(categories.Length, values.Length);
        var groups = new Dictionary<int, (double Count, double Mean)>();
        double n = 0, mean = 0, total = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (categories[i] < 0 || double.IsNaN(values[i])) continue;
            var (count, own) = groups.GetValueOrDefault(categories[i]);
            groups[categories[i]] = (count + 1, own + (values[i] - own) / (count + 1));
            double off = values[i] - mean;
            mean += off / ++n;
            total += off * (values[i] - mean);
        }
        double between = groups.OrderBy(g => g.Key).Sum(g => g.Value.Count * (g.Value.Mean - mean) * (g.Value.Mean - mean));
        return groups.Count < 2 || total <= 0 ? null : Math.Sqrt(Math.Clamp(between / total, 0, 1));
    }

    /// <summary>
    /// Mutual information of two columns of codes in nats, 0 when independent; the plug-in
    /// estimate, which many categories and few rows raise. 0 when one side is constant.
    /// </summary>
    /// <param name="x">The code of each row; below 0 is missing.</param>
    /// <param name="y">Of the other column. Numbers are binned first, by quantiles for example.</param>
    public static double MutualInformation(ReadOnlySpan<int> x, ReadOnlySpan<int> y)
    {
        var (cells, across, down, n) = Counts(x, y);
        double sum = 0;
        foreach (var ((a, b), count) in cells) sum += count / (double)n * Math.Log((double)count * n / ((double)across[a] * down[b]));
        return Math.Max(0, sum);
    }

    private static (SortedDictionary<(int, int), long> Cells, Dictionary<int, long> Across, Dictionary<int, long> Down, long Rows) Counts(
        ReadOnlySpan<int> x, ReadOnlySpan<int> y)
    {
        Sample.Paired(x.Length, y.Length);
        var cells = new SortedDictionary<(int, int), long>();
        var (across, down) = (new Dictionary<int, long>(), new Dictionary<int, long>());
        long rows = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] < 0 || y[i] < 0) continue;
            cells[(x[i], y[i])] = cells.GetValueOrDefault((x[i], y[i])) + 1;
            across[x[i]] = across.GetValueOrDefault(x[i]) + 1;
            down[y[i]] = down.GetValueOrDefault(y[i]) + 1;
            rows++;
        }
        return (cells, across, down, rows);
    }
}
