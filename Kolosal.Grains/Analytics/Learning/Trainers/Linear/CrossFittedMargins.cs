using Kolosal.Learning.Calibration;
using Kolosal.Learning.Validation;
using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <summary>Linear margins: one for two classes, else one a class against the rest.</summary>
/// <param name="Coefficients">Margins × inputs, row-major.</param>
/// <param name="Intercepts">One a margin.</param>
internal sealed record Margins(double[] Coefficients, double[] Intercepts)
{
    /// <summary>The margins of classes learnt one after the other; for two classes that of the second.</summary>
    /// <param name="classes">How many there are.</param>
    /// <param name="fit">From the class that is positive, its coefficients and then its intercept.</param>
    public static Margins OneVersusRest(int classes, Func<int, double[]> fit)
    {
        double[][] found = classes == 2 ? [fit(1)] : [.. Enumerable.Range(0, classes).Select(fit)];
        return new([.. found.SelectMany(w => w[..^1])], [.. found.Select(w => w[^1])]);
    }

    /// <summary>One margin of a row.</summary>
    public double Of(int k, ReadOnlySpan<double> row) => Intercepts[k] + FixedSum.Dot(Coefficients.AsSpan(k * row.Length, row.Length), row);

    /// <summary>Whether a class is the positive one of a margin.</summary>
    public bool IsPositive(int k, int label) => label == (Intercepts.Length == 1 ? 1 : k);
}

/// <summary>Probabilities of a margin classifier: Platt's line through margins that rows get from models learnt without them.</summary>
/// <remarks>
/// The rows are dealt into stratified folds; each fold's margins come from a model of the other folds; one line a
/// margin is fitted to all of them together, and put upon the model of all rows (Platt 1999, 2.2; LIBSVM does so,
/// scikit-learn's CalibratedClassifierCV with ensemble=False). A class of a single row cannot be held out: then
/// the lines go through the model's own margins. The line turns a margin into log odds, so the model stays linear.
/// </remarks>
internal static class CrossFittedMargins
{
    /// <summary>The model of all rows with its lines.</summary>
    /// <param name="rows">Dense rows.</param>
    /// <param name="weights">One a row; rows of weight 0 are left out.</param>
    /// <param name="folds">Parts at most.</param>
    /// <param name="seed">Of the folds.</param>
    /// <param name="fit">Learns margins from some rows.</param>
    public static LinearPredictor Fit(TrainingSet rows, double[] weights, int folds, ulong seed, Func<int[], Margins> fit)
    {
        int[] members = [.. Enumerable.Range(0, rows.Rows).Where(row => weights[row] > 0)];
        var model = fit(members);
        int[] fold = StratifiedFolds.Assign([.. members.Select(row => rows.Labels.Span[row])], folds, seed);
        int count = model.Intercepts.Length;
        double[][] margins = [.. Enumerable.Range(0, count).Select(_ => new double[members.Length])];
        for (int part = 0; part <= (fold.Length == 0 ? 0 : fold.Max()); part++)
        {
            var learnt = fold.Length == 0 ? model : fit([.. members.Where((_, i) => fold[i] != part)]);
            for (int i = 0; i < members.Length; i++)
                for (int k = 0; k < count && (fold.Length == 0 || fold[i] == part); k++) margins[k][i] = learnt.Of(k, rows.Row(members[i]));
        }
        double[] coefficients = [.. model.Coefficients], intercepts = [.. model.Intercepts], counted = [.. members.Select(row => weights[row])];
        int inputs = rows.Columns.Length;
        for (int k = 0; k < count; k++)
        {
            var (a, b) = PlattScaling.Fit(margins[k], [.. members.Select(row => model.IsPositive(k, rows.Labels.Span[row]))], counted);
            for (int c = 0; c < inputs; c++) coefficients[k * inputs + c] *= -a;
            intercepts[k] = -(a * intercepts[k] + b);
        }
        return new(count == 1 ? LinearLink.Logistic : LinearLink.OneVersusRest, inputs, coefficients, intercepts);
    }
}
