using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

/// <summary>How rows count beyond their own weights.</summary>
public enum ClassWeighting
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By n / (K nₖ), so that every class weighs the same in sum; n and nₖ are sums of row weights.</summary>
    Balanced,
}

/// <param name="C">Inverse strength of the penalty, above 0. Default: 1.</param>
/// <param name="Weighting">Of the classes. Default: none.</param>
/// <param name="Iterations">At most so many steps. Default: 500.</param>
public sealed record LogisticOptions(double C = 1, ClassWeighting Weighting = ClassWeighting.None, int Iterations = 500)
{
    /// <summary>Finite, above 0.</summary>
    public double C { get; } = C > 0 && double.IsFinite(C) ? C : throw new ArgumentOutOfRangeException(nameof(C), C, "The inverse penalty must be finite and above 0.");

    /// <summary>At least 1.</summary>
    public int Iterations { get; } = Iterations >= 1 ? Iterations : throw new ArgumentOutOfRangeException(nameof(Iterations), Iterations, "At least one step.");
}

/// <summary>Logistic regression for two classes, softmax regression for more: minimises ½ ‖w‖² + C Σ wᵢ (−ln p(yᵢ)), intercepts free (Cox 1958; Bishop, Pattern Recognition and Machine Learning, 4.3).</summary>
/// <remarks>The objective is scikit-learn's (multinomial form). It is divided by C Σ wᵢ and its columns are put on a common curvature before L-BFGS, which changes the path and not the minimum.</remarks>
public sealed class LogisticTrainer(LogisticOptions options) : ITrainer
{
    /// <summary>Of the gradient of the mean loss in scaled coefficients; leaves coefficients right to some five digits.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("logistic_regression", [LearningTask.Binary, LearningTask.Multiclass], FeatureEncoding.Dense,
        new SearchSpace(new FloatParameter("c", 1e-4, 1e4, 1, Log: true), new CategoricalParameter("class_weight", ["none", "balanced"], "none")),
        given => new LogisticTrainer(new LogisticOptions(given.Float("c", 1), given.Choice("class_weight", "none") == "balanced" ? ClassWeighting.Balanced : ClassWeighting.None)),
        LinearPredictor.Read, WeightsRepeat: true);

    /// <inheritdoc/>
    public string Name => Descriptor.Name;

    /// <inheritdoc/>
    public bool Supports(LearningTask task) => Descriptor.Supports(task);

    /// <inheritdoc/>
    public IPredictor Fit(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        DenseRows.Check(this, rows);
        double[] weights = Weights(rows);
        var loss = new LogisticLoss(rows, weights, options.C, cancel);
        double[] x = new double[loss.Size];
        Lbfgs.Minimize(loss.At, x, Tolerance, options.Iterations, cancel);
        return loss.ToPredictor(x);
    }

    private double[] Weights(TrainingSet rows)
    {
        var sums = new double[rows.Classes];
        for (int row = 0; row < rows.Rows; row++) sums[rows.Labels.Span[row]] += rows.Weight(row);
        int present = sums.Count(s => s > 0);
        if (present < 2) throw new TrainingException($"A classifier needs rows of at least two classes, got {present}.");
        double total = FixedSum.Of(sums);
        var weights = new double[rows.Rows];
        for (int row = 0; row < weights.Length; row++)
            weights[row] = rows.Weight(row) * (options.Weighting == ClassWeighting.Balanced ? total / (present * sums[rows.Labels.Span[row]]) : 1);
        return weights;
    }
}
