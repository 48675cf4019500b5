using Kolosal.Learning;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>Usual rows of a model: what stands for columns that are not known, gives scales and ranges, and is averaged over.</summary>
/// <param name="Rows">Raw columns as numbers (<see cref="ExplainedModel.Raw"/>).</param>
/// <param name="Source"><c>training_rows</c> of the run that made the model, <c>training_distributions</c> where those rows cannot be had
/// (columns drawn by themselves, so that what they have to do with each other is lost), or a dataset's id.</param>
public sealed record UsualRows(FeatureRows Rows, string Source)
{
    /// <summary><see cref="Source"/>: rows of the development part of the run.</summary>
    public const string OfTraining = "training_rows";

    /// <summary><see cref="Source"/>: drawn from each column's distribution.</summary>
    public const string OfDistributions = "training_distributions";

    /// <summary>Draws rows of a table without replacement.</summary>
    /// <param name="model">Its input columns are in the table.</param>
    /// <param name="table">At least one row.</param>
    /// <param name="most">Rows at most.</param>
    /// <param name="seed">Of the drawing.</param>
    /// <param name="source">See <see cref="Source"/>.</param>
    public static UsualRows Of(ExplainedModel model, Frame table, int most, ulong seed, string source) =>
        new(model.Raw.Rows(Draw(table, most, seed)), source);

    /// <summary>Rows of a table drawn without replacement, in their order; the table itself where it has no more.</summary>
    public static Frame Draw(Frame table, int most, ulong seed)
    {
        if (table.Rows <= most) return table;
        int[] rows = [.. Enumerable.Range(0, table.Rows)];
        new SeededRandom(seed).Shuffle<int>(rows);
        return table.SelectRows([.. rows.Take(most).Order()]);
    }

    /// <summary>Rows whose columns are drawn by themselves, each at evenly spread quantiles in an order of its own.</summary>
    /// <param name="model">The model.</param>
    /// <param name="columns">Distributions by name; a column without one, or without a count, is missing in every row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="seed">Of the orders.</param>
    public static UsualRows Of(ExplainedModel model, IEnumerable<ColumnDistribution> columns, int rows, ulong seed)
    {
        var known = columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        var random = new SeededRandom(seed);
        int width = model.Columns.Length;
        var numbers = new double[rows * width];
        int[] order = [.. Enumerable.Range(0, rows)];
        for (int c = 0; c < width; c++)
        {
            random.Shuffle<int>(order);
            var found = known.GetValueOrDefault(model.Columns[c].Name);
            for (int row = 0; row < rows; row++)
                numbers[row * width + c] = found is null ? double.NaN : Quantile(model, c, found, (order[row] + 0.5) / rows);
        }
        return new(new FeatureRows(numbers, model.Raw.Columns, rows), OfDistributions);
    }

    /// <summary>The first rows.</summary>
    public UsualRows Take(int most)
    {
        if (Rows.Rows <= most) return this;
        int width = Rows.Columns.Length;
        return this with { Rows = new FeatureRows(Rows.Features[..(most * width)], Rows.Columns, most) };
    }

    // Missing values come last; within a bin numbers lie evenly between its ends.
    private static double Quantile(ExplainedModel model, int column, ColumnDistribution found, double share)
    {
        double at = share * found.Rows;
        for (int bin = 0; bin < found.Counts.Length; bin++)
        {
            if (at >= found.Counts[bin])
            {
                at -= found.Counts[bin];
                continue;
            }
            if (found.Categorical)
                return bin < found.Categories.Length ? model.Read(column, found.Categories[bin]) : double.NaN;
            double low = bin == 0 ? found.Minimum : Math.Max(found.Minimum, found.Edges[bin - 1]);
            double high = bin == found.Edges.Length ? found.Maximum : Math.Min(found.Maximum, found.Edges[bin]);
            double value = low + (high - low) * at / found.Counts[bin];
            return model.Columns[column].Type == ColumnType.Boolean ? Math.Round(value) : value;
        }
        return double.NaN;
    }
}
