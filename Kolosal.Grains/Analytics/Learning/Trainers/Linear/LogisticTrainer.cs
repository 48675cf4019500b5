using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <param name="C">Inverse strength of the penalty, above 0. Default: 1.</param>
/// <param name="Weighting">Of the classes. Default: none.</param>
/// <param name="Iterations">At most so many steps. Default: 1000.</param>
/// <param name="L1Ratio">The share of the absolute values in the penalty, 0 to 1. Default: 0, the squares alone.</param>
public sealed record LogisticOptions(double C = 1, ClassWeighting Weighting = ClassWeighting.None, int Iterations = 1000, double L1Ratio = 0)
{
    /// <summary>Finite, above 0.</summary>
    public double C { get; } = Require.Positive(C);

    /// <summary>At least 1.</summary>
    public int Iterations { get; } = Require.AtLeast(Iterations, 1);

    /// <summary>0 to 1.</summary>
    public double L1Ratio { get; } = Require.Between(L1Ratio, 0, 1);
}

/// <summary>Logistic regression for two classes, softmax regression for more: minimises (1 − ρ) ½ ‖w‖² + ρ ‖w‖₁ + C
/// Σ wᵢ (−ln p(yᵢ)), intercepts free (Cox 1958; Bishop, Pattern Recognition and Machine Learning, 4.3).</summary>
/// <remarks>
/// The objective is scikit-learn's (multinomial form; the intercept free, as with its solvers other than liblinear), divided by C Σ wᵢ.
/// Without absolute values (ρ = 0) it is smooth and L-BFGS finds the minimum; with them
/// the orthant-wise L-BFGS does, and leaves coefficients at exactly 0.
/// </remarks>
public sealed class LogisticTrainer(LogisticOptions options) : Trainer(Descriptor)
{
    /// <summary>Of the gradient of the mean loss in scaled coefficients; leaves coefficients right to some five digits.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        new("logistic_regression", [LearningTask.Binary, LearningTask.Multiclass], FeatureEncoding.Dense,
        new SearchSpace(
            new FloatParameter("c", 1e-4, 1e4, 1, Log: true),
            new CategoricalParameter("class_weight", ["none", "balanced"], "none"),
            new CategoricalParameter("penalty", ["l2", "l1", "elastic_net"], "l2"),
            new FloatParameter("l1_ratio", 0, 1, 0.5, When: new("penalty", "elastic_net"))),
        given => new LogisticTrainer(new LogisticOptions(given.Float("c"),
            given.Choice("class_weight") == "balanced" ? ClassWeighting.Balanced : ClassWeighting.None,
            L1Ratio: given.Choice("penalty") switch { "l1" => 1, "elastic_net" => given.Float("l1_ratio"), _ => 0 })),
        LinearPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        double[] weights = ClassWeights.Of(rows, options.Weighting);
        double strength = 1 / (options.C * FixedSum.Of(weights));
        var loss = new PenalizedLoss(rows, weights, new LogisticLoss(rows.Labels, rows.Classes), (1 - options.L1Ratio) * strength, cancel);
        double[] x = loss.Start();
        if (options.L1Ratio == 0) Lbfgs.Minimize(loss.At, x, Tolerance, options.Iterations, cancel);
        else Owlqn.Minimize(loss.At, Penalties(loss, options.L1Ratio * strength), x, Tolerance, options.Iterations, cancel);
        return loss.ToPredictor(x, rows.Classes == 2 ? LinearLink.Logistic : LinearLink.Softmax);
    }

    /// <summary>The strength for each coefficient in the loss's scale, 0 for intercepts.</summary>
    private static double[] Penalties(PenalizedLoss loss, double strength)
    {
        int each = loss.Scale.Length;
        return [.. Enumerable.Range(0, loss.Size).Select(i => i % each == each - 1 ? 0 : strength / loss.Scale[i % each])];
    }
}
