namespace Kolosal.Learning.Additive;

/// <summary>Terms brought to their one form: a pair says nothing of either of its columns alone, a shape nothing of the mean.</summary>
/// <remarks>
/// The functional analysis of variance on the training rows' own distribution, by subtracting weighted means of rows and columns and giving them to
/// the shapes until none is left (Lengerich, Tan, Chang, Hooker and Caruana, AISTATS 2020, arXiv:1911.04974, algorithm 1). Scores do not change.
/// </remarks>
internal static class TermPurifier
{
    // Correlated columns halve what is left many times; means below this share of the largest value are rounding.
    private const int MaxRounds = 200;
    private const double Rounding = 1e-13;

    /// <summary>Σ w |f| / Σ w: the importance of a term.</summary>
    /// <param name="table">scores × cells; the mean over scores counts.</param>
    /// <param name="weights">Of the rows of each cell.</param>
    public static double Size(ReadOnlySpan<double> table, ReadOnlySpan<double> weights)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < table.Length; i++)
        {
            sum += weights[i % weights.Length] * Math.Abs(table[i]);
            total += weights[i % weights.Length];
        }
        return total > 0 ? sum / total : 0;
    }

    /// <summary>Takes the weighted mean out of a table.</summary>
    /// <returns>The mean.</returns>
    public static double Center(Span<double> table, ReadOnlySpan<double> weights)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < table.Length; i++)
        {
            sum += weights[i] * table[i];
            total += weights[i];
        }
        double mean = total > 0 ? sum / total : 0;
        foreach (ref double value in table) value -= mean;
        return mean;
    }

    /// <summary>Moves what a pair says of its columns alone into their shapes.</summary>
    /// <param name="pair">First groups × second groups.</param>
    /// <param name="weights">Of the rows of each cell.</param>
    /// <param name="term">The pair.</param>
    /// <param name="first">The shape of its first column.</param>
    /// <param name="second">The shape of its second column.</param>
    public static void Purify(Span<double> pair, ReadOnlySpan<double> weights, PairTerm term, Span<double> first, Span<double> second)
    {
        int height = term.First.Groups, width = term.Second.Groups;
        double[] rows = new double[height], columns = new double[width];
        double size = 0;
        foreach (double value in pair) size = Math.Max(size, Math.Abs(value));
        for (int round = 0; round < MaxRounds; round++)
        {
            double down = Subtract(pair, weights, height, width, width, 1, rows), across = Subtract(pair, weights, width, height, 1, width, columns);
            if (Math.Max(down, across) <= Rounding * size) break;
        }
        for (int code = 0; code < first.Length; code++) first[code] += rows[term.First.GroupOf[code]];
        for (int code = 0; code < second.Length; code++) second[code] += columns[term.Second.GroupOf[code]];
    }

    /// <summary>Takes the mean out of each row of the table.</summary>
    private static double Subtract(Span<double> pair, ReadOnlySpan<double> weights, int rows, int columns, int rowStep, int columnStep, double[] to)
    {
        double most = 0;
        for (int i = 0; i < rows; i++)
        {
            double sum = 0, total = 0;
            for (int j = 0; j < columns; j++)
            {
                int at = i * rowStep + j * columnStep;
                sum += weights[at] * pair[at];
                total += weights[at];
            }
            if (!(total > 0))
            {
                // A group that no row had: missing values, say.
                for (int j = 0; j < columns; j++) pair[i * rowStep + j * columnStep] = 0;
                continue;
            }
            double mean = sum / total;
            for (int j = 0; j < columns; j++) pair[i * rowStep + j * columnStep] -= mean;
            to[i] += mean;
            most = Math.Max(most, Math.Abs(mean));
        }
        return most;
    }
}
