namespace Kolosal.Learning.Trees;

/// <summary>Which node is split next.</summary>
public enum TreeGrowth
{
    /// <summary>The one that gains most.</summary>
    LeafWise,

    /// <summary>The uppermost one.</summary>
    DepthWise,

    /// <summary>All of a level at once and alike: one cut of one column, chosen by what it gains over all nodes together.</summary>
    /// <remarks>
    /// Oblivious trees (Prokhorenkova et al., "CatBoost: unbiased boosting with categorical features", NeurIPS 2018, section 4): a weaker and so a
    /// steadier learner, balanced and fast to walk. A node that the cut would leave with a child below the least rows or hessian is not parted on
    /// that level and asked again on the next; it stands for children of one value. Columns of categories are always replaced by their mean
    /// targets, because an order by gradient is each node's own.
    /// </remarks>
    Symmetric,
}

/// <summary>Everything that decides a boosted model, apart from rows and seed; checked by <see cref="Check"/> before a fit.</summary>
/// <remarks>
/// Defaults that are not explained where they stand are those of LightGBM (trees, leaves, learning rate, rows, hessian and bins of a leaf;
/// cat_smooth, cat_l2, max_cat_threshold and min_data_per_group for categories; top_rate and other_rate; lambdarank_truncation_level), λ is that of
/// XGBoost (LightGBM has none), the share of the Huber loss and of the validation rows those of scikit-learn's gradient boosting, the Tweedie power
/// that of both libraries.
/// </remarks>
public sealed record GradientBoostingOptions
{
    /// <summary>What is minimised. Default: by task.</summary>
    public BoostingLoss Loss { get; init; }

    /// <summary>α of the quantile loss, in (0, 1): the share of targets that should lie below the prediction. Default: 0.5.</summary>
    public double QuantileLevel { get; init; } = 0.5;

    /// <summary>The share of the rows that the Huber loss takes at their square, in (0, 1). Default: 0.9.</summary>
    public double HuberShare { get; init; } = 0.9;

    /// <summary>p of the Tweedie loss, in (1, 2): near 1 for counts, near 2 for amounts. Default: 1.5.</summary>
    public double TweediePower { get; init; } = 1.5;

    /// <summary>k of the λMART loss, ≥ 1: only the first k ranks of a list count. Default: 30.</summary>
    public int RankingCutoff { get; init; } = 30;

    /// <summary>Rounds of boosting, ≥ 1; a round is one tree, or one a class. Default: 100.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>What each tree's leaf values are multiplied with, in (0, 1]. Default: 0.1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Leaves a tree has at most, ≥ 2; does not count under <see cref="TreeGrowth.Symmetric"/>. Default: 31.</summary>
    public int MaxLeaves { get; init; } = 31;

    /// <summary>Splits above a leaf at most; 0 for no limit, under <see cref="TreeGrowth.Symmetric"/>
    /// for 6 (CatBoost's), where it is at most 10. Default: 0.</summary>
    public int MaxDepth { get; init; }

    /// <summary>Which node is split next. Default: the one that gains most.</summary>
    public TreeGrowth Growth { get; init; }

    /// <summary>Rows a leaf has at least, ≥ 1, whatever they weigh. Default: 20.</summary>
    public int MinRowsPerLeaf { get; init; } = 20;

    /// <summary>Σ of second derivatives a leaf has at least, ≥ 0, in rows of mean weight. Default: 0.001.</summary>
    public double MinHessianPerLeaf { get; init; } = 1e-3;

    /// <summary>λ: added to the second derivative of every leaf, ≥ 0. Default: 1.</summary>
    public double L2 { get; init; } = 1;

    /// <summary>α: what the gradient sum of a leaf is shrunk by, ≥ 0; in standard deviations of the target under the losses that have its unit
    /// (squared, absolute, Huber, quantile). Default: 0.</summary>
    public double L1 { get; init; }

    /// <summary>What a split must save of the loss, ≥ 0; in variances of the target under the losses that have its unit. Default: 0.</summary>
    public double MinGain { get; init; }

    /// <summary>Bins of a number column at most, 2 … 255. Default: 255.</summary>
    public int MaxBins { get; init; } = FeatureBins.MaxBins;

    /// <summary>How the rows of a round are chosen. Default: evenly.</summary>
    public RowSampling Sampling { get; init; }

    /// <summary>a of <see cref="RowSampling.GradientBased"/>: the share of the rows, those of the largest
    /// gradients, that every round sees, in [0, 1). Default: 0.2.</summary>
    public double TopShare { get; init; } = 0.2;

