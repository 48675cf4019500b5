namespace Kolosal.Learning.Metrics;

/// <summary>Every metric there is. To add one: its formula in this folder, and its line here.</summary>
public static class Metrics
{
    private const bool Higher = true, Lower = false;
    private const double Median = 0.5;
    private static readonly ImmutableArray<LearningTask> Binary = [LearningTask.Binary], Classes = [LearningTask.Binary, LearningTask.Multiclass],
        Multiclass = [LearningTask.Multiclass], Numbers = [LearningTask.Regression];

    /// <summary>The default for two classes.</summary>
    public static Metric RocAuc { get; } = new("roc_auc", Binary, Higher, r => RankMetrics.RocAuc(r.Are(1), r.ProbabilitiesOf(1), r.Weights.Span));

    /// <summary>The default for more classes.</summary>
    public static Metric LogLoss { get; } = new("log_loss", Classes, Lower, ProbabilityMetrics.LogLoss);

    /// <summary>The default for numbers.</summary>
    public static Metric Rmse { get; } = new("rmse", Numbers, Lower, RegressionMetrics.RootMeanSquaredError);

    /// <summary>The default for quantiles.</summary>
    public static Metric Pinball { get; } = new("pinball", Numbers, Lower, r => RegressionMetrics.Pinball(r, r.Level ?? Median))
    {
        Aim = LearningAim.Quantile
    };

    /// <summary>The default for counts.</summary>
    public static Metric PoissonDeviance { get; } = new("poisson_deviance", Numbers, Lower, r => RegressionMetrics.TweedieDeviance(r, 1));

    /// <summary>The default for classes in order.</summary>
    public static Metric QuadraticKappa { get; } = new("quadratic_kappa", Multiclass, Higher, r => ConfusionMatrix.Of(r).Kappa(quadratic: true))
    {
        Aim = LearningAim.Ordinal
    };

    /// <summary>The default for rankings.</summary>
    public static Metric Ndcg10 { get; } = new("ndcg_10", Numbers, Higher, r => RankingMetrics.MeanNdcg(r, 10)) { Aim = LearningAim.Ranking };

