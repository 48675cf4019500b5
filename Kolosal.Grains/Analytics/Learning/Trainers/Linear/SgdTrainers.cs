using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

/// <summary>Linear classifiers by stochastic gradient descent, each class against the rest.</summary>
/// <remarks>
/// See <see cref="StochasticDescent"/>. Probabilities: the log loss has its own; the modified Huber loss gives (1 + margin) / 2 (Zhang, ICML 2004),
/// as in scikit-learn; hinge margins get Platt's lines on cross-fitted margins (<see cref="CrossFittedMargins"/>), where scikit-learn gives none.
/// </remarks>
public sealed class SgdClassifierTrainer : Trainer
{
    private readonly SgdOptions options;

    /// <summary>Keeps the options.</summary>
    /// <exception cref="ArgumentException">The loss is one of numbers.</exception>
    public SgdClassifierTrainer(SgdOptions options) : base(Descriptor) =>
        this.options = options.OfClasses ? options : throw new ArgumentException(
            $"The {options.Loss} loss is for numbers; take hinge, log or modified Huber.", nameof(options));

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("sgd_classifier", [LearningTask.Binary, LearningTask.Multiclass], FeatureEncoding.Dense,
        SgdSpace.Of(["hinge", "log", "modified_huber"], "log", classes: true), given =>
            new SgdClassifierTrainer(SgdSpace.Options(given)), LinearPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        double[] weights = ClassWeights.Of(rows, options.Weighting);
        if (options.Loss == SgdLoss.Hinge) return CrossFittedMargins.Fit(rows, weights, options.Folds, seed, Fit);
        var (coefficients, intercepts) = Fit([.. Enumerable.Range(0, rows.Rows).Where(row => weights[row] > 0)]);
        bool two = intercepts.Length == 1;
        var link = options.Loss == SgdLoss.Log ? two ? LinearLink.Logistic
            : LinearLink.OneVersusRest : two ? LinearLink.Clipped : LinearLink.ClippedOneVersusRest;
        return new LinearPredictor(link, rows.Columns.Length, coefficients, intercepts);

        Margins Fit(int[] members) => Margins.OneVersusRest(rows.Classes, positive =>
        {
            double[] signs = [.. Enumerable.Range(0, rows.Rows).Select(row => rows.Labels.Span[row] == positive ? 1.0 : -1.0)];
            return new StochasticDescent(rows, members, signs, weights, options, SeededRandom.Derive(seed, (ulong)positive), cancel).Found();
        });
    }
}

/// <summary>Linear regressors by stochastic gradient descent on the target in standard
/// deviations from its mean, so that steps and ε mean the same for every unit.</summary>
/// <remarks>See <see cref="StochasticDescent"/>; scikit-learn's SGDRegressor takes the target as it is.</remarks>
public sealed class SgdRegressorTrainer : Trainer
{
    private readonly SgdOptions options;

    /// <summary>Keeps the options.</summary>
    /// <exception cref="ArgumentException">The loss is one of classes.</exception>
    public SgdRegressorTrainer(SgdOptions options) : base(Descriptor) =>
        this.options = !options.OfClasses ? options : throw new ArgumentException(
            $"The {options.Loss} loss is for classes; take squared, Huber or ε-insensitive.", nameof(options));

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("sgd_regressor", [LearningTask.Regression], FeatureEncoding.Dense,
        SgdSpace.Of(["squared", "huber", "epsilon_insensitive"], "squared", classes: false), given =>
            new SgdRegressorTrainer(SgdSpace.Options(given)), LinearPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var unit = TargetUnit.Of(rows);
        int[] members = [.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)];
        double[] targets = [.. rows.Targets.ToArray().Select(unit.Standardise)], weights = [.. Enumerable.Range(0, rows.Rows).Select(rows.Weight)];
        double[] found = new StochasticDescent(rows, members, targets, weights, options, seed, cancel).Found();
        return new LinearPredictor(LinearLink.Identity, found.Length - 1, found[..^1], [found[^1]]).In(unit);
    }
}

/// <summary>The hyper-parameters of stochastic descent.</summary>
internal static class SgdSpace
{
    public static SearchSpace Of(ImmutableArray<string> losses, string loss, bool classes) => new(
    [
        new CategoricalParameter("loss", losses, loss),
        new FloatParameter("alpha", 1e-6, 1e-1, 1e-4, Log: true),
        new CategoricalParameter("penalty", ["l2", "l1", "elastic_net"], "l2"),
        new FloatParameter("l1_ratio", 0, 1, 0.15, When: new("penalty", "elastic_net")),
        new CategoricalParameter("schedule", ["constant", "optimal", "inverse_scaling", "adaptive"], classes ? "optimal" : "inverse_scaling"),
        new FloatParameter("eta", 1e-4, 0.1, 0.01, Log: true, When: new("schedule", "constant", "inverse_scaling", "adaptive")),
        new CategoricalParameter("average", ["no", "yes"], "no"),
        new CategoricalParameter("early_stopping", ["no", "yes"], "no"),
        .. classes ? [new CategoricalParameter("class_weight", ["none", "balanced"], "none")] : ImmutableArray<Parameter>.Empty,
    ]);

    public static SgdOptions Options(HyperParameters given) => new(
        given.Choice("loss") switch
        {
            "hinge" => SgdLoss.Hinge,
            "log" => SgdLoss.Log,
            "modified_huber" => SgdLoss.ModifiedHuber,
            "huber" => SgdLoss.Huber,
            "epsilon_insensitive" => SgdLoss.EpsilonInsensitive,
            _ => SgdLoss.Squared,
        },
        given.Float("alpha"),
        given.Choice("penalty") switch { "l1" => 1, "elastic_net" => given.Float("l1_ratio"), _ => 0 },
        Schedule: given.Choice("schedule") switch
        {
            "constant" => SgdSchedule.Constant,
            "optimal" => SgdSchedule.Optimal,
            "inverse_scaling" => SgdSchedule.InverseScaling,
            _ => SgdSchedule.Adaptive,
        },
        Eta: given.Float("eta"),
        Average: given.Choice("average") == "yes",
        EarlyStopping: given.Choice("early_stopping") == "yes",
        Weighting: given.Contains("class_weight") && given.Choice("class_weight") == "balanced" ? ClassWeighting.Balanced : ClassWeighting.None);
}
