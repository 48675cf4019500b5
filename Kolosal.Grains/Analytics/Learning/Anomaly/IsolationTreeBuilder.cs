using Kolosal.Statistics;

namespace Kolosal.Learning.Anomaly;

/// <summary>Grows the trees of an isolation forest into shared arrays; children lie side by side.</summary>
internal sealed class IsolationTreeBuilder(FeatureRows rows, double usualPath, int deepest)
{
    private readonly List<int> roots = [], columns = [], children = [];
    private readonly List<double> values = [];
    private readonly List<int> varying = [];

    /// <summary>Adds a tree on some rows, whose order changes.</summary>
    public void Grow(Span<int> sample, ref SeededRandom random)
    {
        roots.Add(columns.Count);
        Add(1);
        Split(columns.Count - 1, sample, 0, ref random);
    }

    public IsolationForest Build(double threshold) => new(rows.Columns.Length, threshold, [.. roots], [.. columns], [.. children], [.. values]);

    private void Split(int node, Span<int> sample, int depth, ref SeededRandom random)
    {
        int column = depth < deepest && sample.Length > 1 ? Choose(sample, ref random) : -1;
        if (column < 0)
        {
            // In units of the usual path, so that a row like any other is exactly ½.
            (columns[node], values[node]) = (-1, (depth + IsolationForestTrainer.AveragePath(sample.Length)) / usualPath);
            return;
        }
        var (low, high) = Range(sample, column);
        double value = low + random.NextDouble() * (high - low);
        if (value >= high) value = low;
        int left = 0;
        for (int i = 0; i < sample.Length; i++)
            if (rows.Row(sample[i])[column] <= value)
            {
                (sample[left], sample[i]) = (sample[i], sample[left]);
                left++;
            }
        int first = columns.Count;
        Add(2);
        (columns[node], values[node], children[node]) = (column, value, first);
        Split(first, sample[..left], depth + 1, ref random);
        Split(first + 1, sample[left..], depth + 1, ref random);
    }

    /// <summary>A column that varies among the rows, each as likely; −1 when none does.</summary>
    private int Choose(Span<int> sample, ref SeededRandom random)
    {
        int width = rows.Columns.Length;
        for (int tries = 0; tries < 4; tries++) // most nodes vary in most columns: looking at one is enough
        {
            int column = random.Next(width);
            var (low, high) = Range(sample, column);
            if (low < high) return column;
        }
        varying.Clear();
        for (int column = 0; column < width; column++)
        {
            var (low, high) = Range(sample, column);
            if (low < high) varying.Add(column);
        }
        return varying.Count == 0 ? -1 : varying[random.Next(varying.Count)];
    }

    private (double Low, double High) Range(Span<int> sample, int column)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (int row in sample)
        {
            double value = rows.Row(row)[column];
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }
        return (low, high);
    }

    private void Add(int nodes)
    {
        for (int i = 0; i < nodes; i++)
        {
            columns.Add(-1);
            children.Add(0);
            values.Add(0);
        }
    }
}
