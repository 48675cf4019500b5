using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>The bets against "this column still falls into its bins as in training": what a block of rows multiplies each stake by.</summary>
/// <remarks>
/// A bet tilts the bins by exp(λ g), g being where a bin lies (its rank, its distance from the middle, whether it is missing, unseen, out of
/// range, or one of the larger categories). A block's factor exp(λ Σ g − rows ψ(λ)) is at most 1 on average when ψ(λ) is at least
/// ln E exp(λ g) of the law that training rows came from: so ψ is its estimate's upper bound by the empirical Bernstein inequality (Maurer and
/// Pontil, COLT 2009, theorem 4), at a confidence that spends half of the false-alarm rate over all bets of all columns.
/// </remarks>
internal sealed class BinBets
{
    /// <summary>λ, in units of the direction's deviation: small ones find small shifts, large ones large shifts soon.</summary>
    private static readonly double[] Boldness = [0.1, 0.25, 0.5, 1];

    private const int MostCategories = 6;
    private readonly double[][] directions;
    private readonly double[] lambdas, costs;
    private readonly int[] directionOf;

    private BinBets(double[][] directions, double[] lambdas, double[] costs, int[] directionOf) =>
        (this.directions, this.lambdas, this.costs, this.directionOf) = (directions, lambdas, costs, directionOf);

    /// <summary>How many bets there are.</summary>
    public int Count => lambdas.Length;

    /// <summary>The bets of each column.</summary>
    /// <param name="columns">As training counted them.</param>
    /// <param name="falseAlarm">α over all of them; half of it is spent on what training does not know.</param>
    public static BinBets[] Of(IReadOnlyList<ColumnDistribution> columns, double falseAlarm)
    {
        double[][][] directions = [.. columns.Select(Directions)];
        int bets = directions.Sum(column => column.Length) * Boldness.Length;
        double confidence = Math.Log(2 * 2 * Math.Max(1, bets) / falseAlarm); // ln(2/δ), δ = α / 2 / bets
        return [.. columns.Select((column, i) => Of(column, directions[i], confidence))];
    }

    /// <summary>Multiplies every stake of the column by what a block of rows says.</summary>
    /// <param name="block">Rows by bin.</param>
    /// <param name="rows">Their sum.</param>
    /// <param name="stake">What is added to each before.</param>
    /// <param name="capital">One a bet; changed.</param>
    /// <returns>The mean of the capital afterwards.</returns>
    public double Play(ReadOnlySpan<long> block, int rows, double stake, Span<double> capital)
    {
        const double Most = 1e200; // far beyond every threshold, and far from overflow
        Span<double> sums = stackalloc double[directions.Length];
        for (int d = 0; d < directions.Length; d++)
        {
            double[] g = directions[d];
            double sum = 0;
            for (int bin = 0; bin < g.Length; bin++) sum += g[bin] * block[bin];
            sums[d] = sum;
        }

        double total = 0;
        for (int bet = 0; bet < lambdas.Length; bet++)
        {
            double grown = (capital[bet] + stake) * Math.Exp(lambdas[bet] * sums[directionOf[bet]] - rows * costs[bet]);
            capital[bet] = grown < 1e-100 ? 0 : Math.Min(grown, Most);
            total += capital[bet];
        }

        return lambdas.Length > 0 ? total / lambdas.Length : 0;
    }

    private static BinBets Of(ColumnDistribution column, double[][] directions, double confidence)
    {
        long[] counts = column.ByBin();
        double n = counts.Sum();
        List<double> lambdas = [], costs = [];
        List<int> directionOf = [];
        for (int d = 0; d < directions.Length; d++)
            foreach (double boldness in Boldness)
            {
                lambdas.Add(boldness);
                costs.Add(Cost(counts, n, directions[d], boldness, confidence));
                directionOf.Add(d);
            }

        return new(directions, [.. lambdas], [.. costs], [.. directionOf]);
    }

    private static double Cost(long[] counts, double n, double[] g, double lambda, double confidence)
    {
        double mean = 0, squares = 0, least = double.PositiveInfinity, most = double.NegativeInfinity;
        for (int bin = 0; bin < counts.Length; bin++)
        {
            double w = Math.Exp(lambda * g[bin]), p = counts[bin] / n;
            mean += p * w;
            squares += p * w * w;
            (least, most) = (Math.Min(least, w), Math.Max(most, w));
        }

        double variance = Math.Max(0, squares - mean * mean) * n / (n - 1);
        return Math.Log(mean + Math.Sqrt(2 * variance * confidence / n) + 7 * confidence * (most - least) / (3 * (n - 1)));
    }

    /// <summary>What may change in a column, each as a score a bin with a deviation of 1 in training, or 0 and 1 where training has nearly none.
    /// </summary>
    private static double[][] Directions(ColumnDistribution column)
    {
        long[] counts = column.ByBin();
        long rows = counts.Sum();
        if (rows < 2) return [];
        List<double[]> found = [Only(column.Bins, column.MissingBin, 1)];
        if (column.Categorical)
        {
            found.Add(Only(column.Bins, column.UnseenBin, 1));
            foreach (int bin in Enumerable.Range(0, column.Counts.Length).OrderByDescending(bin => column.Counts[bin]).Take(MostCategories))
            {
                double p = counts[bin] / (double)rows;
                if (p is 0 or 1) continue;
                double deviation = Math.Sqrt(p * (1 - p));
                double[] indicator = [.. Enumerable.Range(0, column.Bins).Select(b => ((b == bin ? 1 : 0) - p) / deviation)];
                found.Add(indicator);
                found.Add(Array.ConvertAll(indicator, g => -g));
            }

            return [.. found];
        }

        found.Add(Outside(column));
        if (RankScores.Of(column) is { } ranks)
        {
            found.Add(ranks);
            found.Add(Array.ConvertAll(ranks, g => -g));
            if (Spread(column, ranks) is { } spread)
            {
                found.Add(spread);
                found.Add(Array.ConvertAll(spread, g => -g));
            }
        }

        return [.. found];
    }

    private static double[] Only(int bins, int bin, double value)
    {
        var g = new double[bins];
        g[bin] = value;
        return g;
    }

    /// <summary>The bins that training left empty.</summary>
    private static double[] Outside(ColumnDistribution column)
    {
        var g = new double[column.Bins];
        for (int bin = 0; bin < column.Counts.Length; bin++) g[bin] = column.Counts[bin] == 0 ? 1 : 0;
        return g;
    }

    /// <summary>Squared ranks, standardised: the tails against the middle.</summary>
    private static double[]? Spread(ColumnDistribution column, double[] ranks)
    {
        double rows = column.Counts.Sum(), mean = 0, squares = 0;
        for (int bin = 0; bin < column.Counts.Length; bin++)
        {
            double p = column.Counts[bin] / rows, s = ranks[bin] * ranks[bin];
            mean += p * s;
            squares += p * s * s;
        }

        double deviation = Math.Sqrt(Math.Max(0, squares - mean * mean));
        if (!(deviation > 1e-6)) return null;
        var g = new double[column.Bins];
        for (int bin = 0; bin < column.Counts.Length; bin++) g[bin] = (ranks[bin] * ranks[bin] - mean) / deviation;
        return g;
    }
}
