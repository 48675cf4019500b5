using System.Globalization;
using Kolosal.Learning;

namespace Kolosal.Engines.LightGbm;

/// <summary>How LightGBM boosts.</summary>
internal enum LightGbmBoosting
{
    /// <summary>Every round sees every row.</summary>
    Gbdt,

    /// <summary>Earlier trees are left out at random while a new one is grown.</summary>
    Dart,

    /// <summary>Rows with small gradients are sampled.</summary>
    Goss,
}

/// <summary>What LightGBM minimises for numbers; its names.</summary>
internal enum LightGbmLoss
{
    /// <summary>By the task: l2 for numbers.</summary>
    ByTask,

    /// <summary>|y − s|.</summary>
    RegressionL1,

    /// <summary>Squared up to α, linear beyond.</summary>
    Huber,

    /// <summary>Pinball loss at the level α.</summary>
    Quantile,

    /// <summary>Counts, 0 or more.</summary>
    Poisson,

    /// <summary>Amounts above 0.</summary>
    Gamma,

    /// <summary>Amounts of 0 or more.</summary>
    Tweedie,

    /// <summary>λMART over lists of grades.</summary>
    LambdaRank,
}

/// <summary>Everything that decides a LightGBM model, apart from rows and seed; names and defaults are the library's.</summary>
internal sealed record LightGbmOptions
{
    /// <summary>How it boosts. Default: gbdt.</summary>
    public LightGbmBoosting Boosting { get; init; }

    /// <summary>Rounds, ≥ 1; a round is one tree, or one a class. Default: 100.</summary>
    public int NumIterations { get; init; } = 100;

    /// <summary>What each tree's leaf values are multiplied with, in (0, 1]. Default: 0.1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Leaves a tree has at most, ≥ 2. Default: 31.</summary>
    public int NumLeaves { get; init; } = 31;

    /// <summary>Splits above a leaf at most; 0 for no limit. Default: 0.</summary>
    public int MaxDepth { get; init; }

    /// <summary>Rows a leaf has at least, ≥ 1. Default: 20.</summary>
    public int MinDataInLeaf { get; init; } = 20;

    /// <summary>Σ of second derivatives a leaf has at least, ≥ 0. Default: 0.001.</summary>
    public double MinSumHessianInLeaf { get; init; } = 1e-3;

    /// <summary>Share of the columns each tree sees, in (0, 1]. Default: 1.</summary>
    public double FeatureFraction { get; init; } = 1;

    /// <summary>Share of the tree's columns each node sees, in (0, 1]. Default: 1.</summary>
    public double FeatureFractionByNode { get; init; } = 1;

    /// <summary>Whether each node tries one random threshold a column in place of all: extremely randomised trees. Default: no.</summary>
    public bool ExtraTrees { get; init; }

    /// <summary>How far a leaf's value is drawn to its parent's, the further the fewer rows it has, ≥ 0; above 0 a leaf has at least two rows.
    /// Default: 0.</summary>
    public double PathSmooth { get; init; }

    /// <summary>Share of the rows each round sees, in (0, 1]; not with goss. Default: 1.</summary>
    public double BaggingFraction { get; init; } = 1;

    /// <summary>What the gradient sum of a leaf is shrunk by, ≥ 0; in standard deviations of the target for numbers. Default: 0.</summary>
    public double LambdaL1 { get; init; }

    /// <summary>Added to the second derivative of every leaf, ≥ 0. Default: 0.</summary>
    public double LambdaL2 { get; init; }

    /// <summary>What a split must save of the loss, ≥ 0; in variances of the target for numbers. Default: 0.</summary>
    public double MinGainToSplit { get; init; }

    /// <summary>Bins of a number column at most, ≥ 2. Default: 255.</summary>
    public int MaxBin { get; init; } = 255;

    /// <summary>Columns of at most so many categories are split one category against the rest, ≥ 1; of more, by their order. Default: 4.</summary>
    public int MaxCatToOnehot { get; init; } = 4;

