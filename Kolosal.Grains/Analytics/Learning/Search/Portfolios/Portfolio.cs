using Kolosal.Learning.Preprocessing;

namespace Kolosal.Learning.Search;

/// <summary>Configurations that are worth a try before any search, by the shape of the table: what was found good on many tables is found at
/// once.</summary>
/// <remarks>
/// Data, not a rule that learns: every row says when it holds and why it is there. Order matters under a budget: what is nearly always good and
/// quick comes first. Settings were chosen by cross-validation on training parts and on generated problems, never by a test score; the bounds
/// between small, medium and large are those where trainers' times and needs part, chosen rather than derived.
/// </remarks>
public static class Portfolio
{
    /// <summary>Below, a table is small: every row counts, and models with a prior over smooth functions are affordable.</summary>
    public const int SmallRows = 3_000;

    /// <summary>From here on a table is large: what costs the square of the rows is out, and leaves can be fine.</summary>
    public const int LargeRows = 20_000;

    /// <summary>Columns from which a table is wide, as it is when it has more columns than half its rows.</summary>
    public const int WideColumns = 300;

    /// <summary>Up to so many rows a forest is as quick as everything else; above, it waits until what is quick has shown what can be
    /// reached.</summary>
    private const int FewRows = 5_000;

    private const int MostRowsForProcesses = 1_000, MostRowsForNeighbours = 10_000, MostValuesForNetworks = 3_000_000;

