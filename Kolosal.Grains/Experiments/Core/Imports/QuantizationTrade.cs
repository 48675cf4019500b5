using System.Diagnostics;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>What a scorer costs.</summary>
/// <param name="PackageBytes">Bytes of its package.</param>
/// <param name="PredictorBytes">Bytes of its predictors alone.</param>
/// <param name="MicrosecondsPerRow">Median time of one row by itself.</param>
/// <param name="MicrosecondsPerRowInBatch">Time of a row among many.</param>
public sealed record ScorerFigures(long PackageBytes, long PredictorBytes, double MicrosecondsPerRow, double MicrosecondsPerRowInBatch);

/// <summary>A model beside its quantised self, on the same rows, one after the other in the same process.</summary>
public static class QuantizationTrade
{
    private const int MostBatchRows = 4_096, Passes = 5;

    /// <summary>Bytes and times.</summary>
    /// <param name="package">The model.</param>
    /// <param name="rows">Rows to score; at least one.</param>
    /// <param name="clock">For the times alone.</param>
    public static ScorerFigures Measure(ModelPackage package, Frame rows, TimeProvider clock)
    {
        using var bytes = new MemoryStream();
        package.Save(bytes);
        long predictors = package.Pipelines.Sum(part =>
        {
            using var own = new MemoryStream();
            using (var writer = new BinaryWriter(own)) part.Pipeline.Predictor.Write(writer);
            return own.ToArray().LongLength;
        });
        var scorer = package.CreateScorer();
        return new(bytes.Length, predictors, InferenceTime.Microseconds(scorer, rows, clock), Batch(scorer, rows, clock));
    }

    /// <summary>The largest difference of an output, and the share of rows decided alike (null for numbers).</summary>
    public static (double Largest, double? Equal) Compare(LearningProblem problem, ReadOnlySpan<double> before, ReadOnlySpan<double> after)
    {
        Debug.Assert(before.Length == after.Length, "the same rows");
        double largest = 0;
        for (int i = 0; i < before.Length; i++) largest = Math.Max(largest, Math.Abs(before[i] - after[i]));
        if (problem.Task == LearningTask.Regression) return (largest, null);
        int classes = problem.Outputs, rows = before.Length / classes, equal = 0;
        for (int row = 0; row < rows; row++)
            if (ClassDecision.Of(before.Slice(row * classes, classes)) == ClassDecision.Of(after.Slice(row * classes, classes))) equal++;
        return (largest, (double)equal / rows);
    }

    private static double Batch(Scorer scorer, Frame rows, TimeProvider clock)
    {
        int count = Math.Min(MostBatchRows, rows.Rows);
        Column[] columns = [.. scorer.InputSchema.Columns.Select(column => rows[column.Name])];
        double[] encoded = new double[count * scorer.RowLength], outputs = new double[count * scorer.Outputs], took = new double[Passes];
        for (int row = 0; row < count; row++)
            scorer.Encode(new RawRow([.. columns.Select(column => RawValue.At(column, row))]), encoded.AsSpan(row * scorer.RowLength,
                scorer.RowLength));
        for (int pass = -1; pass < Passes; pass++)
        {
            long began = clock.GetTimestamp();
            scorer.ScoreBatch(encoded, count, outputs);
            if (pass >= 0) took[pass] = clock.GetElapsedTime(began).TotalMicroseconds / count;
        }
        Array.Sort(took);
        return took[took.Length / 2];
    }
}
