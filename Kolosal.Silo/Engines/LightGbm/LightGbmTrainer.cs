using Kolosal.Learning;
using Kolosal.Learning.Import;

namespace Kolosal.Engines.LightGbm;

/// <summary>Gradient boosting by the LightGBM library; its models are scored by our own trees, without the library.</summary>
/// <remarks>
/// Ke et al., "LightGBM: A Highly Efficient Gradient Boosting Decision Tree", NeurIPS 2017. Missing values and categories go over as they are.
/// The library holds targets, weights and gradients as float32, so numbers are learnt in standard deviations from their mean. Rows of weight 0
/// do not go over: it would count them in leaves.
/// </remarks>
internal sealed class LightGbmTrainer : Trainer, IParallelTrainer
{
    private readonly LightGbmOptions options;

    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public LightGbmTrainer(LightGbmOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("lightgbm",
        [LearningTask.Binary, LearningTask.Multiclass, LearningTask.Regression], FeatureEncoding.Native,
        new SearchSpace(
            new CategoricalParameter("boosting", ["gbdt", "dart", "goss"], "gbdt"),
            new IntegerParameter("num_iterations", 10, 2000, 100, Log: true),
            new FloatParameter("learning_rate", 0.01, 0.5, 0.1, Log: true),
            new IntegerParameter("num_leaves", 2, 512, 31, Log: true),
            new IntegerParameter("max_depth", 0, 16, 0),
            new IntegerParameter("min_data_in_leaf", 1, 200, 20, Log: true),
            new FloatParameter("min_sum_hessian_in_leaf", 0, 10, 1e-3),
            new FloatParameter("feature_fraction", 0.3, 1, 1),
            new FloatParameter("feature_fraction_bynode", 0.3, 1, 1),
            new CategoricalParameter("extra_trees", ["false", "true"], "false"),
            new FloatParameter("path_smooth", 0, 100, 0),
            new FloatParameter("bagging_fraction", 0.3, 1, 1, When: new("boosting", "gbdt", "dart")),
            new FloatParameter("lambda_l1", 0, 10, 0),
            new FloatParameter("lambda_l2", 0, 100, 0),
            new FloatParameter("min_gain_to_split", 0, 10, 0),
            new IntegerParameter("max_bin", 15, 1023, 255, Log: true),
            new IntegerParameter("max_cat_to_onehot", 1, 64, 4, Log: true),
            new FloatParameter("cat_smooth", 0, 100, 10),
            new FloatParameter("cat_l2", 0, 100, 10),
            new FloatParameter("drop_rate", 0, 0.5, 0.1, When: new("boosting", "dart")),
            new IntegerParameter("early_stopping_rounds", 0, 100, 0, When: new("boosting", "gbdt", "goss"))),
        given => new LightGbmTrainer(OptionsOf(given)), LightGbmModel.Read, Determinism: Determinism.SameThreads,
        Unstoppable: "LightGBM is asked between rounds, so the binning of the rows before the first round, and one round, run to their end",
        Bind: terms => BoundLightGbm.Describe(Descriptor!, terms));

    /// <inheritdoc/>
    public ITrainer WithThreads(int threads) => new LightGbmTrainer(options with { Threads = threads });

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        if (rows.Columns.IsEmpty) throw new TrainingException($"'{Name}' needs at least one column, got none.");
        CheckMonotone(rows);
        // Means behind a logarithm and grades have no place to be measured from.
        bool places = options.Loss is LightGbmLoss.ByTask or LightGbmLoss.RegressionL1 or LightGbmLoss.Huber or LightGbmLoss.Quantile;
        var unit = rows.Task == LearningTask.Regression && places ? TargetUnit.Of(rows) : TargetUnit.Own;
        try
        {
            byte[] text = new LightGbmRun(unit == TargetUnit.Own ? rows : unit.Standardise(rows), options, seed).Learn(cancel);
            return LightGbmReader.Read(text, unit);
        }
        catch (LightGbmException refusal)
        {
            throw new TrainingException($"'{Name}' cannot learn from these rows: {refusal.Message}");
        }
    }

    internal static LightGbmOptions OptionsOf(HyperParameters given)
    {
        var boosting = given.Choice("boosting") switch
        {
            "dart" => LightGbmBoosting.Dart,
            "goss" => LightGbmBoosting.Goss,
            _ => LightGbmBoosting.Gbdt,
        };
        return new()
        {
            Boosting = boosting,
            NumIterations = given.Integer("num_iterations"),
            LearningRate = given.Float("learning_rate"),
            NumLeaves = given.Integer("num_leaves"),
            MaxDepth = given.Integer("max_depth"),
            MinDataInLeaf = given.Integer("min_data_in_leaf"),
            MinSumHessianInLeaf = given.Float("min_sum_hessian_in_leaf"),
            FeatureFraction = given.Float("feature_fraction"),
            FeatureFractionByNode = given.Float("feature_fraction_bynode"),
            ExtraTrees = given.Choice("extra_trees") == "true",
            PathSmooth = given.Float("path_smooth"),
            BaggingFraction = given.Float("bagging_fraction"),
            LambdaL1 = given.Float("lambda_l1"),
            LambdaL2 = given.Float("lambda_l2"),
            MinGainToSplit = given.Float("min_gain_to_split"),
            MaxBin = given.Integer("max_bin"),
            MaxCatToOnehot = given.Integer("max_cat_to_onehot"),
            CatSmooth = given.Float("cat_smooth"),
            CatL2 = given.Float("cat_l2"),
            DropRate = given.Float("drop_rate"),
            EarlyStoppingRounds = given.Integer("early_stopping_rounds"),
        };
    }

    private void CheckMonotone(TrainingSet rows)
    {
        if (options.Monotone.IsDefaultOrEmpty) return;
        if (options.Monotone.Length != rows.Columns.Length)
            throw new TrainingException($"Need one monotone direction a column, got {options.Monotone.Length} for {rows.Columns.Length} columns.");
        if (rows.Task == LearningTask.Multiclass)
            throw new TrainingException("Monotone constraints are for one score; with several classes no single output can be held.");
        for (int c = 0; c < options.Monotone.Length; c++)
            if (options.Monotone[c] != 0 && rows.Columns[c].IsCategorical)
                throw new TrainingException(
                    $"Column '{rows.Columns[c].Name}' has categories without an order, so the output cannot rise or fall with it.");
    }
}