    private static readonly ImmutableArray<Row> Rows =
    [
        // What stands within seconds comes first: a run that is cut off has something.
        new("gradient_boosting", Pace.Quick, Always, "The defaults, which are meant for any table."),
        new("logistic_regression", Pace.Quick, Classes, "A fit in a second that a complicated model has to beat, and a good member of an ensemble."),
        new("ridge", Pace.Quick, Numbers, "A fit in a second that a complicated model has to beat, and a good member of an ensemble."),
        new("lightgbm", Pace.Quick, Always, "Another implementation bins and splits otherwise, and its errors are not quite the same."),
        new("gradient_boosting", Pace.Quick, Small, "Few rows: small steps, shallow trees, strong shrinkage and samples of rows and columns.",
            ("trees", 300), ("learning_rate", 0.03), ("max_leaves", 6), ("min_rows_per_leaf", 10), ("row_sample", 0.7), ("column_sample", 0.5),
            ("l2", 5)),
        new("lightgbm", Pace.Quick, Small, "Few rows: small steps, shallow trees and samples of rows and columns.", ("num_iterations", 300),
            ("learning_rate", 0.03), ("num_leaves", 8), ("min_data_in_leaf", 10), ("feature_fraction", 0.5), ("bagging_fraction", 0.7),
            ("lambda_l2", 5)),
        new("extra_trees", Pace.Steady, shape => Small(shape) && Classes(shape),
            "Random thresholds: smoother answers than a forest's, and the best member beside boosting on few rows.", ("trees", 300),
            ("min_rows_per_leaf", 1)),
        new("extra_trees", Pace.Steady, shape => Small(shape) && Numbers(shape),
            "Random thresholds are chance enough: of most columns, numbers are learnt better.", ("trees", 300), ("min_rows_per_leaf", 1),
            ("columns", "share"), ("column_share", 0.6)),
        new("random_forest", Pace.Steady, Small, "Errs elsewhere than boosting, needs no tuning.", ("trees", 300), ("min_rows_per_leaf", 1)),
        new("gradient_boosting", Pace.Quick, Small, "Smaller steps and samples still: on few rows the mean of many weak trees is the surest.",
            ("trees", 600), ("learning_rate", 0.02), ("max_leaves", 8), ("min_rows_per_leaf", 5), ("row_sample", 0.6), ("column_sample", 0.4),
            ("l2", 2)),
        new("lightgbm", Pace.Quick, Small, "Smaller steps and samples still, with leaves of a few rows.", ("num_iterations", 600),
            ("learning_rate", 0.02), ("num_leaves", 15), ("min_data_in_leaf", 5), ("feature_fraction", 0.4), ("bagging_fraction", 0.6),
            ("lambda_l2", 1)),
        new("gaussian_process", Pace.Steady, shape => shape.Rows <= MostRowsForProcesses,
            "Few rows: a prior over smooth functions, fitted by its evidence, in the time of a forest."),
        new("svm", Pace.Steady, shape => Small(shape) && Classes(shape),
            "Few rows: a kernel machine costs little, and is smooth where trees are steps."),
        new("svm", Pace.Steady, shape => Small(shape) && Numbers(shape),
            "Few rows of a number: the usual C of 1 bends too little to targets in standard deviations.", ("c", 10)),
        new("logistic_regression", Pace.Quick, Classes, "A strong penalty: of many columns, or of categories, a share is chance.", ("c", 0.05)),
        new("ridge", Pace.Quick, Numbers, "A strong penalty: of many columns, or of categories, a share is chance.", ("alpha", 30)),
        new("linear_discriminant", Pace.Quick, shape => Small(shape) && Classes(shape), "The other linear model of classes, in a moment."),
        new("elastic_net", Pace.Quick, shape => Small(shape) && Numbers(shape), "A penalty that leaves columns out, in a moment."),
        new("poisson_regression", Pace.Quick, shape => shape.CountTarget, "Counts: the logarithm of the mean is what adds up."),
        new("explainable_boosting", Pace.Quick, Always, "A sum of curves: where that is the truth, nothing with more freedom is as sure."),
        new("gradient_boosting", Pace.Quick, Always, "Stumps of three levels: few interactions, many columns.", ("trees", 300),
            ("learning_rate", 0.08), ("max_leaves", 8), ("max_depth", 3), ("column_sample", 0.7)),
        new("gradient_boosting", Pace.Quick, shape => shape.SkewedTarget, "A long tail upwards: the logarithm makes errors comparable.",
            ("trees", 600), ("learning_rate", 0.05), ("max_leaves", 31), ("row_sample", 0.8), ("column_sample", 0.5), ("min_rows_per_leaf", 10))
            { Target = TargetFunction.Log },
        new("gradient_boosting", Pace.Quick, Always, "Between: half the leaves and half the step of the defaults.", ("trees", 300),
            ("learning_rate", 0.05), ("max_leaves", 16), ("row_sample", 0.8), ("column_sample", 0.6)),
        new("gradient_boosting", Pace.Quick, Medium, "Small steps and half of the columns a tree.", ("trees", 600), ("learning_rate", 0.05),
            ("max_leaves", 31), ("row_sample", 0.8), ("column_sample", 0.5), ("min_rows_per_leaf", 30)),
        new("gradient_boosting", Pace.Quick, Large, "Small steps and half of the columns a tree, in fewer trees for the time they take.",
            ("trees", 400), ("learning_rate", 0.05), ("max_leaves", 31), ("row_sample", 0.8), ("column_sample", 0.5), ("min_rows_per_leaf", 30)),
        new("gradient_boosting", Pace.Quick, NotSmall, "Many rows bear many leaves.", ("trees", 1200), ("learning_rate", 0.04), ("max_leaves", 96),
            ("row_sample", 0.8), ("column_sample", 0.5), ("min_rows_per_leaf", 10)),
        new("gradient_boosting", Pace.Quick, NotSmall, "Many small trees of few columns: mostly sums, some interactions.", ("trees", 600),
            ("learning_rate", 0.05), ("max_leaves", 8), ("row_sample", 0.8), ("column_sample", 0.4)),
        new("gradient_boosting", Pace.Quick, Wide, "Many columns, most of them beside the point: a third of them a tree.", ("trees", 300),
            ("learning_rate", 0.05), ("max_leaves", 16), ("column_sample", 0.3), ("l2", 3)),
        new("logistic_regression", Pace.Quick, shape => Classes(shape) && Wide(shape),
            "More columns than rows can tell apart: an L1 penalty leaves most out.", ("c", 0.1), ("penalty", "l1")),
        new("logistic_regression", Pace.Quick, Imbalanced, "One class is rare: weights that make the classes count alike.",
            ("class_weight", "balanced")),
        new("extra_trees", Pace.Steady, shape => NotSmall(shape) && Classes(shape), "Random thresholds: smoother answers than a forest's. Leaves of "
            + "a few rows are nearly as good as full trees, and a tenth of their size.", ("trees", 120), ("min_rows_per_leaf", 4),
            ("columns", "share"), ("column_share", 0.4)),
        new("random_forest", Pace.Steady, shape => NotSmall(shape) && Classes(shape), "Errs elsewhere than boosting, needs no tuning; leaves of a "
            + "few rows.", ("trees", 120), ("min_rows_per_leaf", 4), ("columns", "share"), ("column_share", 0.4)),
        new("extra_trees", Pace.Steady, shape => NotSmall(shape) && Numbers(shape), "Random thresholds, and half of the columns a node: numbers "
            + "are learnt better of more.", ("trees", 120), ("min_rows_per_leaf", 4), ("columns", "share"), ("column_share", 0.5)),
        new("random_forest", Pace.Steady, shape => NotSmall(shape) && Numbers(shape), "Errs elsewhere than boosting, needs no tuning; half of the "
            + "columns a node.", ("trees", 120), ("min_rows_per_leaf", 4), ("columns", "share"), ("column_share", 0.5)),
        new("mlp", Pace.Slow, Networks, "Smooth and of another kind than trees, so it adds to an ensemble.", ("encoding_bins", 16), ("units", 128),
            ("dropout", 0.2)),
        new("k_nearest_neighbours", Pace.Slow, shape => shape.Rows <= MostRowsForNeighbours && shape.CategoricalShare < 0.5,
            "Errs like no other member of an ensemble; between categories there is no distance."),
        new("tabular_network", Pace.Slow, Networks, "The network that comes nearest to boosting on tables."),
    ];

