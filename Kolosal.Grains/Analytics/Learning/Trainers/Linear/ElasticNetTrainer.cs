namespace Kolosal.Learning.Linear;

/// <summary>Elastic net (Zou and Hastie, JRSS B 67, 2005): minimises Σ wᵢ (zᵢ − b − v·xᵢ)² / 2 Σ wᵢ
/// + α ρ ‖v‖₁ + α (1 − ρ) / 2 ‖v‖², z the target less its mean in standard deviations, the intercept free.</summary>
/// <remarks>
/// ρ is the L1 ratio. The objective is scikit-learn's and glmnet's, on a standardised target as in glmnet: its two penalties grow with different
/// powers of the target, so in the target's own unit the unit would decide between them. It is the naive elastic net, without the authors'
/// rescaling by 1 + α (1 − ρ), as in both. The cross-validated penalty minimises the held-out squared error over shuffled folds;
/// scikit-learn's folds are not shuffled by default.
/// </remarks>
public sealed class ElasticNetTrainer(ElasticNetOptions options) : Trainer(Descriptor)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("elastic_net", [LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(
            new CategoricalParameter("penalty", ["fixed", "cross_validated"], "cross_validated"),
            new FloatParameter("alpha", 1e-4, 1e3, 1, Log: true, When: new("penalty", "fixed")),
            new FloatParameter("l1_ratio", 0.05, 1, 0.5)),
        given => new ElasticNetTrainer(new ElasticNetOptions(given.Float("alpha"), given.Float("l1_ratio"), Choice(given))),
            LinearPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel) => Fit(options, rows, seed, cancel);

    internal static PenaltyChoice Choice(HyperParameters given) =>
        given.Choice("penalty") == "fixed" ? PenaltyChoice.Fixed : PenaltyChoice.CrossValidated;

    internal static LinearPredictor Fit(ElasticNetOptions options, TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var unit = TargetUnit.Of(rows);
        rows = unit.Standardise(rows);
        cancel.ThrowIfCancellationRequested();
        double alpha = options.Choice == PenaltyChoice.Fixed ? options.Alpha : ElasticNetPath.Choose(rows, options, seed, cancel);
        return ElasticNetPath.Fit(rows, alpha, options.L1Ratio, cancel).In(unit);
    }
}
