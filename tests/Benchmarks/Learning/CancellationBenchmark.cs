using System.Diagnostics;
using System.Globalization;
using Kolosal.Learning;
using Kolosal.Statistics;

namespace Kolosal.Benchmarks;

/// <summary>How long every trainer goes on after it was told to stop; the contract says 100 ms.</summary>
/// <remarks>Each is stopped at several moments spread over the first two seconds of a fit of
/// 20,000 × 20 rows (fewer where it refuses so many); the worst delay is printed.</remarks>
internal static class CancellationBenchmark
{
    private const int Rows = 20_000, Columns = 20, Moments = 8;
    private const double LastMomentMs = 2000, PromisedMs = 100;

    /// <summary>Prints one line a trainer and task: name, worst delay in ms, 100, ratio.</summary>
    public static void Run()
    {
        foreach (var descriptor in Trainers.All)
            foreach (var task in descriptor.Tasks)
            {
                var rows = Problem(descriptor, task);
                var trainer = descriptor.Create(descriptor.Space.Defaults);
                double worst = 0;
                int stopped = 0;
                for (int moment = 0; moment < Moments; moment++)
                {
                    if (Delay(trainer, rows, 1 + LastMomentMs * moment * moment / (Moments * Moments)) is not { } delay) break;
                    worst = Math.Max(worst, delay);
                    stopped++;
                }
                if (stopped == 0) Console.WriteLine($"cancel {descriptor.Name} {task}, done before it could be stopped, {PromisedMs:F0},");
                else Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"cancel {descriptor.Name} {task} worst of {stopped} ms, {worst:F1}, {PromisedMs:F0}, {worst / PromisedMs:F2}"));
            }
    }

    /// <summary>Milliseconds from the cancellation to the end of the fit, or null when it was done before.</summary>
    private static double? Delay(ITrainer trainer, TrainingSet rows, double afterMs)
    {
        using var source = new CancellationTokenSource();
        var watch = new Stopwatch();
        using var started = source.Token.Register(watch.Start);
        source.CancelAfter(TimeSpan.FromMilliseconds(afterMs));
        try
        {
            trainer.Fit(rows, 1, source.Token);
            return null;
        }
        catch (OperationCanceledException)
        {
            return watch.Elapsed.TotalMilliseconds;
        }
    }

    private static TrainingSet Problem(TrainerDescriptor descriptor, LearningTask task)
    {
        int count = Math.Min(Rows, descriptor.MaxRows);
        var random = new SeededRandom(5);
        double[] features = new double[count * Columns], targets = new double[count];
        int[] labels = new int[count];
        int classes = task == LearningTask.Multiclass ? 5 : 2;
        for (int row = 0; row < count; row++)
        {
            double signal = random.NextNormal();
            for (int c = 0; c < Columns; c++)
            {
                double x = random.NextNormal();
                if (c < 6) signal += (c % 2 == 0 ? 1 : -1) * x;
                features[row * Columns + c] = descriptor.Encoding == FeatureEncoding.NonNegative ? Math.Round(20 * Math.Exp(0.5 * x)) : x;
            }
            targets[row] = Math.Exp(0.2 * signal);
            labels[row] = Math.Clamp((int)Math.Floor((signal + 5) / 10 * classes), 0, classes - 1);
        }
        ImmutableArray<FeatureInfo> columns = [.. Enumerable.Range(0, Columns).Select(c => new FeatureInfo($"x{c}"))];
        return task == LearningTask.Regression ? TrainingSet.Regression(features, columns, targets)
            : TrainingSet.Classification(features, columns, labels, classes);
    }
}
