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
    private readonly ColumnDistribution[] columns;
    private readonly int[] places;
    private readonly double[][] shares;

    private RowNovelty(ColumnDistribution[] columns, int[] places, int width)
    {
        (this.columns, this.places, Width) = (columns, places, width);
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
        double smallest = 1;
        for (int i = 0; i < columns.Length; i++)
            smallest = Math.Min(smallest, shares[i][columns[i].BinOf(row[places[i]])]);
        return 1 - Math.Min(1, columns.Length * smallest);
    }

    /// <summary>By bin its t.</summary>
    private static double[] Shares(ColumnDistribution column)
    {
        long[] counts = column.ByBin();
        double rows = column.Rows;
        return Array.ConvertAll(counts, count => (1 + counts.Where(other => other <= count).Sum()) / (rows + 1));
    }
}