    private enum Pace
    {
        /// <summary>A fit is a matter of a second or few on any table it holds for.</summary>
        Quick,

        /// <summary>Takes longer than boosting on many rows.</summary>
        Steady,

        /// <summary>Takes many times as long as boosting.</summary>
        Slow,
    }

    /// <summary>The configurations for a table, in the order in which they are worth the time.</summary>
    /// <param name="shape">Of the table.</param>
    /// <param name="task">What is predicted.</param>
    public static ImmutableArray<PortfolioEntry> For(DataShape shape, LearningTask task)
    {
        bool number = task == LearningTask.Regression;
        // The task decides between classes and numbers, also for a caller who left the classes out.
        var asked = new DataShape(shape.Rows, shape.Columns, shape.CategoricalShare, shape.MaxCategories,
            number ? 0 : Math.Max(2, shape.Classes), shape.Imbalance, number && shape.CountTarget, number && shape.SkewedTarget);
        bool few = shape.Rows <= FewRows;
        return
        [
            .. Rows.Where(row => row.Holds(asked)).OrderBy(row => few && row.Pace == Pace.Steady ? Pace.Quick : row.Pace)
                .Select(row => new PortfolioEntry(row.Trainer, row.Parameters, row.Reason) { Target = row.Target }),
        ];
    }

    private static bool Always(DataShape shape) => true;

    private static bool Classes(DataShape shape) => shape.Classes > 0;

    private static bool Numbers(DataShape shape) => shape.Classes == 0;

    private static bool Small(DataShape shape) => shape.Rows < SmallRows;

    private static bool NotSmall(DataShape shape) => !Small(shape);

    private static bool Medium(DataShape shape) => NotSmall(shape) && !Large(shape);

    private static bool Large(DataShape shape) => shape.Rows > LargeRows;

    private static bool Wide(DataShape shape) => shape.Columns >= WideColumns || shape.Columns > shape.Rows / 2;

    private static bool Networks(DataShape shape) => shape.Values <= MostValuesForNetworks;

    // A class one in ten of another; below, weights cost more in calibration than they give.
    private static bool Imbalanced(DataShape shape) => Classes(shape) && shape.Imbalance >= 10;

    private sealed record Row(
        string Trainer, Pace Pace, Func<DataShape, bool> Holds, string Reason, params (string Name, ParameterValue Value)[] Values)
    {
        public HyperParameters Parameters { get; } = Values.Aggregate(HyperParameters.Empty, (all, one) => all.With(one.Name, one.Value));

        public TargetFunction? Target { get; init; }
    }
}
