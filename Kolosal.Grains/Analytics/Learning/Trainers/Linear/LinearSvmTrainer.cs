using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

/// <summary>Linear support vector classifier (Cortes and Vapnik, Machine Learning 20, 1995; Fan et al., JMLR 9, 2008):
/// minimises ½ (‖v‖² + b²) + C Σ wᵢ max(0, 1 − yᵢ (v·xᵢ + b)) or its square, each class against the rest.</summary>
/// <remarks>
/// LIBLINEAR's and scikit-learn's LinearSVC objective, the intercept part of the norm as there (columns are best
/// centred), solved as <see cref="MarginProblem"/>. Outputs are probabilities: Platt's lines on cross-fitted
/// margins (<see cref="CrossFittedMargins"/>), which scikit-learn leaves to CalibratedClassifierCV.
/// </remarks>
public sealed class LinearSvmTrainer(LinearSvmOptions options) : Trainer(Descriptor)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("linear_svm", [LearningTask.Binary, LearningTask.Multiclass], FeatureEncoding.Dense,
        new SearchSpace(
            new FloatParameter("c", 1e-4, 1e3, 1, Log: true),
            new CategoricalParameter("loss", ["hinge", "squared_hinge"], "squared_hinge"),
            new CategoricalParameter("class_weight", ["none", "balanced"], "none")),
        given => new LinearSvmTrainer(new LinearSvmOptions(
            given.Float("c"), given.Choice("loss") == "hinge" ? MarginLoss.Linear : MarginLoss.Squared,
            given.Choice("class_weight") == "balanced" ? ClassWeighting.Balanced : ClassWeighting.None)),
        LinearPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        double[] weights = ClassWeights.Of(rows, options.Weighting);
        return CrossFittedMargins.Fit(rows, weights, options.Folds, seed, members =>
            Margins.OneVersusRest(rows.Classes, positive => Problem(rows, weights, members, positive)
                .Minimize(options.Tolerance, options.Passes, SeededRandom.Derive(seed, (ulong)positive), cancel)));
    }

    /// <summary>One class against the rest.</summary>
    internal MarginProblem Problem(TrainingSet rows, double[] weights, int[] members, int positive) => new(
        rows, members, [.. members.Select(row => rows.Labels.Span[row] == positive ? 1.0 : -1.0)],
        [.. members.Select(row => options.C * weights[row])],
        null, options.Loss == MarginLoss.Squared);
}

/// <summary>Linear support vector regression (Drucker et al., NIPS 1996; Ho and Lin, JMLR 13, 2012): minimises ½ (‖v‖² +
/// b²) + C Σ wᵢ max(0, |zᵢ − v·xᵢ − b| − ε) or its square, z the target less its mean in standard deviations.</summary>
/// <remarks>LIBLINEAR's objective on a standardised target, so that C and ε mean the same
/// for every unit; scikit-learn's LinearSVR takes the target as it is.</remarks>
public sealed class LinearSvrTrainer(LinearSvrOptions options) : Trainer(Descriptor)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("linear_svr", [LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(
            new FloatParameter("c", 1e-4, 1e3, 1, Log: true),
            new FloatParameter("epsilon", 0, 1, 0.1),
            new CategoricalParameter("loss", ["epsilon_insensitive", "squared_epsilon_insensitive"], "squared_epsilon_insensitive")),
        given => new LinearSvrTrainer(new LinearSvrOptions(given.Float("c"), given.Float("epsilon"),
            given.Choice("loss") == "epsilon_insensitive" ? MarginLoss.Linear : MarginLoss.Squared)),
        LinearPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var unit = TargetUnit.Of(rows);
        double[] found = Problem(rows, unit).Minimize(options.Tolerance, options.Passes, seed, cancel);
        return new LinearPredictor(LinearLink.Identity, found.Length - 1, found[..^1], [found[^1]]).In(unit);
    }

    internal MarginProblem Problem(TrainingSet rows, TargetUnit unit)
    {
        int[] members = [.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)];
        return new(rows, members, [.. members.Select(row => unit.Standardise(rows.Targets.Span[row]))],
            [.. members.Select(row => options.C * rows.Weight(row))],
            options.Epsilon, options.Loss == MarginLoss.Squared);
    }
}