    /// <summary>b of <see cref="RowSampling.GradientBased"/>: the share of the rows that is drawn out of
    /// the others, in (0, 1]; a + b ≤ 1. Default: 0.1.</summary>
    public double OtherShare { get; init; } = 0.1;

    /// <summary>Share of the rows each round sees, in (0, 1]; of <see cref="RowSampling.Uniform"/> only. Default: 1.</summary>
    public double RowSample { get; init; } = 1;

    /// <summary>
    /// Rows each round sees at most, for every leaf a tree may have, ≥ 0; drawn anew each round, and never fewer
    /// than 65,536 in all. 0: no limit. Default: 4096. Rows of classes are counted by what they tell, 4 p (1 −
    /// p) each, so a rare class is not thinned out. Only counts where <see cref="RowSample"/> leaves more rows, and of
    /// <see cref="RowSampling.Uniform"/> only.
    /// </summary>
    /// <remarks>
    /// Stochastic gradient boosting (Friedman, Computational Statistics &amp; Data Analysis 38, 2002) with an absolute number in
    /// place of a share: what a tree can find depends on the rows of a leaf, and the noise of a new draw each round lets the
    /// trees start on interactions without a main effect, which no single split gains from. On generated problems of 600,000 and
    /// 1,000,000 rows 600 rows a leaf lost accuracy against all rows, 2,300 and more did not, and gained where columns interact.
    /// </remarks>
    public int MaxRowsPerLeaf { get; init; } = 4096;

    /// <summary>Share of the columns each tree sees, in (0, 1]. Default: 1.</summary>
    public double ColumnSample { get; init; } = 1;

    /// <summary>How columns of categories are split. Default: by the number of categories.</summary>
    public CategoryCoding Categories { get; init; }

    /// <summary>Up to this many categories <see cref="CategoryCoding.Auto"/> only sorts
    /// by gradient, ≥ 0. Default: 254, which is what sorting can tell apart.</summary>
    public int MaxSortedCategories { get; init; } = 254;

    /// <summary>Rows of the mean target that every category starts with where it is replaced by its mean target, above 0. Default: 10.</summary>
    public double TargetPrior { get; init; } = 10;

    /// <summary>Added to the second derivative when categories are put in order, ≥ 0, so that rare ones stay
    /// in the middle; categories with fewer rows than this in a node are not asked. Default: 10.</summary>
    public double CategorySmoothing { get; init; } = 10;

    /// <summary>Added to λ when a split by categories is judged, ≥ 0, because it is chosen among more ways. Default: 10.</summary>
    public double CategoryL2 { get; init; } = 10;

    /// <summary>Categories that the named side of a split has at most, ≥ 1. Default: 32.</summary>
    public int MaxCategoriesPerSplit { get; init; } = 32;

    /// <summary>Rows by which two cuts through the ordered categories differ at least, ≥
    /// 0; only for more than four categories. Default: 100.</summary>
    public int MinRowsPerCategoryGroup { get; init; } = 100;

    /// <summary>−1, 0 or 1 for every column: the output may only fall, is free, may only rise
    /// with it. Empty: all free. Not for categorical columns nor several classes.</summary>
    public ImmutableArray<int> Monotone { get; init; } = [];

    /// <summary>Groups of column numbers; columns meet on a path only within a group, and
    /// columns that no group names are one group more. Empty: all may meet.</summary>
    public ImmutableArray<ImmutableArray<int>> Interactions { get; init; } = [];

    /// <summary>DART: the probability with which each earlier round is left out while a new one
    /// is fitted, in [0, 1); 0 for plain boosting. Not with early stopping. Default: 0.</summary>
    public double DropRate { get; init; }

    /// <summary>Rounds without a better loss on the inner validation rows after which
    /// training stops and keeps the best round; 0 trains to the end. Default: 0.</summary>
    public int EarlyStoppingRounds { get; init; }

    /// <summary>Share of the rows kept for early stopping, in (0, 0.5]. Default: 0.1.</summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>The raw score before the first tree, in the target's unit where the loss has it. Default: what suits the loss best.</summary>
    public double? StartScore { get; init; }

    /// <summary>Threads used at most, the caller's included, ≥ 1; the model does not depend on it. Default: 1.</summary>
    public int Threads { get; init; } = 1;

