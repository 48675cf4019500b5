using Kolosal.Learning;

namespace Kolosal.Benchmarks;

/// <summary>The generated problem of the shared bench script: 28 columns, two classes, the same bits in every language.</summary>
internal static class BoostingProblemData
{
    public const int Columns = 28, TrainRows = 1_000_000, TestRows = 100_000;
    private const int Draws = Columns + 1;

    /// <summary>The columns.</summary>
    public static ImmutableArray<FeatureInfo> Features { get; } = [.. Enumerable.Range(0, Columns).Select(c => new FeatureInfo($"x{c}"))];

    /// <summary>Rows first … first + count − 1.</summary>
    public static (double[] X, int[] Y) Rows(int first, int count)
    {
        var x = new double[count * Columns];
        var y = new int[count];
        for (int i = 0; i < count; i++)
        {
            ulong draw = (ulong)(first + i) * Draws;
            var row = x.AsSpan(i * Columns, Columns);
            for (int j = 0; j < Columns; j++)
            {
                double u = Uniform(draw + (ulong)j);
                row[j] = j < 20 ? (float)(2 * u - 1) : (float)Math.Floor(8 * u);
            }
            double eta = 1.5 * row[0] * row[1] + Math.Sin(3 * row[2]) + Math.Abs(row[3]) - 0.5 + 0.8 * (row[20] > 3 ? row[4] : -row[4]) + 0.5
                * (row[5] * row[5])
                + 0.7 * (row[21] == 2 ? 1 : 0) - 0.6 * (row[22] >= 6 ? 1 : 0) * row[6] + 0.4 * row[7] + 0.25 * row[8] * row[9] * row[10];
            y[i] = Uniform(draw + Columns) < 1 / (1 + Math.Exp(-eta)) ? 1 : 0;
        }
        return (x, y);
    }

    private static double Uniform(ulong k)
    {
        ulong z = 42 + (k + 1) * 0x9E3779B97F4A7C15UL;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ z >> 27) * 0x94D049BB133111EBUL;
        return ((z ^ z >> 31) >> 11) * (1.0 / (1UL << 53));
    }
}