    /// <summary>Smooths the statistics of categories, ≥ 0. Default: 10.</summary>
    public double CatSmooth { get; init; } = 10;

    /// <summary>Added to λ₂ for splits by categories, ≥ 0. Default: 10.</summary>
    public double CatL2 { get; init; } = 10;

    /// <summary>Share of the trees that a round of dart leaves out, in [0, 1]. Default: 0.1.</summary>
    public double DropRate { get; init; } = 0.1;

    /// <summary>Rounds without a better loss on rows kept back after which training stops and keeps the best round; 0 trains to the end; not
    /// with dart, whose later rounds change earlier trees. Default: 0.</summary>
    public int EarlyStoppingRounds { get; init; }

    /// <summary>Share of the training rows kept back for early stopping, in (0, 0.5]. Default: 0.1.</summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>−1, 0 or 1 for every column: the output may only fall, is free, may only rise with it. Empty: all free. Not for categorical
    /// columns nor several classes.</summary>
    public ImmutableArray<int> Monotone { get; init; } = [];

    /// <summary>Groups of column numbers that act together only within a group. Empty: all may meet.</summary>
    public ImmutableArray<ImmutableArray<int>> Interactions { get; init; } = [];

    /// <summary>What is minimised; others than the task's own for numbers only. Default: by the task.</summary>
    public LightGbmLoss Loss { get; init; }

    /// <summary>The level of a quantile, or where the Huber loss turns linear, in standard deviations of the target. In (0, 1) for a quantile,
    /// above 0 for Huber. Default: 0.9.</summary>
    public double Alpha { get; init; } = 0.9;

    /// <summary>Of the Tweedie loss, in (1, 2). Default: 1.5.</summary>
    public double TweedieVariancePower { get; init; } = 1.5;

    /// <summary>Threads used at most, ≥ 1. Default: 1.</summary>
    public int Threads { get; init; } = 1;

    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public void Check()
    {
        Require.Defined(Boosting);
        Require.AtLeast(NumIterations, 1);
        Require.AboveUpTo(LearningRate, 0, 1);
        Require.AtLeast(NumLeaves, 2);
        Require.AtLeast(MaxDepth, 0);
        Require.AtLeast(MinDataInLeaf, 1);
        Require.NotNegative(MinSumHessianInLeaf);
        Require.AboveUpTo(FeatureFraction, 0, 1);
        Require.AboveUpTo(FeatureFractionByNode, 0, 1);
        Require.NotNegative(PathSmooth);
        Require.AtLeast(MaxCatToOnehot, 1);
        Require.AboveUpTo(BaggingFraction, 0, 1);
        Require.That(BaggingFraction, BaggingFraction == 1 || Boosting != LightGbmBoosting.Goss, "1 with goss, which samples rows itself");
        Require.NotNegative(LambdaL1);
        Require.NotNegative(LambdaL2);
        Require.NotNegative(MinGainToSplit);
        Require.AtLeast(MaxBin, 2);
        Require.NotNegative(CatSmooth);
        Require.NotNegative(CatL2);
        Require.Between(DropRate, 0, 1);
        Require.AtLeast(EarlyStoppingRounds, 0);
        Require.That(EarlyStoppingRounds, EarlyStoppingRounds == 0 || Boosting != LightGbmBoosting.Dart, "0 with dart");
        Require.AboveUpTo(ValidationShare, 0, 0.5);
        Require.AtLeast(Threads, 1);
        Require.Defined(Loss);
        Require.Positive(Alpha);
        Require.That(Alpha, Loss != LightGbmLoss.Quantile || Alpha < 1, "below 1 for a quantile");
        Require.Inside(TweedieVariancePower, 1, 2);
        Require.That(Loss, Loss != LightGbmLoss.LambdaRank || EarlyStoppingRounds == 0, "one whose rows stand alone for early stopping");
        foreach (int direction in Monotone) Require.Between(direction, -1, 1, nameof(Monotone));
    }

