using System.Globalization;
using Kolosal.Learning;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Models;

/// <summary>Scores rows made up from a model's own schema, to see that it answers sensibly wherever its inputs may lie.</summary>
public static class ModelProbe
{
    /// <summary>Enough to visit every category of usual columns.</summary>
    private const int Rows = 64;

    /// <summary>How far probabilities may sum from 1: rounding of a sum of some hundred terms.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>Times that each row is scored by itself for the latency: enough that the 99th percentile is no single row's bad luck.</summary>
    private const int TimedRounds = 4;

    /// <summary>How long one row takes alone, from values to outputs.</summary>
    /// <param name="scorer">A model that <see cref="Run"/> finds nothing wrong with.</param>
    /// <param name="clock">Measures.</param>
    /// <returns>Median and 99th percentile over the probe rows, in seconds; the first round, which warms up, is left out.</returns>
    public static (double Median, double P99, int Rows) Time(Scorer scorer, TimeProvider clock)
    {
        int inputs = scorer.InputSchema.Columns.Length;
        var encoded = new double[scorer.RowLength];
        var output = new double[scorer.Outputs];
        var values = new RawValue[inputs];
        var seconds = new List<double>(TimedRounds * Rows);
        for (int round = 0; round <= TimedRounds; round++)
            for (int row = 0; row < Rows; row++)
            {
                for (int column = 0; column < inputs; column++) values[column] = Value(scorer.InputSchema.Columns[column], row);
                long began = clock.GetTimestamp();
                scorer.Encode(new RawRow(values), encoded);
                scorer.Score(encoded, output);
                if (round > 0) seconds.Add(clock.GetElapsedTime(began).TotalSeconds);
            }

        seconds.Sort();
        return (seconds[seconds.Count / 2], seconds[(int)Math.Ceiling(0.99 * seconds.Count) - 1], seconds.Count);
    }

    /// <summary>What is wrong, as a sentence, or null.</summary>
    public static string? Run(Scorer scorer)
    {
        int inputs = scorer.InputSchema.Columns.Length, outputs = scorer.Outputs;
        var encoded = new double[Rows * scorer.RowLength];
        var single = new double[outputs];
        var together = new double[Rows * outputs];
        var values = new RawValue[inputs];
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < inputs; column++) values[column] = Value(scorer.InputSchema.Columns[column], row);
            scorer.Encode(new RawRow(values), encoded.AsSpan(row * scorer.RowLength, scorer.RowLength));
        }

        scorer.ScoreBatch(encoded, Rows, together);
        for (int row = 0; row < Rows; row++)
        {
            scorer.Score(encoded.AsSpan(row * scorer.RowLength, scorer.RowLength), single);
            var output = together.AsSpan(row * outputs, outputs);
            double sum = 0;
            for (int k = 0; k < outputs; k++)
            {
                if (BitConverter.DoubleToInt64Bits(single[k]) != BitConverter.DoubleToInt64Bits(output[k]))
                    return Say($"Probe row {row} scores to other bits alone than together.");
                if (!double.IsFinite(output[k])) return Say($"Probe row {row} scores to {output[k]}.");
                sum += output[k];
            }

            if (scorer.Problem.Task != LearningTask.Regression && Math.Abs(sum - 1) > Tolerance)
                return Say($"The probabilities of probe row {row} sum to {sum}.");
        }

        return null;
    }

    /// <summary>Row 0 has nothing; the others walk through the range or the categories, each column at its own pace.</summary>
    private static RawValue Value(ColumnSchema column, int row)
    {
        if (row == 0) return RawValue.Missing;
        double low = column.Minimum ?? 0, high = column.Maximum ?? 1;
        return column.Type switch
        {
            ColumnType.Categorical => column.Categories.IsEmpty ? "probe" : column.Categories[row % column.Categories.Length],
            ColumnType.Boolean => row & 1,
            ColumnType.Text => "probe",
            _ => low + (high - low) * (row * 7 % Rows) / (Rows - 1),
        };
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
