namespace Kolosal.Learning.Search;

/// <summary>Configurations that are worth a try before any search, by the shape of the table: what was found good on many tables is found at
/// once.</summary>
/// <remarks>Data, not a rule that learns: every row says when it holds and why it is there. The bounds between small, medium and large
/// are those where trainers' times and needs part; chosen, not derived.</remarks>
public static class Portfolio
{
    /// <summary>Below, a table is small: every row counts, and models with a prior over smooth functions are affordable.</summary>
    public const int SmallRows = 2_000;

    /// <summary>From here on a table is large: what costs the square of the rows is out, and leaves can be fine.</summary>
    public const int LargeRows = 50_000;

    /// <summary>Columns from which a table is wide, as it is when it has more columns than half its rows.</summary>
    public const int WideColumns = 300;

    /// <summary>Categories from which one column is hard to split by codes.</summary>
    public const int ManyCategories = 50;

    private static readonly ImmutableArray<Row> Rows =
    [
        // What stands within seconds comes first: a run that is cut off has something.
        new("gradient_boosting", Always, "The best single trainer on most tables, with the defaults that are meant for any."),
        new("logistic_regression", Classes, "A fit in a second that a complicated model has to beat, and a good member of an ensemble."),
        new("ridge", Numbers, "A fit in a second that a complicated model has to beat, and a good member of an ensemble."),
        new("random_forest", NotLarge, "Errs elsewhere than boosting, needs no tuning.", ("trees", 300), ("min_rows_per_leaf", 1)),
        new("extra_trees", NotLarge, "Random thresholds: smoother answers than a forest's, and the best member beside boosting on small tables.",
            ("trees", 300)),
        new("random_forest", Large, "Errs elsewhere than boosting; leaves of five rows keep a forest of many rows in memory.", ("trees", 100),
            ("min_rows_per_leaf", 5)),
        new("extra_trees", Large, "As the forest, at half the time a tree.", ("trees", 100), ("min_rows_per_leaf", 5)),

        new("gradient_boosting", Small, "Few rows: small steps, shallow trees, strong shrinkage and samples of rows and columns.", ("trees", 300),
            ("learning_rate", 0.03), ("max_leaves", 8), ("min_rows_per_leaf", 10), ("l2", 5), ("row_sample", 0.8), ("column_sample", 0.7)),
        new("gradient_boosting", Medium, "Small steps until held-out rows say stop, which a search over trees rarely reaches by itself.",
            ("trees", 1000), ("learning_rate", 0.04), ("max_leaves", 31), ("min_rows_per_leaf", 20), ("l2", 1), ("row_sample", 0.9),
            ("column_sample", 0.8), ("early_stopping_rounds", 30)),
        new("gradient_boosting", Large, "Many rows bear many leaves; early stopping keeps the time in bounds.", ("trees", 1000),
            ("learning_rate", 0.1), ("max_leaves", 127), ("min_rows_per_leaf", 50), ("l2", 1), ("early_stopping_rounds", 20)),
        new("gradient_boosting", Wide, "Many columns, most of them beside the point: a third of them a tree.", ("trees", 300),
            ("learning_rate", 0.05), ("max_leaves", 16), ("column_sample", 0.3), ("l2", 3)),
        new("gradient_boosting", Categorical, "Many categories: ordered statistics of the target beside sorted splits, and larger leaves.",
            ("trees", 300), ("learning_rate", 0.05), ("categories", "both"), ("category_smoothing", 20), ("min_rows_per_leaf", 30)),
        new("logistic_regression", shape => Classes(shape) && IsWide(shape), "More columns than rows can tell apart: an L1 penalty leaves most out.",
            ("c", 0.1), ("penalty", "l1")),
        new("elastic_net", shape => Numbers(shape) && IsWide(shape), "More columns than rows can tell apart: the penalty leaves most out.",
            ("penalty", "cross_validated")),
        new("logistic_regression", Imbalanced, "One class is rare: weights that make the classes count alike.", ("class_weight", "balanced")),
        new("svm", Small, "Few rows: a kernel machine costs little, and is smooth where trees are steps.", ("c", 3), ("kernel", "rbf")),
        new("gaussian_process", shape => Small(shape) && Numbers(shape),
            "Few rows of a number: a prior over smooth functions, fitted by its evidence.",
            ("kernel", "matern52")),
        new("mlp", NotLarge, "Smooth and of another kind than trees, so it adds to an ensemble.", ("layers", 2), ("units", 128), ("dropout", 0.1),
            ("learning_rate", 1e-3), ("weight_decay", 0.01), ("encoding_bins", 16)),
        new("k_nearest_neighbours", Small, "Errs like no other member of an ensemble.", ("neighbours", 15), ("weighting", "distance")),
    ];

    /// <summary>The configurations for a table, in the order in which they are worth the time.</summary>
    /// <param name="shape">Of the table.</param>
    /// <param name="task">What is predicted.</param>
    public static ImmutableArray<PortfolioEntry> For(DataShape shape, LearningTask task)
    {
        // The task decides between classes and numbers, also for a caller who left the classes out.
        var asked = new DataShape(shape.Rows, shape.Columns, shape.CategoricalShare, shape.MaxCategories,
            task == LearningTask.Regression ? 0 : Math.Max(2, shape.Classes), shape.Imbalance);
        return [.. Rows.Where(row => row.Holds(asked)).Select(row => new PortfolioEntry(row.Trainer, row.Parameters, row.Reason))];
    }

    /// <summary>Whether a table has more columns than its rows bear, or very many.</summary>
    public static bool IsWide(DataShape shape) => shape.Columns >= WideColumns || shape.Columns > shape.Rows / 2;

    private static bool Always(DataShape shape) => true;

    private static bool Classes(DataShape shape) => shape.Classes > 0;

    private static bool Numbers(DataShape shape) => shape.Classes == 0;

    private static bool Small(DataShape shape) => shape.Rows < SmallRows;

    private static bool Medium(DataShape shape) => shape.Rows is >= SmallRows and < LargeRows;

    private static bool Large(DataShape shape) => shape.Rows >= LargeRows;

    private static bool NotLarge(DataShape shape) => !Large(shape);

    private static bool Wide(DataShape shape) => IsWide(shape);

    private static bool Categorical(DataShape shape) => shape.CategoricalShare >= 0.5 || shape.MaxCategories >= ManyCategories;

    // A class one in ten of another; below, weights cost more in calibration than they give.
    private static bool Imbalanced(DataShape shape) => Classes(shape) && shape.Imbalance >= 10;

    private sealed record Row(string Trainer, Func<DataShape, bool> Holds, string Reason, params (string Name, ParameterValue Value)[] Values)
    {
        public HyperParameters Parameters { get; } = Values.Aggregate(HyperParameters.Empty, (all, one) => all.With(one.Name, one.Value));
    }
}