    // The depth to which LevelTree walks trees level by level, and the nodes of whose last level hold their histograms at a time.
    private const int MaxSymmetricDepth = 10;

    private const int DefaultSymmetricDepth = 6;

    /// <summary>Levels of a symmetric tree.</summary>
    internal int SymmetricDepth => MaxDepth > 0 ? MaxDepth : DefaultSymmetricDepth;

    internal bool IsConstrained => !Monotone.IsDefaultOrEmpty;

    internal int MonotoneOf(int column) => Monotone.IsDefaultOrEmpty || column >= Monotone.Length ? 0 : Monotone[column];

    /// <summary>Whether a column is replaced by its mean targets, alone or beside sorted gradients.</summary>
    internal bool CodesByTarget(FeatureInfo column) => column.IsCategorical && Categories switch
    {
        CategoryCoding.Sorted => false,
        _ when Growth == TreeGrowth.Symmetric => true,
        CategoryCoding.Auto => column.Cardinality > MaxSortedCategories,
        _ => true,
    };

    /// <summary>Whether the categories of a column are sorted by gradient in every node.</summary>
    internal bool Sorts(FeatureInfo column) => Growth != TreeGrowth.Symmetric && Categories switch
    {
        CategoryCoding.OrderedTarget => false,
        CategoryCoding.Auto => column.Cardinality < FeatureBins.MaxBins,
        _ => true,
    };

    /// <summary>Throws when a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the option and its range.</exception>
    public void Check()
    {
        Require.Inside(QuantileLevel, 0, 1);
        Require.Inside(HuberShare, 0, 1);
        Require.Inside(TweediePower, 1, 2);
        Require.AtLeast(RankingCutoff, 1);
        Require.That(Loss, Loss != BoostingLoss.LambdaRank || EarlyStoppingRounds == 0,
            "one that judges rows one by one for early stopping; a ranking is judged by its lists");
        Require.AtLeast(Trees, 1);
        Require.AboveUpTo(LearningRate, 0, 1);
        Require.Between(MaxLeaves, 2, 65_536);
        Require.AtLeast(MaxDepth, 0);
        Require.That(MaxDepth, Growth != TreeGrowth.Symmetric || MaxDepth <= MaxSymmetricDepth, $"at most {MaxSymmetricDepth} for symmetric trees");
        Require.That(Categories, Growth != TreeGrowth.Symmetric || Categories is CategoryCoding.Auto or CategoryCoding.OrderedTarget,
            "not sorted by gradient for symmetric trees, whose nodes share one order");
        Require.AtLeast(MinRowsPerLeaf, 1);
        Require.NotNegative(MinHessianPerLeaf);
        Require.NotNegative(L2);
        Require.NotNegative(L1);
        Require.NotNegative(MinGain);
        Require.Between(MaxBins, 2, FeatureBins.MaxBins);
        Require.AboveUpTo(RowSample, 0, 1);
        Require.FromBelow(TopShare, 0, 1);
        Require.AboveUpTo(OtherShare, 0, 1);
        Require.That(OtherShare, TopShare + OtherShare <= 1, "at most 1 together with the top share");
        Require.AtLeast(MaxRowsPerLeaf, 0);
        Require.AboveUpTo(ColumnSample, 0, 1);
        Require.AtLeast(MaxSortedCategories, 0);
        Require.Positive(TargetPrior);
        Require.NotNegative(CategorySmoothing);
        Require.NotNegative(CategoryL2);
        Require.AtLeast(MaxCategoriesPerSplit, 1);
        Require.AtLeast(MinRowsPerCategoryGroup, 0);
        Require.FromBelow(DropRate, 0, 1);
        Require.That(DropRate, DropRate == 0 || EarlyStoppingRounds == 0,
            "0 with early stopping, because later rounds change the rounds that would be kept");
        Require.AtLeast(EarlyStoppingRounds, 0);
        Require.AboveUpTo(ValidationShare, 0, 0.5);
        Require.That(StartScore, StartScore is not { } start || double.IsFinite(start), "finite");
        Require.AtLeast(Threads, 1);
        foreach (int direction in Monotone.IsDefault ? [] : Monotone)
            Require.That(direction, direction is >= -1 and <= 1, "-1, 0 or 1 for every column", nameof(Monotone));
        foreach (var group in Interactions.IsDefault ? [] : Interactions)
            Require.That(group, !group.IsDefaultOrEmpty && group.All(c => c >= 0), "groups of column numbers", nameof(Interactions));
    }
}
