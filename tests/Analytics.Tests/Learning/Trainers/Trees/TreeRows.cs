using System.Security.Cryptography;
using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>Rows for tests, and what a predictor makes of them.</summary>
internal static class TreeRows
{
    public static ImmutableArray<FeatureInfo> Numbers(int columns) => [.. Enumerable.Range(0, columns).Select(c => new FeatureInfo($"x{c}"))];

    /// <summary>Rows of numbers, some missing, one column of few values and one of categories; a class that depends on most of them.</summary>
    public static TrainingSet Mixed(int rows, ulong seed, int classes = 2)
    {
        var random = new SeededRandom(seed);
        var x = new double[rows * 6];
        var y = new int[rows];
        for (int r = 0; r < rows; r++)
        {
            var row = x.AsSpan(r * 6, 6);
            for (int c = 0; c < 3; c++) row[c] = random.NextNormal();
            row[3] = random.Next(4);
            row[4] = random.Next(9);
            row[5] = random.NextDouble();
            double score = row[0] - 0.7 * row[1] * row[2] + 0.5 * (row[3] - 1.5) + (((int)row[4] * 5 % 9) - 4) * 0.3 + 0.5 * random.NextNormal();
            if (random.Next(8) == 0) row[0] = double.NaN;
            if (random.Next(10) == 0) row[4] = double.NaN;
            y[r] = Math.Clamp((int)Math.Floor(score / 1.2 + classes / 2.0), 0, classes - 1);
        }
        return TrainingSet.Classification(x, [.. Numbers(4), new FeatureInfo("kind", 9), new FeatureInfo("noise")], y, classes);
    }

    /// <summary>A number that depends on two of three columns.</summary>
    public static TrainingSet Numeric(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var x = new double[rows * 3];
        var y = new double[rows];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < 3; c++) x[r * 3 + c] = random.NextNormal();
            y[r] = 2 * x[r * 3] + Math.Abs(x[r * 3 + 1]) + 0.3 * random.NextNormal();
        }
        return TrainingSet.Regression(x, Numbers(3), y);
    }

    public static TrainingSet OneColumn(double[] x, double[] y, double[]? weights = null) => TrainingSet.Regression(x, Numbers(1), y, weights);

    public static double Predict(this IPredictor model, params double[] row)
    {
        var output = new double[model.Outputs];
        model.Score(row, output);
        return output[^1];
    }

    public static double[] PredictAll(this IPredictor model, TrainingSet rows)
    {
        var outputs = new double[rows.Rows * model.Outputs];
        model.ScoreBatch(rows.Features.Span, rows.Rows, outputs);
        return outputs;
    }

    public static byte[] Bytes(this IPredictor model)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream)) model.Write(writer);
        return stream.ToArray();
    }

    public static string Hash(this IPredictor model) => Convert.ToHexString(SHA256.HashData(model.Bytes()));

    public static T Read<T>(byte[] bytes, Func<BinaryReader, T> read)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return read(reader);
    }
}