    /// <summary>The metrics.</summary>
    public static ImmutableArray<Metric> All { get; } =
    [
        RocAuc,
        new("pr_auc", Binary, Higher, r => RankMetrics.AveragePrecision(r.Are(1), r.ProbabilitiesOf(1), r.Weights.Span)),
        new("ks", Binary, Higher, r => RankMetrics.KolmogorovSmirnov(r.Are(1), r.ProbabilitiesOf(1), r.Weights.Span).Distance),
        new("roc_auc_ovr", Multiclass, Higher, r => MulticlassRankMetrics.RocAucOneVsRest(r, ClassAverage.Macro)),
        new("roc_auc_ovr_weighted", Multiclass, Higher, r => MulticlassRankMetrics.RocAucOneVsRest(r, ClassAverage.Weighted)),
        new("roc_auc_ovo", Multiclass, Higher, r => MulticlassRankMetrics.RocAucOneVsOne(r, ClassAverage.Macro)),
        LogLoss,
        new("brier", Classes, Lower, ProbabilityMetrics.Brier),
        new("ece", Classes, Lower, r => ProbabilityMetrics.CalibrationError(r).Expected),
        new("mce", Classes, Lower, r => ProbabilityMetrics.CalibrationError(r).Maximum),
        new("adaptive_ece", Classes, Lower, r => ProbabilityMetrics.CalibrationError(r, kind: CalibrationBins.EqualMass).Expected),
        new("classwise_ece", Classes, Lower, r => ProbabilityMetrics.ClasswiseCalibrationError(r)),
        new("accuracy", Classes, Higher, r => ConfusionMatrix.Of(r).Accuracy),
        new("balanced_accuracy", Classes, Higher, r => ConfusionMatrix.Of(r).BalancedAccuracy),
        new("top_2_accuracy", Multiclass, Higher, r => ProbabilityMetrics.TopK(r, 2)),
        new("top_3_accuracy", Multiclass, Higher, r => ProbabilityMetrics.TopK(r, 3)),
        new("precision", Binary, Higher, r => ConfusionMatrix.Of(r).Precision(1)),
        new("recall", Binary, Higher, r => ConfusionMatrix.Of(r).Recall(1)),
        new("f1", Binary, Higher, r => ConfusionMatrix.Of(r).FScore(1)),
        new("precision_macro", Classes, Higher, r => Averaged(r, m => m.Precision, ClassAverage.Macro)),
        new("recall_macro", Classes, Higher, r => Averaged(r, m => m.Recall, ClassAverage.Macro)),
        new("f1_macro", Classes, Higher, r => Averaged(r, m => k => m.FScore(k), ClassAverage.Macro)),
        new("precision_weighted", Classes, Higher, r => Averaged(r, m => m.Precision, ClassAverage.Weighted)),
        new("recall_weighted", Classes, Higher, r => Averaged(r, m => m.Recall, ClassAverage.Weighted)),
        new("f1_weighted", Classes, Higher, r => Averaged(r, m => k => m.FScore(k), ClassAverage.Weighted)),
        new("mcc", Classes, Higher, r => ConfusionMatrix.Of(r).MatthewsCorrelation),
        new("kappa", Classes, Higher, r => ConfusionMatrix.Of(r).Kappa()),
        Rmse,
        new("mae", Numbers, Lower, RegressionMetrics.MeanAbsoluteError),
        new("medae", Numbers, Lower, RegressionMetrics.MedianAbsoluteError),
        new("mape", Numbers, Lower, RegressionMetrics.MeanAbsolutePercentageError),
        new("smape", Numbers, Lower, RegressionMetrics.SymmetricPercentageError),
        new("rmsle", Numbers, Lower, r => Math.Sqrt(RegressionMetrics.MeanSquaredLogError(r))),
        new("max_error", Numbers, Lower, RegressionMetrics.MaximumError),
        PoissonDeviance,
        new("gamma_deviance", Numbers, Lower, r => RegressionMetrics.TweedieDeviance(r, 2)),
        new("r2", Numbers, Higher, RegressionMetrics.RSquared),
        new("explained_variance", Numbers, Higher, RegressionMetrics.ExplainedVariance),
        Pinball,
        new("pinball_d2", Numbers, Higher, r => RegressionMetrics.PinballD2(r, r.Level ?? Median)) { Aim = LearningAim.Quantile },
        QuadraticKappa,
        new("class_mae", Multiclass, Lower, ProbabilityMetrics.MeanClassDistance) { Aim = LearningAim.Ordinal },
        new("ranked_probability", Multiclass, Lower, ProbabilityMetrics.RankedProbabilityScore) { Aim = LearningAim.Ordinal },
        Ndcg10,
        new("ndcg_5", Numbers, Higher, r => RankingMetrics.MeanNdcg(r, 5)) { Aim = LearningAim.Ranking },
        new("ndcg", Numbers, Higher, r => RankingMetrics.MeanNdcg(r)) { Aim = LearningAim.Ranking },
    ];

    /// <summary>The metric that a run optimises unless told otherwise.</summary>
    public static Metric Default(LearningTask task) => task switch
    {
        LearningTask.Binary => RocAuc,
        LearningTask.Multiclass => LogLoss,
        _ => Rmse,
    };

    /// <summary>The metric that a run optimises unless told otherwise.</summary>
    public static Metric Default(LearningProblem problem) => problem.Aim switch
    {
        LearningAim.Quantile => Pinball,
        LearningAim.Count => PoissonDeviance,
        LearningAim.Ordinal => QuadraticKappa,
        LearningAim.Ranking => Ndcg10,
        _ => Default(problem.Task),
    };

    /// <summary>The metric with a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public static Metric Get(string name) => All.FirstOrDefault(m => m.Name == name)
        ?? throw new KeyNotFoundException($"There is no metric '{name}'; there are {string.Join(", ", All.Select(m => m.Name))}.");

    private static double Averaged(ScoredRows rows, Func<ConfusionMatrix, Func<int, double>> measure, ClassAverage average)
    {
        var matrix = ConfusionMatrix.Of(rows);
        return matrix.Average(measure(matrix), average);
    }
}
