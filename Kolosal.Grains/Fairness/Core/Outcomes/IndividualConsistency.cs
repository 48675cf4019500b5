using Kolosal.Learning.Neighbours;
using Kolosal.Statistics;

namespace Kolosal.Fairness;

/// <summary>Whether people who are alike are treated alike: 1 − mean |decision − mean decision of the k nearest others|.</summary>
/// <remarks>
/// Zemel et al., Learning Fair Representations (ICML 2013), section 5.1: yNN = 1 − (1/N) Σ |ŷₙ − (1/k) Σ ŷⱼ| over the k nearest rows j of n. A row is
/// not its own neighbour. Columns are standardised first, so that no unit outweighs another; distance is Euclid's. 1 when every decision is its
/// neighbours'. Of more than <see cref="MostRows"/> rows so many drawn ones are judged, against each other.
/// </remarks>
public static class IndividualConsistency
{
    /// <summary>Above, distances between all rows would take longer than an answer may.</summary>
    public const int MostRows = 10_000;

    /// <param name="features">rows × columns, finite, row-major.</param>
    /// <param name="columns">Values in a row, at least 1.</param>
    /// <param name="decisions">One a row.</param>
    /// <param name="neighbours">k, at least 1 and below the number of rows.</param>
    /// <param name="seed">Of the rows drawn, where there are too many.</param>
    /// <param name="cancel">Polled now and then.</param>
    /// <exception cref="ArgumentException">Values and decisions differ in rows, or there are not more rows than neighbours.</exception>
    public static ConsistencyFinding Of(double[] features, int columns, bool[] decisions, int neighbours, ulong seed = 0,
        CancellationToken cancel = default)
    {
        if (features.Length != (long)columns * decisions.Length)
            throw new ArgumentException($"Need {columns} values for each of {decisions.Length} rows, got {features.Length}.");
        if (decisions.Length <= neighbours) throw new ArgumentException($"Need more than {neighbours} rows, got {decisions.Length}.");
        int[] rows = [.. Enumerable.Range(0, decisions.Length)];
        if (rows.Length > MostRows)
        {
            new SeededRandom(seed).Shuffle<int>(rows);
            rows = [.. rows.Take(MostRows).Order()];
        }
        double[] scaled = Standardised(features, columns, rows);
        var index = NeighbourIndex.Build(scaled, columns, new DistanceMetric(DistanceKind.Euclidean), cancel: cancel);
        int[] nearest = new int[neighbours];
        double[] distances = new double[neighbours];
        double apart = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (i % 256 == 0) cancel.ThrowIfCancellationRequested();
            int found = index.Query(index.Row(i), neighbours, nearest, distances, exclude: i), alike = 0;
            for (int j = 0; j < found; j++) if (decisions[rows[nearest[j]]]) alike++;
            apart += Math.Abs((decisions[rows[i]] ? 1 : 0) - (double)alike / found);
        }
        return new(1 - apart / rows.Length, neighbours, rows.Length);
    }

    private static double[] Standardised(double[] features, int columns, int[] rows)
    {
        var scaled = new double[(long)rows.Length * columns];
        for (int c = 0; c < columns; c++)
        {
            double mean = 0, squares = 0;
            for (int i = 0; i < rows.Length; i++)
            {
                double off = features[(long)rows[i] * columns + c] - mean;
                mean += off / (i + 1);
                squares += off * (features[(long)rows[i] * columns + c] - mean);
            }
            double spread = Math.Sqrt(squares / rows.Length);
            for (int i = 0; i < rows.Length; i++)
                scaled[(long)i * columns + c] = spread > 0 ? (features[(long)rows[i] * columns + c] - mean) / spread : 0;
        }
        return scaled;
    }
}

/// <param name="Consistency">0 to 1.</param>
/// <param name="Neighbours">k.</param>
/// <param name="Rows">Rows judged.</param>
public sealed record ConsistencyFinding(double Consistency, int Neighbours, int Rows);
