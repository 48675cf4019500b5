namespace Kolosal.Learning.Trees;

/// <summary>The hyper-parameters that trees and forests share.</summary>
internal static class ForestSearchSpaces
{
    public static ImmutableArray<LearningTask> Tasks { get; } = [LearningTask.Binary, LearningTask.Multiclass, LearningTask.Regression];

    /// <summary>Those of one tree.</summary>
    public static IEnumerable<Parameter> Tree(int minRowsPerLeaf, int maxDepth, double leafSmoothing) =>
    [
        new CategoricalParameter("criterion", ["gini", "entropy"], "gini"),
        new IntegerParameter("max_depth", 0, 64, maxDepth),
        new IntegerParameter("min_rows_per_leaf", 1, 200, minRowsPerLeaf, Log: true),
        new IntegerParameter("min_rows_to_split", 2, 400, 2, Log: true),
        new FloatParameter("leaf_smoothing", 0, 20, leafSmoothing),
        new CategoricalParameter("class_weight", ["none", "balanced"], "none"),
    ];

    /// <summary>Those of a tree that stands alone.</summary>
    public static IEnumerable<Parameter> SingleTree(int minRowsPerLeaf, int maxDepth, double leafSmoothing) =>
    [
        .. Tree(minRowsPerLeaf, maxDepth, leafSmoothing),
        new CategoricalParameter("regression_criterion", ["squared_error", "absolute_error"], "squared_error"),
        new FloatParameter("cost_complexity", 0, 0.1, 0),
    ];

    /// <summary>Those of a forest.</summary>
    /// <param name="trees">The default number of trees.</param>
    public static SearchSpace Forest(int trees) => new(
    [
        new IntegerParameter("trees", 10, 2000, trees, Log: true),
        .. Tree(minRowsPerLeaf: 1, maxDepth: 0, leafSmoothing: 0),
        new CategoricalParameter("columns", ["auto", "share"], "auto"),
        new FloatParameter("column_share", 0.05, 1, 0.5, When: new("columns", "share")),
    ]);

    public static DecisionTreeOptions TreeOptions(HyperParameters given, DecisionTreeOptions defaults) => defaults with
    {
        Criterion = given.Choice("criterion", "gini") == "entropy" ? TreeCriterion.Entropy : TreeCriterion.Gini,
        MaxDepth = given.Integer("max_depth", defaults.MaxDepth),
        MinRowsPerLeaf = given.Integer("min_rows_per_leaf", defaults.MinRowsPerLeaf),
        MinRowsToSplit = given.Integer("min_rows_to_split", defaults.MinRowsToSplit),
        LeafSmoothing = given.Float("leaf_smoothing", defaults.LeafSmoothing),
        BalancedClasses = given.Choice("class_weight", "none") == "balanced",
        RegressionCriterion = given.Choice("regression_criterion", "squared_error") == "absolute_error"
            ? RegressionCriterion.AbsoluteError
            : defaults.RegressionCriterion,
        CostComplexity = given.Float("cost_complexity", defaults.CostComplexity),
    };

    public static ForestOptions ForestOptionsOf(HyperParameters given, ForestOptions defaults) => defaults with
    {
        Tree = TreeOptions(given, defaults.Tree),
        Trees = given.Integer("trees", defaults.Trees),
        ColumnShare = given.Choice("columns", "auto") == "share" ? given.Float("column_share", 0.5) : null,
    };
}
