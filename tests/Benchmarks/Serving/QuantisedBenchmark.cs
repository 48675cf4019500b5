using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Quantization;
using Kolosal.Statistics;

namespace Kolosal.Benchmarks;

/// <summary>What fewer bits do to speed, size and answers of a boosted model, on rows that it has not learnt from.</summary>
/// <remarks>Processor time on one thread, in turn with the model as it was, so that a busy machine changes the ratios little.</remarks>
internal static class QuantisedBenchmark
{
    private const int Rows = 10_000, Repeats = 20;

    /// <summary>Prints a line for each precision and figure: name, quantised, as it was, ratio.</summary>
    public static void Run(int turns)
    {
        var (package, _) = BenchedModel.Fit();
        var whole = package.CreateScorer();
        var (rows, labels) = Problem(whole.Problem.Classes.IndexOf("yes"));
        double[] expected = Score(whole, rows);
        double accuracy = Accuracy(expected, labels);
        foreach (var precision in Enum.GetValues<ScorerPrecision>())
        {
            var small = Quantizer.Quantize(package, precision);
            var scorer = small.CreateScorer();
            double[] said = Score(scorer, rows), ours = new double[turns], before = new double[turns];
            for (int turn = 0; turn < turns; turn++) (ours[turn], before[turn]) = (Rate(scorer, rows), Rate(whole, rows));
            double ratio = ServingBenchmark.Median([.. ours.Zip(before, (a, b) => a / b)]);
            double worst = expected.Zip(said, (a, b) => Math.Abs(a - b)).Max(), own = Accuracy(said, labels);
            string name = precision.ToString().ToLowerInvariant();
            ServingBenchmark.Say(
                $"{name} rows a processor second, {ServingBenchmark.Median(ours):0}, {ServingBenchmark.Median(before):0}, {ratio:0.00}");
            ServingBenchmark.Say($"{name} package bytes, {Size(small)}, {Size(package)}, {Size(small) / (double)Size(package):0.00}");
            ServingBenchmark.Say($"{name} accuracy on {Rows} fresh rows, {own:0.0000}, {accuracy:0.0000}, {own / accuracy:0.0000}");
            ServingBenchmark.Say($"{name} largest change of a probability, {worst:0.000000}, -, -");
        }
    }

    /// <summary>Rows and classes as <see cref="BenchedModel"/> draws them, from another seed.</summary>
    private static (double[] Rows, int[] Labels) Problem(int yes)
    {
        var random = new SeededRandom(77);
        double[] rows = new double[Rows * BenchedModel.Columns];
        int[] labels = new int[Rows];
        for (int row = 0; row < Rows; row++)
        {
            var x = rows.AsSpan(row * BenchedModel.Columns, BenchedModel.Columns);
            for (int c = 0; c < x.Length; c++) x[c] = random.NextNormal();
            labels[row] = x[0] + x[1] * x[2] + random.NextNormal() > 0 ? yes : 1 - yes;
        }
        return (rows, labels);
    }

    private static double[] Score(Scorer scorer, double[] rows)
    {
        double[] outputs = new double[Rows * scorer.Outputs];
        scorer.ScoreBatch(rows, Rows, outputs);
        return outputs;
    }

    private static double Accuracy(double[] outputs, int[] labels) =>
        Enumerable.Range(0, Rows).Count(row => (outputs[2 * row + 1] > outputs[2 * row] ? 1 : 0) == labels[row]) / (double)Rows;

    private static double Rate(Scorer scorer, double[] rows)
    {
        double[] outputs = new double[Rows * scorer.Outputs];
        scorer.ScoreBatch(rows, Rows, outputs);
        var began = Environment.CpuUsage.TotalTime;
        for (int repeat = 0; repeat < Repeats; repeat++) scorer.ScoreBatch(rows, Rows, outputs);
        return Repeats * Rows / (Environment.CpuUsage.TotalTime - began).TotalSeconds;
    }

    private static long Size(ModelPackage package)
    {
        using var stream = new MemoryStream();
        package.Save(stream);
        return stream.Length;
    }
}
