using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

/// <summary>Rows for tests of linear models, and what models say of them.</summary>
internal static class LinearRows
{
    public static ImmutableArray<FeatureInfo> Columns(int count) => [.. Enumerable.Range(0, count).Select(c => new FeatureInfo($"x{c}"))];

    public static double[] Score(IPredictor model, ReadOnlySpan<double> rows)
    {
        int count = rows.Length / model.Inputs;
        double[] outputs = new double[count * model.Outputs];
        model.ScoreBatch(rows, count, outputs);
        return outputs;
    }

    /// <summary>Normal columns with unlike means and scales; y = 5 + Σ over the first three columns + noise.</summary>
    public static TrainingSet Regression(int count, int columns, ulong seed, double noise = 1, double[]? weights = null,
        Func<double, double>? target = null)
    {
        var (x, signal, random) = Features(count, columns, seed);
        var y = new double[count];
        for (int row = 0; row < count; row++)
        {
            double value = 5 + signal[row] + noise * random.NextNormal();
            y[row] = target is null ? value : target(value);
        }
        return TrainingSet.Regression(x, Columns(columns), y, weights);
    }

    /// <summary>The same columns; classes are cut from the noisy signal.</summary>
    public static TrainingSet Classification(int count, int columns, int classes, ulong seed, double noise = 1, double[]? weights = null)
    {
        var (x, signal, random) = Features(count, columns, seed);
        int[] labels = [.. signal.Select(s => Math.Clamp((int)Math.Floor((s + noise * random.NextNormal()) / 2 + classes / 2.0), 0, classes - 1))];
        return TrainingSet.Classification(x, Columns(columns), labels, classes, weights);
    }

    /// <summary>Weights 0, 0.5, … 2.5 in turn.</summary>
    public static double[] Weights(int count) => [.. Enumerable.Range(0, count).Select(row => row % 6 * 0.5)];

    /// <summary>y − output of every row.</summary>
    public static double[] Residuals(IPredictor model, TrainingSet rows) =>
        [.. Score(model, rows.Features.Span).Select((output, row) => rows.Targets.Span[row] - output)];

    /// <summary>Σ wᵢ rᵢ xᵢⱼ for every column j.</summary>
    public static double[] Products(TrainingSet rows, double[] residuals)
    {
        var products = new double[rows.Columns.Length];
        for (int row = 0; row < rows.Rows; row++)
            for (int c = 0; c < products.Length; c++) products[c] += rows.Weight(row) * residuals[row] * rows.Row(row)[c];
        return products;
    }

    /// <summary>The weighted mean and standard deviation of the target, in plain loops.</summary>
    public static (double Mean, double Deviation) TargetMoments(TrainingSet rows)
    {
        double[] y = rows.Targets.ToArray();
        double total = y.Select((_, row) => rows.Weight(row)).Sum(), mean = y.Select((v, row) => rows.Weight(row) * v).Sum() / total;
        return (mean, Math.Sqrt(y.Select((v, row) => rows.Weight(row) * (v - mean) * (v - mean)).Sum() / total));
    }

    /// <summary>The elastic net that is α (ρ ‖v‖₁ + (1 − ρ) / 2 ‖v‖²) in the target's own unit.</summary>
    public static ElasticNetOptions InDeviations(double alpha, double l1Ratio, double deviation)
    {
        double absolute = alpha * l1Ratio / deviation, square = alpha * (1 - l1Ratio);
        return new(absolute + square, absolute / (absolute + square));
    }

    /// <summary>Σ wᵢ ρ(rᵢ) / Σ wᵢ + α ‖v‖₁, in plain loops.</summary>
    public static double Pinball(LinearPredictor model, TrainingSet rows, double quantile, double alpha)
    {
        double[] residuals = Residuals(model, rows);
        double sum = 0, total = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            sum += rows.Weight(row) * (residuals[row] >= 0 ? quantile : quantile - 1) * residuals[row];
            total += rows.Weight(row);
        }
        return sum / total + alpha * model.Coefficients.ToArray().Sum(Math.Abs);
    }

    private static (double[] X, double[] Signal, SeededRandom Random) Features(int count, int columns, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] x = new double[count * columns], signal = new double[count];
        for (int row = 0; row < count; row++)
        {
            double shared = random.NextNormal();
            for (int c = 0; c < columns; c++)
            {
                double z = 0.9 * random.NextNormal() + 0.4 * shared, scale = 1 + c % 3;
                x[row * columns + c] = scale * z + (c % 2 == 0 ? 1 : -2);
                if (c < 3) signal[row] += (c == 1 ? -1.5 : 1.2) * z;
            }
        }
        return (x, signal, random);
    }
}
