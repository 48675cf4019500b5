using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>The one number that stands for a classifier's probabilities where their distribution is watched, and what is counted of an outcome.
/// </summary>
public static class PredictionScore
{
    /// <summary>What a decision was, by its code.</summary>
    public static ImmutableArray<string> ErrorLabels { get; } = ["right", "wrong"];

    /// <summary>The second class's probability of two, the largest of more.</summary>
    /// <param name="outputs">One row's class probabilities, at least two.</param>
    public static double Of(ReadOnlySpan<double> outputs)
    {
        if (outputs.Length == 2) return outputs[1];
        double most = outputs[0];
        foreach (double output in outputs) most = Math.Max(most, output);
        return most;
    }

    /// <summary>The scores of many rows, as a column.</summary>
    /// <param name="outputs">Row-major rows × classes.</param>
    /// <param name="classes">At least two.</param>
    public static ColumnDistribution ScoresOf(ReadOnlySpan<double> outputs, int classes)
    {
        var scores = new double[outputs.Length / classes];
        for (int row = 0; row < scores.Length; row++) scores[row] = Of(outputs.Slice(row * classes, classes));
        return ColumnDistribution.OfNumbers("score", scores);
    }

    /// <summary>Whether each decision was wrong, as a column.</summary>
    public static ColumnDistribution ErrorsOf(ReadOnlySpan<int> decisions, ReadOnlySpan<int> labels)
    {
        var wrong = new int[labels.Length];
        for (int row = 0; row < wrong.Length; row++) wrong[row] = decisions[row] == labels[row] ? 0 : 1;
        return ColumnDistribution.OfCodes("error", ErrorLabels, wrong);
    }

    /// <summary>How far off each prediction was, as a column.</summary>
    public static ColumnDistribution ErrorsOf(ReadOnlySpan<double> predicted, ReadOnlySpan<double> actual)
    {
        var errors = new double[actual.Length];
        for (int row = 0; row < errors.Length; row++) errors[row] = Math.Abs(actual[row] - predicted[row]);
        return ColumnDistribution.OfNumbers("error", errors);
    }

    /// <summary>The error of one outcome, in the terms of <see cref="TrainingDetail.Errors"/>.</summary>
    /// <param name="actual">Class index, or the number.</param>
    /// <param name="decision">Class index; −1 for regression.</param>
    /// <param name="outputs">The row's outputs.</param>
    public static double ErrorOf(double actual, int decision, ReadOnlySpan<double> outputs) =>
        decision >= 0 ? (actual == decision ? 0 : 1) : Math.Abs(actual - outputs[0]);
}
