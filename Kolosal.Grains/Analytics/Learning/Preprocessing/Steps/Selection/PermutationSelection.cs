using Kolosal.Learning.Metrics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Selection;

/// <param name="Trainer">The model, by its name in <see cref="Trainers.All"/>, at its defaults.
/// Default: the decision tree, which takes numbers, codes and missing values.</param>
/// <param name="Repeats">Shuffles of each column, at least 2. Default: 5.</param>
/// <param name="Deviations">A column stays when its mean importance is above so many standard deviations over the shuffles. Default: 1.</param>
public sealed record PermutationSelectionOptions(string Trainer = "decision_tree", int Repeats = 5, double Deviations = 1)
{
    /// <summary>At least 2.</summary>
    public int Repeats { get; } = Require.AtLeast(Repeats, 2);

    /// <summary>Finite, 0 or more.</summary>
    public double Deviations { get; } = Require.NotNegative(Deviations);
}

/// <summary>Keeps the columns that a fitted model misses when they are shuffled (Breiman, Machine
/// Learning 45, 2001, section 10): by how much its loss on held-out rows rises.</summary>
/// <remarks>
/// Three quarters of the rows, drawn at random, fit the model; the rest judge it, by Brier score for classes
/// and root mean squared error for numbers. Of no column above the bar the best one stays. Of two columns
/// that say the same, neither may be missed: drop such columns first (<see cref="CorrelationSelection"/>).
/// </remarks>
public sealed class PermutationSelection(PermutationSelectionOptions options) : TransformFitter(Descriptor)
{
    // Chosen, not derived: fewer rows cannot be parted into rows to fit and rows to judge by.
    private const int MinRows = 8;

    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("permutation_selection", TransformNeeds.Target,
        new SearchSpace(new CategoricalParameter("trainer", ["decision_tree", "random_forest", "gradient_boosting"], "decision_tree"),
            new IntegerParameter("repeats", 2, 20, 5), new FloatParameter("deviations", 0, 3, 1)),
        given => new PermutationSelection(new PermutationSelectionOptions(
            given.Choice("trainer"), given.Integer("repeats"), given.Float("deviations"))));

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var set = WithTarget(rows);
        if (set.Rows < MinRows) throw new TrainingException($"'{Name}' needs {MinRows} rows to fit and to judge a model, got {set.Rows}.");
        int[] order = [.. Enumerable.Range(0, set.Rows)];
        var random = new SeededRandom(seed);
        random.Shuffle<int>(order);
        int fitted = set.Rows * 3 / 4;
        var trainer = Trainers.Get(options.Trainer);
        var judged = set.Take(order.AsSpan(fitted));
        var model = trainer.Create(trainer.Space.Defaults).Fit(set.Take(order.AsSpan(0, fitted)), seed, cancel);

        double whole = Loss(model, judged, judged.Features);
        double[] means = new double[rows.Columns.Length], bars = new double[rows.Columns.Length], values = judged.Features.ToArray();
        for (int c = 0; c < means.Length; c++)
        {
            double squares = 0;
            for (int repeat = 0; repeat < options.Repeats; repeat++)
            {
                cancel.ThrowIfCancellationRequested();
                int[] from = [.. Enumerable.Range(0, judged.Rows)];
                random.Shuffle<int>(from);
                for (int row = 0; row < from.Length; row++) values[row * means.Length + c] = judged.Row(from[row])[c];
                double rise = Loss(model, judged, values) - whole;
                means[c] += rise / options.Repeats;
                squares += rise * rise / options.Repeats;
            }
            for (int row = 0; row < judged.Rows; row++) values[row * means.Length + c] = judged.Row(row)[c];
            bars[c] = options.Deviations * Math.Sqrt(Math.Max(0, squares - means[c] * means[c]));
        }
        int[] kept = [.. Enumerable.Range(0, means.Length).Where(c => means[c] > bars[c])];
        return new SelectTransform(rows.Columns, kept.Length > 0 ? [.. kept] : [Array.IndexOf(means, means.Max())], [.. means]);
    }

    private static double Loss(IPredictor model, TrainingSet rows, ReadOnlyMemory<double> features)
    {
        double[] outputs = new double[rows.Rows * model.Outputs];
        model.ScoreBatch(features.Span, rows.Rows, outputs);
        return rows.Task == LearningTask.Regression ? Metrics.Metrics.Rmse.Compute(ScoredRows.Regression(rows.Targets, outputs, rows.Weights))
            : Metrics.Metrics.Get("brier").Compute(ScoredRows.Classification(rows.Labels, rows.Classes, outputs, rows.Weights));
    }
}
