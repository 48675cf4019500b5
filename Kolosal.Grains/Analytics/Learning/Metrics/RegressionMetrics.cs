using Kolosal.Statistics;

namespace Kolosal.Learning.Metrics;

/// <summary>Measures of how far predictions p are from values y. Rows count by their weights.</summary>
public static class RegressionMetrics
{
    /// <summary>Mean (y − p)².</summary>
    public static double MeanSquaredError(ScoredRows rows) => Mean(rows, (y, p) => (y - p) * (y - p));

    /// <summary>Root of the mean squared error; the unit of y.</summary>
    public static double RootMeanSquaredError(ScoredRows rows) => Math.Sqrt(MeanSquaredError(rows));

    /// <summary>Mean |y − p|; the unit of y.</summary>
    public static double MeanAbsoluteError(ScoredRows rows) => Mean(rows, (y, p) => Math.Abs(y - p));

    /// <summary>Median |y − p|; with weights the smallest error at which half of the weight is reached.</summary>
    public static double MedianAbsoluteError(ScoredRows rows)
    {
        var errors = new double[rows.Rows];
        for (int row = 0; row < errors.Length; row++) errors[row] = Math.Abs(rows.Targets.Span[row] - rows.Outputs.Span[row]);
        return rows.Weights.IsEmpty ? Quantiles.Of(errors, 0.5) : WeightedQuantile(errors, rows.Weights.Span, 0.5);
    }

    /// <summary>max |y − p|.</summary>
    public static double MaximumError(ScoredRows rows)
    {
        double most = 0;
        for (int row = 0; row < rows.Rows; row++) most = Math.Max(most, Math.Abs(rows.Targets.Span[row] - rows.Outputs.Span[row]));
        return most;
    }

    /// <summary>Mean |y − p| / |y| as a share; |y| at least 2⁻⁵², so a zero gives a huge value and not an infinite one.</summary>
    public static double MeanAbsolutePercentageError(ScoredRows rows) =>
        Mean(rows, (y, p) => Math.Abs(y - p) / Math.Max(Math.Abs(y), Math.Pow(2, -52)));

    /// <summary>Mean 2 |y − p| / (|y| + |p|) as a share, 0 … 2; rows where both are 0 count 0.</summary>
    public static double SymmetricPercentageError(ScoredRows rows) =>
        Mean(rows, (y, p) => y == p ? 0 : 2 * Math.Abs(y - p) / (Math.Abs(y) + Math.Abs(p)));

    /// <summary>Mean (ln(1 + y) − ln(1 + p))²; NaN when a value is below −1.</summary>
    public static double MeanSquaredLogError(ScoredRows rows) => Mean(rows, (y, p) => Math.Pow(double.LogP1(y) - double.LogP1(p), 2));

    /// <summary>1 − Σ(y − p)² / Σ(y − ȳ)². Of a constant y: 1 when met exactly, else 0.</summary>
    public static double RSquared(ScoredRows rows)
    {
        double mean = Mean(rows, (y, _) => y);
        return Share(MeanSquaredError(rows), Mean(rows, (y, _) => (y - mean) * (y - mean)));
    }

    /// <summary>1 − Var(y − p) / Var(y): as R², but a constant offset costs nothing.</summary>
    public static double ExplainedVariance(ScoredRows rows)
    {
        double mean = Mean(rows, (y, _) => y), bias = Mean(rows, (y, p) => y - p);
        return Share(Mean(rows, (y, p) => (y - p - bias) * (y - p - bias)), Mean(rows, (y, _) => (y - mean) * (y - mean)));
    }

    /// <summary>Mean of α (y − p) where y ≥ p, (1 − α)(p − y) elsewhere (Koenker and Bassett, Econometrica 46, 1978).</summary>
    public static double Pinball(ScoredRows rows, double alpha) => Mean(rows, (y, p) => y >= p ? alpha * (y - p) : (1 - alpha) * (p - y));

    /// <summary>1 − pinball loss over that of the best constant, the α-quantile of y; α = ½ gives D² of the absolute error.</summary>
    public static double PinballD2(ScoredRows rows, double alpha)
    {
        double constant = rows.Weights.IsEmpty ? Quantiles.Of(rows.Targets.Span, alpha)
            : WeightedQuantile(rows.Targets.Span, rows.Weights.Span, alpha);
        return Share(Pinball(rows, alpha), Mean(rows, (y, _) => y >= constant ? alpha * (y - constant) : (1 - alpha) * (constant - y)));
    }

    /// <summary>Mean Tweedie deviance: power 0 squared error, 1 Poisson, 2 gamma, else
    /// the general form (Jørgensen 1997, ch. 4); NaN outside its domain.</summary>
    public static double TweedieDeviance(ScoredRows rows, double power) => power switch
    {
        0 => MeanSquaredError(rows),
        1 => Mean(rows, (y, p) => 2 * ((y == 0 ? 0 : y * Math.Log(y / p)) - y + p)),
        2 => Mean(rows, (y, p) => 2 * (Math.Log(p / y) + y / p - 1)),
        _ => Mean(rows, (y, p) => 2 * (Math.Pow(Math.Max(y, 0), 2 - power) / ((1 - power) * (2 - power)) - y * Math.Pow(p, 1 - power) / (1 - power)
            + Math.Pow(p, 2 - power) / (2 - power))),
    };

    /// <summary>Mean of e²/2 up to δ, δ(|e| − δ/2) beyond (Huber, Annals of Mathematical Statistics 35, 1964).</summary>
    public static double Huber(ScoredRows rows, double delta) => Mean(rows, (y, p) =>
    {
        double e = Math.Abs(y - p);
        return e <= delta ? e * e / 2 : delta * (e - delta / 2);
    });

    private static double Share(double error, double spread) => spread > 0 ? 1 - error / spread : error == 0 ? 1 : 0;

    private static double Mean(ScoredRows rows, Func<double, double, double> ofRow)
    {
        double sum = 0, weight = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            sum += rows.Weight(row) * ofRow(rows.Targets.Span[row], rows.Outputs.Span[row]);
            weight += rows.Weight(row);
        }
        return sum / weight;
    }

    private static double WeightedQuantile(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double p)
    {
        double[] sorted = values.ToArray(), carried = weights.ToArray();
        Array.Sort(sorted, carried);
        double reached = 0, wanted = p * carried.Sum();
        for (int i = 0; i < sorted.Length; i++) if ((reached += carried[i]) >= wanted) return sorted[i];
        return sorted[^1];
    }
}
