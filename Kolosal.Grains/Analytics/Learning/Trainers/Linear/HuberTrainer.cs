using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <param name="Epsilon">A residual beyond so many σ counts by its size instead of its
/// square, above 1. Default: 1.35, at which normal noise costs 5 % of efficiency.</param>
/// <param name="Alpha">Strength of the penalty on squares, 0 or more. Default: 0.0001.</param>
/// <param name="Iterations">At most so many steps. Default: 1000.</param>
public sealed record HuberOptions(double Epsilon = 1.35, double Alpha = 1e-4, int Iterations = 1000)
{
    /// <summary>Finite, above 1.</summary>
    public double Epsilon { get; } = Require.That(Epsilon, Epsilon > 1 && double.IsFinite(Epsilon), "finite and above 1");

    /// <summary>Finite, 0 or more.</summary>
    public double Alpha { get; } = Require.NotNegative(Alpha);

    /// <summary>At least 1.</summary>
    public int Iterations { get; } = Require.AtLeast(Iterations, 1);
}

/// <summary>Huber regression with its scale (Huber, Robust Statistics, 1981, 7.7 and 7.8; Owen, Contemporary Mathematics 443, 2007):
/// minimises Σ wᵢ (σ + σ H((zᵢ − b − v·xᵢ) / σ)) + α ‖v‖² over b, v and σ, where H(r) = r² up to ε and 2 ε |r| − ε² beyond,
/// and z is the target less its mean in standard deviations.</summary>
/// <remarks>
/// The objective is scikit-learn's, jointly convex, on a standardised target: the loss grows with the target and the penalty with its square.
/// It is searched by L-BFGS over ln σ, so that σ stays above 0; every stationary point is the one minimum.
/// </remarks>
public sealed class HuberTrainer(HuberOptions options) : Trainer(Descriptor)
{
    /// <summary>Of the gradient in scaled parameters, where residuals are of the order of 1.</summary>
    private const double Tolerance = 1e-7;

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("huber_regression", [LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(new FloatParameter("epsilon", 1.01, 5, 1.35), new FloatParameter("alpha", 1e-6, 1e4, 1e-4, Log: true)),
        given => new HuberTrainer(new HuberOptions(given.Float("epsilon"), given.Float("alpha"))), LinearPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var objective = new HuberRegressionObjective(rows, options, cancel);
        if (objective.Unit.IsConstant) return objective.Flat();
        double[] x = new double[objective.Size];
        Lbfgs.Minimize(objective.At, x, Tolerance, options.Iterations, cancel);
        return objective.ToPredictor(x);
    }
}

/// <summary>Huber's objective over Σ w and the target's standard deviation, in scaled
/// coefficients of centred columns, an intercept and ln σ.</summary>
internal sealed class HuberRegressionObjective
{
    private const int ValuesBetweenPolls = 1 << 20;
    private readonly TrainingSet rows;
    private readonly HuberOptions options;
    private readonly double[] center, scale, coefficients;
    private readonly double total, penalty;
    private readonly int inputs, poll;
    private readonly CancellationToken cancel;

    public HuberRegressionObjective(TrainingSet rows, HuberOptions options, CancellationToken cancel)
    {
        (this.rows, this.options, this.cancel) = (rows, options, cancel);
        inputs = rows.Columns.Length;
        poll = Math.Max(1, ValuesBetweenPolls / (1 + inputs));
        (center, _) = CrossMoments.Means(rows);
        Unit = TargetUnit.Of(rows);
        (scale, coefficients) = (new double[inputs], new double[inputs]);
        for (int row = 0; row < rows.Rows; row++)
        {
            double weight = rows.Weight(row);
            total += weight;
            var given = rows.Row(row);
            for (int c = 0; c < inputs; c++) scale[c] += weight * (given[c] - center[c]) * (given[c] - center[c]);
        }
        penalty = options.Alpha / total;
        for (int c = 0; c < inputs; c++)
        {
            double curvature = 2 * (scale[c] / total + penalty);
            scale[c] = curvature > 0 ? Math.Sqrt(curvature) : 1;
        }
    }

    /// <summary>What the target is searched in.</summary>
    public TargetUnit Unit { get; }

    /// <summary>The coefficients, the intercept and ln σ.</summary>
    public int Size => inputs + 2;

    public double At(ReadOnlySpan<double> x, Span<double> gradient)
    {
        for (int c = 0; c < inputs; c++) coefficients[c] = x[c] / scale[c];
        double intercept = x[inputs] - FixedSum.Dot(coefficients, center), sigma = Math.Exp(x[inputs + 1]);
        gradient.Clear();
        double value = 0, slopes = 0, stretch = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            if (row % poll == 0) cancel.ThrowIfCancellationRequested();
            double weight = rows.Weight(row);
            if (weight == 0) continue;
            var given = rows.Row(row);
            double z = (Unit.Standardise(rows.Targets.Span[row]) - intercept - FixedSum.Dot(coefficients, given)) / sigma;
            bool inside = Math.Abs(z) <= options.Epsilon;
            double loss = inside ? z * z : options.Epsilon * (2 * Math.Abs(z) - options.Epsilon),
                slope = inside ? 2 * z : Math.CopySign(2 * options.Epsilon, z);
            value += weight * sigma * (1 + loss);
            stretch += weight * sigma * (1 + loss - slope * z); // σ d/dσ of σ + σ H(r / σ)
            slopes -= weight * slope;
            FixedSum.AddScaled(-weight * slope, given, gradient[..inputs]);
        }
        for (int c = 0; c < inputs; c++)
            gradient[c] = ((gradient[c] - center[c] * slopes) / total + 2 * penalty * coefficients[c]) / scale[c];
        (gradient[inputs], gradient[inputs + 1]) = (slopes / total, stretch / total);
        return value / total + penalty * FixedSum.Dot(coefficients, coefficients);
    }

    public LinearPredictor ToPredictor(double[] x)
    {
        var found = new double[inputs];
        for (int c = 0; c < inputs; c++) found[c] = x[c] / scale[c];
        return LinearPredictor.Through(center, x[inputs], found).In(Unit);
    }

    /// <summary>The model that answers the mean.</summary>
    public LinearPredictor Flat() => LinearPredictor.Through(center, Unit.Center, new double[inputs]);
}
