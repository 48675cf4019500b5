using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>How long a model takes for one row, as it serves: raw values in, outputs out.</summary>
internal static class InferenceTime
{
    private const int Sample = 200, Passes = 3;

    /// <summary>The median time over a sample of rows, after a pass that warms caches and code.</summary>
    public static double Microseconds(Scorer scorer, Frame rows, TimeProvider clock)
    {
        int count = Math.Min(Sample, rows.Rows);
        Column[] columns = [.. scorer.InputSchema.Columns.Select(c => rows[c.Name])];
        double[] output = new double[scorer.Outputs], took = new double[count * Passes];
        for (int pass = -1; pass < Passes; pass++)
            for (int i = 0; i < count; i++)
            {
                int row = (int)((long)i * rows.Rows / count);
                var raw = new RawRow([.. columns.Select(column => RawValue.At(column, row))]);
                long began = clock.GetTimestamp();
                scorer.Predict(in raw, output);
                if (pass >= 0) took[pass * count + i] = clock.GetElapsedTime(began).TotalMicroseconds;
            }
        Array.Sort(took);
        return took[took.Length / 2];
    }
}
