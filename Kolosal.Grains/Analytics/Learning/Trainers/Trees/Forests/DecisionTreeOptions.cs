namespace Kolosal.Learning.Trees;

/// <summary>What a split of a classification tree makes small.</summary>
public enum TreeCriterion
{
    /// <summary>1 − Σ pₖ².</summary>
    Gini,

    /// <summary>−Σ pₖ log pₖ.</summary>
    Entropy,
}

/// <summary>What a split of a regression tree makes small.</summary>
public enum RegressionCriterion
{
    /// <summary>Σ (y − mean)²; leaf values are means.</summary>
    SquaredError,

    /// <summary>Σ |y − median|; leaf values are medians.</summary>
    AbsoluteError,

    /// <summary>Σ y log (y / mean) − y + mean for counts and rates, y ≥ 0; leaf values are means.</summary>
    Poisson,
}

/// <summary>How one tree of a decision tree, random forest or extra trees model grows.</summary>
public sealed record DecisionTreeOptions
{
    /// <summary>What a classification split makes small. Default: Gini.</summary>
    public TreeCriterion Criterion { get; init; }

    /// <summary>What a regression split makes small. Default: the squared error.</summary>
    public RegressionCriterion RegressionCriterion { get; init; }

    /// <summary>Splits above a leaf at most; 0 for no limit. Default: 0.</summary>
    public int MaxDepth { get; init; }

    /// <summary>Rows a node has at least to be split, ≥ 2, whatever they weigh. Default: 2.</summary>
    public int MinRowsToSplit { get; init; } = 2;

    /// <summary>Rows a leaf has at least, ≥ 1, whatever they weigh. Default: 1.</summary>
    public int MinRowsPerLeaf { get; init; } = 1;

    /// <summary>Share of the columns looked at in a node, in (0, 1]; 0 for the square root of their number. Default: 1.</summary>
    public double ColumnShare { get; init; } = 1;

    /// <summary>Whether a column is cut at one random place instead of the best one. Default: false.</summary>
    public bool RandomCuts { get; init; }

    /// <summary>Bins of a number column at most, 2 … 255. Default: 255.</summary>
    public int MaxBins { get; init; } = FeatureBins.MaxBins;

    /// <summary>m ≥ 0: a leaf value is (c + m · the training share) / (n + m) for each
    /// class, so that a few rows of one class do not claim certainty. Default: 0.</summary>
    public double LeafSmoothing { get; init; }

    /// <summary>α of cost-complexity pruning as a share of the root's loss, 0 … 1 (rpart's cp; scikit-learn's
    /// ccp_alpha is α itself); a split that saves less a leaf goes. Default: 0, no pruning.</summary>
    public double CostComplexity { get; init; }

    /// <summary>Rows a node has for each of its categories at least to put them in order by target
    /// rather than by code, ≥ 0; see <see cref="ForestSplitFinder"/>. Default: 0.</summary>
    public int MinRowsPerCategory { get; init; }

    /// <summary>Whether the classes count alike however many rows they have: a row's weight is multiplied with n /
    /// (K nₖ), n the weight of all rows and nₖ that of its class (King and Zeng 2001). Default: false.</summary>
    public bool BalancedClasses { get; init; }

    /// <summary>Throws when a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the option and its range.</exception>
    public void Check()
    {
        Require.AtLeast(MaxDepth, 0);
        Require.AtLeast(MinRowsToSplit, 2);
        Require.AtLeast(MinRowsPerLeaf, 1);
        Require.Between(ColumnShare, 0, 1);
        Require.NotNegative(LeafSmoothing);
        Require.Between(CostComplexity, 0, 1);
        Require.AtLeast(MinRowsPerCategory, 0);
        Require.Between(MaxBins, 2, FeatureBins.MaxBins);
    }
}
