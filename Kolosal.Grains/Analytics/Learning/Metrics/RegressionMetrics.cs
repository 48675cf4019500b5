using Kolosal.Statistics;

namespace Kolosal.Learning.Metrics;

/// <summary>Measures of how far predictions p are from values y. Rows count by their weights.</summary>
public static class RegressionMetrics
{
    // A share of the weight that is met up to the rounding of the sums is met exactly.
    private const double Rounding = 1e-12;

    /// <summary>Mean (y − p)².</summary>
    public static double MeanSquaredError(ScoredRows rows) => Mean(rows, (y, p) => (y - p) * (y - p));

    /// <summary>Root of the mean squared error; the unit of y.</summary>
    public static double RootMeanSquaredError(ScoredRows rows) => RootMeanSquare(rows, (y, p) => y - p);

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

    /// <summary>Mean |y − p| / |y| as a share; of a y of 0 over 2⁻⁵², so it gives a huge value and not an infinite one.</summary>
    public static double MeanAbsolutePercentageError(ScoredRows rows) =>
        Mean(rows, (y, p) => Math.Abs(y - p) / (y == 0 ? Math.Pow(2, -52) : Math.Abs(y)));

    /// <summary>Mean 2 |y − p| / (|y| + |p|) as a share, 0 … 2; rows where both are 0 count 0.</summary>
    public static double SymmetricPercentageError(ScoredRows rows) =>
        Mean(rows, (y, p) => y == p ? 0 : 2 * (Math.Abs(y - p) / (Math.Abs(y) + Math.Abs(p))));

    /// <summary>Mean (ln(1 + y) − ln(1 + p))²; NaN when a value is below −1.</summary>
    public static double MeanSquaredLogError(ScoredRows rows) => Mean(rows, (y, p) => Math.Pow(double.LogP1(y) - double.LogP1(p), 2));

    /// <summary>1 − Σ(y − p)² / Σ(y − ȳ)². Of a constant y: 1 when met exactly, else 0.</summary>
    public static double RSquared(ScoredRows rows) => OneLessSquare(RootMeanSquaredError(rows), Deviation(rows));

    /// <summary>1 − Var(y − p) / Var(y): as R², but a constant offset costs nothing.</summary>
    public static double ExplainedVariance(ScoredRows rows)
    {
        double bias = Mean(rows, (y, p) => y - p);
        return OneLessSquare(RootMeanSquare(rows, (y, p) => y - p - bias), Deviation(rows));
    }

    /// <summary>Mean of α (y − p) where y ≥ p, (1 − α)(p − y) elsewhere (Koenker and Bassett, Econometrica 46, 1978).</summary>
    public static double Pinball(ScoredRows rows, double alpha) => Mean(rows, (y, p) => y >= p ? alpha * (y - p) : (1 - alpha) * (p - y));

    /// <summary>1 − pinball loss over that of the best constant, the α-quantile of y; α = ½ gives D² of the absolute error.</summary>
    public static double PinballD2(ScoredRows rows, double alpha)
    {
        double constant = Quantile(rows.Targets.Span, rows.Weights.Span, alpha);
        return Share(Pinball(rows, alpha), Mean(rows, (y, _) => y >= constant ? alpha * (y - constant) : (1 - alpha) * (constant - y)));
    }

    /// <summary>The share of rows with y ≤ p: of a predicted quantile its level, when it keeps what it promises.</summary>
    public static double Coverage(ScoredRows rows) => Mean(rows, (y, p) => y <= p ? 1 : 0);

    /// <summary>Mean Tweedie deviance: power 0 squared error, 1 Poisson, 2 gamma, else
    /// the general form (Jørgensen 1997, ch. 4); NaN outside its domain.</summary>
    public static double TweedieDeviance(ScoredRows rows, double power) => power switch
    {
        0 => MeanSquaredError(rows),
        1 => Mean(rows, (y, p) => 2 * ((y == 0 ? 0 : y * LogRatio(y, p)) - y + p)),
        2 => Mean(rows, (y, p) => 2 * (LogRatio(p, y) + y / p - 1)),
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

    /// <summary>1 − (error / spread)²: of roots, because squares of tiny and of huge errors are no numbers.</summary>
    private static double OneLessSquare(double error, double spread) =>
        Share(spread > 0 ? error / spread * (error / spread) : error, spread > 0 ? 1 : 0);

    /// <summary>The standard deviation of y; 0 where all rows that count have one value.</summary>
    private static double Deviation(ScoredRows rows)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int row = 0; row < rows.Rows; row++)
            if (rows.Weight(row) > 0) (low, high) = (Math.Min(low, rows.Targets.Span[row]), Math.Max(high, rows.Targets.Span[row]));
        if (low == high) return 0;
        double mean = Mean(rows, (y, _) => y);
        return RootMeanSquare(rows, (y, _) => y - mean);
    }

    private static double RootMeanSquare(ScoredRows rows, Func<double, double, double> ofRow)
    {
        double most = 0;
        for (int row = 0; row < rows.Rows; row++)
            if (rows.Weight(row) > 0) most = Math.Max(most, Math.Abs(ofRow(rows.Targets.Span[row], rows.Outputs.Span[row])));
        return most == 0 ? 0 : most * Math.Sqrt(Mean(rows, (y, p) => ofRow(y, p) / most * (ofRow(y, p) / most)));
    }

    /// <summary>ln(a / b), also where the ratio leaves the range of numbers.</summary>
    private static double LogRatio(double a, double b) => double.IsNormal(a / b) ? Math.Log(a / b) : Math.Log(a) - Math.Log(b);

    /// <summary>Σ of shares of the weight times a row's value, so that no sum is greater than the greatest value.</summary>
    private static double Mean(ScoredRows rows, Func<double, double, double> ofRow)
    {
        double sum = 0, weight = 0;
        for (int row = 0; row < rows.Rows; row++) weight += rows.Weight(row);
        for (int row = 0; row < rows.Rows; row++)
            if (rows.Weight(row) > 0) sum += rows.Weight(row) / weight * ofRow(rows.Targets.Span[row], rows.Outputs.Span[row]);
        return sum;
    }

    /// <summary>The α-quantile of values: linear between neighbours, with weights the smallest value at which a share α of the weight is reached.
    /// </summary>
    public static double Quantile(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double alpha) =>
        weights.IsEmpty ? Quantiles.Of(values, alpha) : WeightedQuantile(values, weights, alpha);

    private static double WeightedQuantile(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double p)
    {
        double[] sorted = values.ToArray(), carried = weights.ToArray();
        Array.Sort(sorted, carried);
        double total = carried.Sum(), reached = 0, wanted = p * total - Rounding * total;
        for (int i = 0; i < sorted.Length; i++) if ((reached += carried[i]) >= wanted) return sorted[i];
        return sorted[^1];
    }
}
