using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Validation;

namespace Kolosal.Experiments;

/// <summary>A stack layer over the members of a weighted mean, where it is better on rows that it was not fitted to.</summary>
internal static class EnsembleStacking
{
    private const int Folds = 5;

    /// <summary>More values than this take longer than the gain of a layer is worth.</summary>
    private const int MostValues = 3_000_000;

    /// <summary>The stack, or the mean.</summary>
    /// <remarks>
    /// The layer is judged by outputs of layers fitted to the other folds of the validated rows. Under <see cref="EnsembleRule.Auto"/> it must be
    /// better by one standard error of the folds' differences, since it has more freedom than the mean; under
    /// <see cref="EnsembleRule.Stacking"/> it was asked for.
    /// </remarks>
    public static EnsembleChoice Choose(RunPlan plan, EnsembleChoice mean, ScoredRows truth, CancellationToken cancel)
    {
        // The layer is fitted by squares and logarithms of probabilities: no way to a quantile or an order.
        if (plan.Problem.Aim is LearningAim.Quantile or LearningAim.Ranking) return mean;
        bool asked = plan.Ensemble == EnsembleRule.Stacking;
        int width = plan.Problem.Outputs;
        if (!asked && (mean.Members.Length < 2 || (long)mean.Members.Length * truth.Rows * width > MostValues)) return mean;
        double[][] said = [.. mean.Members.Select(m => HeldOutOutputs.Decode(m.Trial.HeldOut, truth.Rows, width)!)];
        double[] prior = [.. mean.Members.Select(m => m.Weight)];
        var metric = plan.Metric();

        double[] outputs = new double[truth.Rows * width];
        var differences = new List<double>();
        ulong seed = plan.SeedFor(SeedPurpose.Ensemble, 1);
        var folds = truth.Task == LearningTask.Regression ? Learning.Validation.Folds.KFold(truth.Rows, Folds, seed)
            : Learning.Validation.Folds.Stratified(truth.Labels.Span, Folds, seed);
        foreach (var fold in folds)
        {
            int[] training = [.. fold.Training], validation = [.. fold.Validation];
            var layer = StackLayerFitter.Fit([.. said.Select(s => Rows(s, training, width))], truth.Take(training), prior, cancel);
            double[] own = Apply(layer, [.. said.Select(s => Rows(s, validation, width))], validation.Length, width);
            for (int i = 0; i < validation.Length; i++) own.AsSpan(i * width, width).CopyTo(outputs.AsSpan(validation[i] * width));
            var judged = truth.Take(validation);
            differences.Add(metric.Loss(EnsembleSelection.With(judged, own))
                - metric.Loss(EnsembleSelection.With(judged, Rows(mean.HeldOut, validation, width))));
        }
        double score = metric.Compute(EnsembleSelection.With(truth, outputs));
        if (!asked && !(double.IsFinite(score) && metric.ToLoss(score) < metric.ToLoss(mean.Score) && IsSure(differences))) return mean;
        return mean with { HeldOut = outputs, Score = score, Stack = StackLayerFitter.Fit(said, truth, prior, cancel) };
    }

    private static bool IsSure(List<double> differences)
    {
        double mean = differences.Average(), squares = differences.Sum(d => (d - mean) * (d - mean));
        double error = Math.Sqrt(squares / (differences.Count - 1) / differences.Count);
        return mean < -error;
    }

    private static double[] Apply(StackLayer layer, double[][] said, int rows, int width)
    {
        double[] outputs = new double[rows * width];
        for (int row = 0; row < rows; row++)
        {
            var sum = outputs.AsSpan(row * width, width);
            layer.Apply([.. said.Select(s => (ReadOnlyMemory<double>)s.AsMemory(row * width, width))], sum);
        }
        return outputs;
    }

    private static double[] Rows(double[] outputs, int[] rows, int width)
    {
        double[] taken = new double[rows.Length * width];
        for (int i = 0; i < rows.Length; i++) outputs.AsSpan(rows[i] * width, width).CopyTo(taken.AsSpan(i * width));
        return taken;
    }
}