    /// <summary>LightGBM's parameters of a booster and its rows.</summary>
    /// <param name="rows">What is learnt from.</param>
    /// <param name="seed">Its random numbers.</param>
    public string Parameters(TrainingSet rows, ulong seed)
    {
        var objective = rows.Task switch
        {
            LearningTask.Binary => "objective=binary metric=binary_logloss",
            LearningTask.Multiclass => $"objective=multiclass num_class={rows.Classes} metric=multi_logloss",
            _ => OfNumbers(),
        };
        string parameters = string.Create(CultureInfo.InvariantCulture,
            $"{objective} boosting={(Boosting == LightGbmBoosting.Dart ? "dart" : "gbdt")} learning_rate={LearningRate:R} num_leaves={NumLeaves} "
            + $"max_depth={(MaxDepth == 0 ? -1 : MaxDepth)} min_data_in_leaf={(PathSmooth > 0 ? Math.Max(2, MinDataInLeaf) : MinDataInLeaf)} "
            + $"min_sum_hessian_in_leaf={MinSumHessianInLeaf:R} "
            + $"feature_fraction={FeatureFraction:R} bagging_fraction={BaggingFraction:R} bagging_freq={(BaggingFraction < 1 ? 1 : 0)} "
            + $"lambda_l1={LambdaL1:R} lambda_l2={LambdaL2:R} min_gain_to_split={MinGainToSplit:R} max_bin={MaxBin} cat_smooth={CatSmooth:R} "
            + $"cat_l2={CatL2:R} drop_rate={DropRate:R} seed={(int)((seed ^ seed >> 32) & int.MaxValue)} num_threads={Threads} "
            + $"deterministic=true force_row_wise=true feature_pre_filter=false verbosity=-1");
        if (FeatureFractionByNode < 1)
            parameters += string.Create(CultureInfo.InvariantCulture, $" feature_fraction_bynode={FeatureFractionByNode:R}");
        if (ExtraTrees) parameters += " extra_trees=true";
        if (PathSmooth > 0) parameters += string.Create(CultureInfo.InvariantCulture, $" path_smooth={PathSmooth:R}");
        if (MaxCatToOnehot != 4) parameters += string.Create(CultureInfo.InvariantCulture, $" max_cat_to_onehot={MaxCatToOnehot}");
        if (Boosting == LightGbmBoosting.Goss) parameters += " data_sample_strategy=goss";
        int[] categorical = [.. Enumerable.Range(0, rows.Columns.Length).Where(c => rows.Columns[c].IsCategorical)];
        if (categorical.Length > 0) parameters += $" categorical_feature={string.Join(',', categorical)}";
        if (!Monotone.IsDefaultOrEmpty) parameters += $" monotone_constraints={string.Join(',', Monotone)}";
        if (!Interactions.IsDefaultOrEmpty)
        {
            // The library leaves columns out that no group names; here they are one group more.
            int[] rest = [.. Enumerable.Range(0, rows.Columns.Length).Except(Interactions.SelectMany(group => group))];
            var groups = rest.Length == 0 ? Interactions : Interactions.Add([.. rest]);
            parameters += $" interaction_constraints={string.Join(',', groups.Select(group => $"[{string.Join(',', group)}]"))}";
        }
        return parameters;
    }

    private string OfNumbers() => Loss switch
    {
        LightGbmLoss.ByTask => "objective=regression metric=l2",
        LightGbmLoss.RegressionL1 => "objective=regression_l1 metric=l1",
        LightGbmLoss.Huber => string.Create(CultureInfo.InvariantCulture, $"objective=huber metric=huber alpha={Alpha:R}"),
        LightGbmLoss.Quantile => string.Create(CultureInfo.InvariantCulture, $"objective=quantile metric=quantile alpha={Alpha:R}"),
        LightGbmLoss.Poisson => "objective=poisson metric=poisson",
        LightGbmLoss.Gamma => "objective=gamma metric=gamma",
        LightGbmLoss.Tweedie => string.Create(CultureInfo.InvariantCulture,
            $"objective=tweedie metric=tweedie tweedie_variance_power={TweedieVariancePower:R}"),
        _ => "objective=lambdarank metric=ndcg",
    };
}
