using Kolosal.Learning.Metrics;

namespace Kolosal.Learning.Ensembles;

/// <summary>Ensemble selection from a library of models: weights for a mean of their outputs, found on rows that none of them learnt from.</summary>
/// <remarks>
/// Caruana, Niculescu-Mizil, Crew and Ksikes, "Ensemble selection from libraries of models", ICML 2004: start with the
/// best few models (section 2.2), then add again and again, with replacement (section 2.1), the model that makes the
/// mean of all chosen so far score best; the weight of a model is its share of the picks. The picks with the best
/// score on the way are kept, so more rounds never give a worse score on these rows. Of equals the earlier model wins.
/// </remarks>
public static class GreedySelection
{
    /// <summary>Chooses weights.</summary>
    /// <param name="library">The outputs of each model for the same rows: rows × outputs, row-major. At least one model.</param>
    /// <param name="score">Puts outputs beside the truth.</param>
    /// <param name="metric">What is made good.</param>
    /// <param name="rounds">Picks at most, ≥ 1.</param>
    /// <param name="start">Models that are taken at once, best first, ≥ 0 and at most <paramref name="rounds"/>.</param>
    /// <param name="cancel">Polled for every model.</param>
    /// <returns>One weight a model, ≥ 0, of sum 1.</returns>
    /// <exception cref="ArgumentException">No models, outputs of different lengths, or a metric that none of them defines.</exception>
    public static double[] Weights(IReadOnlyList<double[]> library, Func<double[], ScoredRows> score, Metric metric, int rounds = 50, int start = 0,
        CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        Require.Between(start, 0, rounds);
        if (library.Count == 0 || library.Any(outputs => outputs.Length != library[0].Length))
            throw new ArgumentException("Need at least one model, and outputs of the same rows from each.", nameof(library));

        double[] losses = [.. library.Select(outputs => Loss(score, metric, outputs))];
        if (losses.All(double.IsNaN)) throw new ArgumentException($"The rows do not define '{metric.Name}'.", nameof(metric));
        int[] first = [.. Enumerable.Range(0, library.Count).OrderBy(m => double.IsNaN(losses[m])).ThenBy(m => losses[m]).Take(start)];

        double[] sum = new double[library[0].Length], mean = new double[sum.Length];
        int[] picks = new int[library.Count], best = [];
        double least = double.PositiveInfinity;
        for (int round = 0; round < rounds; round++)
        {
            var (pick, loss) = (-1, double.PositiveInfinity);
            for (int m = 0; m < library.Count; m++)
            {
                cancel.ThrowIfCancellationRequested();
                if (round < first.Length && m != first[round]) continue;
                for (int i = 0; i < sum.Length; i++) mean[i] = (sum[i] + library[m][i]) / (round + 1);
                double with = Loss(score, metric, mean);
                if (pick < 0 || with < loss) (pick, loss) = (m, double.IsNaN(with) ? double.PositiveInfinity : with);
            }
            picks[pick]++;
            for (int i = 0; i < sum.Length; i++) sum[i] += library[pick][i];
            if (best.Length == 0 || loss < least) (best, least) = ([.. picks], loss);
        }
        double all = best.Sum();
        return [.. best.Select(times => times / all)];
    }

    private static double Loss(Func<double[], ScoredRows> score, Metric metric, double[] outputs) => metric.Loss(score(outputs));
}
