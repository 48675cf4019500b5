namespace Kolosal.Learning.Linear;

/// <param name="Alpha">Strength of the penalty against a target of standard deviation 1, above 0; not read when cross-validated. Default: 1.</param>
/// <param name="Choice">Whether <paramref name="Alpha"/> is used or found. Default: used.</param>
/// <param name="Folds">Parts of the cross-validation, 2 or more. Default: 5.</param>
/// <param name="PathLength">Penalties on the path, 2 or more. Default: 100.</param>
public sealed record LassoOptions(double Alpha = 1, PenaltyChoice Choice = PenaltyChoice.Fixed, int Folds = 5, int PathLength = 100)
{
    /// <summary>The elastic net that the Lasso is; it checks the ranges.</summary>
    internal ElasticNetOptions AsElasticNet { get; } = new(Alpha, 1, Choice, Folds, PathLength);
}

/// <summary>Lasso (Tibshirani, JRSS B 58, 1996): minimises Σ wᵢ (zᵢ − b − v·xᵢ)² / 2 Σ wᵢ + α ‖v‖₁,
/// z the target less its mean in standard deviations, the intercept free.</summary>
/// <remarks>The objective is scikit-learn's and glmnet's, on a standardised target as in glmnet. It is the elastic net with L1
/// ratio 1, and shares its solver and its way to a cross-validated penalty.</remarks>
public sealed class LassoTrainer(LassoOptions options) : Trainer(Descriptor)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("lasso", [LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(
            new CategoricalParameter("penalty", ["fixed", "cross_validated"], "cross_validated"),
            new FloatParameter("alpha", 1e-4, 1e3, 1, Log: true, When: new("penalty", "fixed"))),
        given => new LassoTrainer(new LassoOptions(given.Float("alpha"), ElasticNetTrainer.Choice(given))), LinearPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel) =>
        ElasticNetTrainer.Fit(options.AsElasticNet, rows, seed, cancel);
}
