using Kolosal.Learning.Pipelines;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning.Packages;

/// <summary>How often the values of one column, or the scores of one output, fell where; what drift is measured against.</summary>
/// <param name="Name">The column, the class, or the target.</param>
/// <param name="Type">Categorical when counted by category, otherwise counted by bins of
/// the number (dates by UTC ticks, booleans as 0 and 1).</param>
/// <param name="Edges">Ascending cut points: bin i holds edges[i − 1] ≤ x &lt; edges[i]; the outer bins are open. Empty when categorical.</param>
/// <param name="Categories">The categories counted one by one; all others share the last count. Empty when numeric.</param>
/// <param name="Counts">Rows a bin (edges + 1) or a category (categories + 1).</param>
/// <param name="Missing">Rows without a value.</param>
public sealed record FeatureReference(string Name, ColumnType Type,
    ImmutableArray<double> Edges, ImmutableArray<string> Categories, ImmutableArray<long> Counts, long Missing)
{
    /// <summary>At most this many bins.</summary>
    public const int MaxBins = 20;

    /// <summary>At most this many categories are counted one by one.</summary>
    public const int MaxCategories = 50;

    /// <summary>The bin of a finite number: how many edges are at or below it.</summary>
    public int BinOf(double value)
    {
        int low = 0, high = Edges.Length;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (Edges[middle] <= value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>The count that a category adds to; the last one for categories not listed.</summary>
    public int BinOf(string category) => Categories.IndexOf(category) is >= 0 and var at ? at : Categories.Length;

    /// <summary>Counts a column; null for free text.</summary>
    public static FeatureReference? Of(string name, Column column) => column switch
    {
        TextColumn => null,
        CategoricalColumn categorical => Of(name, categorical),
        _ => Of(name, column.Type, [.. Enumerable.Range(0, column.Rows).Where(r => !column.IsMissing(r)).Select(r => RawValue.At(column, r).Number)],
            column.Missing.Count),
    };

    /// <summary>Counts numbers in bins cut at their quantiles.</summary>
    public static FeatureReference Of(string name, ColumnType type, double[] values, long missing)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        var edges = new List<double>();
        // An edge at the minimum would leave an empty first bin; equal quantiles (a value with many rows) give one edge.
        for (int bin = 1; bin < MaxBins && sorted.Length > 0; bin++)
            if (Quantiles.OfSorted(sorted, (double)bin / MaxBins) is var edge && edge > (edges.Count > 0 ? edges[^1] : sorted[0])) edges.Add(edge);
        var reference = new FeatureReference(name, type, [.. edges], [], [], missing);
        var counts = new long[edges.Count + 1];
        foreach (double value in values) counts[reference.BinOf(value)]++;
        return reference with { Counts = [.. counts] };
    }

    private static FeatureReference Of(string name, CategoricalColumn column)
    {
        var rows = new long[column.Dictionary.Length];
        foreach (int code in column.Codes) if (code >= 0) rows[code]++;
        int[] listed = [.. Enumerable.Range(0, rows.Length).Where(c => rows[c] > 0)
            .OrderByDescending(c => rows[c]).ThenBy(c => column.Dictionary[c], StringComparer.Ordinal).Take(MaxCategories)
            .OrderBy(c => column.Dictionary[c], StringComparer.Ordinal)];
        long others = column.Rows - column.Missing.Count - listed.Sum(c => rows[c]);
        return new(name, ColumnType.Categorical, [], [.. listed.Select(c => column.Dictionary[c])], [.. listed.Select(c => rows[c]), others],
            column.Missing.Count);
    }
}

/// <summary>The inputs that a model was trained on and the outputs it gave on rows held out: what its monitors compare with.</summary>
/// <param name="TrainingRows">Rows behind <paramref name="Features"/>.</param>
/// <param name="Features">One an input column, free text left out.</param>
/// <param name="ValidationRows">Rows behind <paramref name="Scores"/> and <paramref name="PredictedClasses"/>.</param>
/// <param name="Scores">One an output: the probabilities of each class, or the predicted value.</param>
/// <param name="PredictedClasses">Rows decided for each class, in class order; empty for regression.</param>
public sealed record ReferenceDistribution(long TrainingRows,
    ImmutableArray<FeatureReference> Features, long ValidationRows, ImmutableArray<FeatureReference> Scores, ImmutableArray<long> PredictedClasses)
{
    /// <summary>Counts the inputs of the training rows and the outputs on the validation rows.</summary>
    public static ReferenceDistribution Measure(Scorer scorer, Frame training, Frame validation)
    {
        double[] outputs = scorer.Score(validation);
        int width = scorer.Outputs;
        var scores = Enumerable.Range(0, width).Select(k => FeatureReference.Of(
            scorer.Problem.Task == LearningTask.Regression ? scorer.Problem.Target : scorer.Problem.Classes[k], ColumnType.Numeric,
            [.. Enumerable.Range(0, validation.Rows).Select(row => outputs[row * width + k])], missing: 0));
        var predicted = new long[scorer.Problem.Classes.Length];
        if (predicted.Length > 0)
            for (int row = 0; row < validation.Rows; row++) predicted[ClassDecision.Of(outputs.AsSpan(row * width, width))]++;
        return new(training.Rows, [.. scorer.InputSchema.Columns.Select(c => FeatureReference.Of(c.Name, training[c.Name]))
            .OfType<FeatureReference>()],
            validation.Rows, [.. scores], [.. predicted]);
    }
}
