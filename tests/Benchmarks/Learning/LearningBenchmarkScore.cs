using Kolosal.Learning;
using Kolosal.Statistics;

namespace Kolosal.Benchmarks;

/// <summary>Scores of answers for test rows, and the standard error of the difference of two models on the same rows.</summary>
/// <remarks>
/// Classes: the area under the ROC curve, for several classes the mean over each against the rest. Numbers: the root mean squared error.
/// Over several folds the standard error is that of the mean of the folds' differences; for a single test part
/// it is the bootstrap's, both models scored on the same resampled rows (Efron and Tibshirani 1993, chapter 6).
/// </remarks>
internal sealed class LearningBenchmarkScore(RealDataSet set)
{
    private const int Resamples = 200;

    // Two exact solvers of one problem differ in the last digits on every fold alike; that is no difference in learning.
    private const double Rounding = 1e-6;

    /// <summary>The mean score over the test folds.</summary>
    /// <param name="answers">For each test fold P(positive), class probabilities, or values.</param>
    public double Mean(double[][] answers) => set.TestFolds.Select((fold, i) => Fold(fold, answers[i])).Average();

    /// <summary>How much better the first model is, in score units and in standard errors of the difference; positive is better.</summary>
    public (double Difference, double InErrors) Compare(double[][] ours, double[][] theirs)
    {
        double sign = set.HasClasses ? 1 : -1;
        double[] differences = [.. set.TestFolds.Select((fold, i) => sign * (Fold(fold, ours[i]) - Fold(fold, theirs[i])))];
        double mean = differences.Average(), error;
        if (differences.Length > 1) error = Deviation(differences) / Math.Sqrt(differences.Length);
        else
        {
            Func<double[], double> first = Resampled(set.TestFolds[0], ours[0]), second = Resampled(set.TestFolds[0], theirs[0]);
            var random = new SeededRandom(1);
            var times = new double[set.TestRows(set.TestFolds[0]).Length];
            var resampled = new double[Resamples];
            for (int b = 0; b < Resamples; b++)
            {
                Array.Clear(times);
                for (int i = 0; i < times.Length; i++) times[random.Next(times.Length)]++;
                resampled[b] = first(times) - second(times);
            }
            error = Deviation(resampled);
        }
        return Math.Abs(mean) <= Rounding * Math.Abs(Mean(theirs)) ? (0, 0) : (mean, mean / error);
    }

    private double Fold(int fold, double[] answers)
    {
        var times = new double[set.TestRows(fold).Length];
        Array.Fill(times, 1);
        return Resampled(fold, answers)(times);
    }

    /// <summary>The score as a function of how often each row counts; sorted once.</summary>
    private Func<double[], double> Resampled(int fold, double[] answers)
    {
        var test = set.Table.SelectRows(set.TestRows(fold));
        if (!set.HasClasses)
        {
            double[] errors = [.. set.Problem.Targets(test).Select((y, r) => (y - answers[r]) * (y - answers[r]))];
            return times => Math.Sqrt(errors.Zip(times, (e, w) => e * w).Sum() / times.Sum());
        }
        int[] labels = set.Problem.Labels(test);
        int classes = set.Problem.Classes.Length, width = answers.Length / labels.Length;
        if (classes == 2) return Area([.. labels.Select(label => label == 1)], answers);
        var areas = Enumerable.Range(0, classes).Select(k =>
            Area([.. labels.Select(label => label == k)], [.. labels.Select((_, r) => answers[r * width + k])])).ToArray();
        return times => areas.Average(area => area(times));
    }

    // Σ over positives of the negatives below, ties half.
    private static Func<double[], double> Area(bool[] truth, double[] scores)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        double[] sorted = [.. scores];
        Array.Sort(sorted, order);
        return times =>
        {
            double below = 0, pairs = 0, positives = 0;
            for (int from = 0; from < order.Length;)
            {
                double up = 0, down = 0;
                int to = from;
                for (; to < order.Length && sorted[to] == sorted[from]; to++)
                    if (truth[order[to]]) up += times[order[to]];
                    else down += times[order[to]];
                pairs += up * (below + down / 2);
                below += down;
                positives += up;
                from = to;
            }
            return pairs / (positives * below);
        };
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}
