using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <summary>How unlike the training rows a row is, by the distributions that its version keeps for its monitors. Immutable, thread-safe.</summary>
/// <remarks>
/// Of each column t = (1 + #{training rows in bins that hold no more rows than this one's}) / (n + 1): the conformal p-value (Vovk, Gammerman and
/// Shafer 2005, section 2.2; Bates et al., Annals of Statistics 51, 2023, equation 2) whose strangeness is the rarity of the bin (HBOS: Goldstein
/// and Dengel 2012). Of m columns the row's p-value is min(1, m · min t) (Bonferroni, which holds however the columns hang together), and the
/// score 1 − p: of rows like the training rows at most a share 1 − s has a score of s or more. A number outside the trained range, a category
/// that training did not see and a value missing where none was are the rarest there is. It does not see combinations of common values.
/// </remarks>
public sealed class RowNovelty
{
    /// <summary>Rows whose bins are kept at a time.</summary>
    private const int BlockRows = 64;

    private readonly ColumnDistribution[] columns;
    private readonly BinCounter[] counters;
    private readonly int[] places;
    private readonly double[][] shares;

    private RowNovelty(ColumnDistribution[] columns, int[] places, int width)
    {
        (this.columns, this.places, Width) = (columns, places, width);
        counters = Array.ConvertAll(columns, column => new BinCounter(column));
        shares = Array.ConvertAll(columns, Shares);
    }

    /// <summary>Inputs of a row.</summary>
    public int Width { get; }

    /// <summary>No row has a higher score: of few training rows even a value that none of them has is no proof.</summary>
    public double Highest => 1 - Math.Min(1, columns.Length * columns.Min(column => 1.0 / (column.Rows + 1)));

    /// <param name="inputs">The columns of a row as the log keeps it.</param>
    /// <returns>Null when no column says how it was distributed.</returns>
    public static RowNovelty? Of(ImmutableArray<ColumnDistribution> inputs)
    {
        int[] places = [.. Enumerable.Range(0, inputs.Length).Where(i => inputs[i].Rows > 0)];
        return places.Length == 0 ? null : new([.. places.Select(place => inputs[place])], places, inputs.Length);
    }

    /// <summary>The score, 0 (like the training rows) to below 1 (like none of them).</summary>
    /// <param name="row">The row's inputs as the log keeps them: numbers, categories by index, −1 unseen, NaN missing.</param>
    public double Score(ReadOnlySpan<double> row)
    {
        double score = 0;
        Score(row, new Span<double>(ref score));
        return score;
    }

    /// <summary>The scores of rows, a column at a time.</summary>
    /// <param name="rows">Row-major rows × <see cref="Width"/>.</param>
    /// <param name="scores">Receives one a row.</param>
    public void Score(ReadOnlySpan<double> rows, Span<double> scores)
    {
        Span<int> bins = stackalloc int[BlockRows];
        scores.Fill(1);
        for (int from = 0; from < scores.Length; from += BlockRows)
        {
            var smallest = scores[from..Math.Min(scores.Length, from + BlockRows)];
            for (int i = 0; i < counters.Length; i++)
            {
                var found = bins[..smallest.Length];
                counters[i].Bins(rows[(from * Width + places[i])..], Width, found);
                double[] share = shares[i];
                for (int row = 0; row < found.Length; row++) smallest[row] = Math.Min(smallest[row], share[found[row]]);
            }
        }

        foreach (ref double score in scores) score = 1 - Math.Min(1, counters.Length * score);
    }

    /// <summary>By bin its t.</summary>
    private static double[] Shares(ColumnDistribution column)
    {
        long[] counts = column.ByBin();
        double rows = column.Rows;
        return Array.ConvertAll(counts, count => (1 + counts.Where(other => other <= count).Sum()) / (rows + 1));
    }
}
