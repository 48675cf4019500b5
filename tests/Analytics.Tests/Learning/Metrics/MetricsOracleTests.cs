using Kolosal.Learning.Metrics;
using Kolosal.Testing;

namespace Kolosal.Learning;

/// <summary>All cases of metrics.json, and the DeLong tests of stat_tests.json.</summary>
public class MetricsOracleTests
{
    private const string File = "metrics.json";

    public static TheoryData<string> BinaryIds => OracleReading.Ids(File, "binary_metrics");

    public static TheoryData<string> MulticlassIds => OracleReading.Ids(File, "multiclass_metrics");

    public static TheoryData<string> RegressionIds => OracleReading.Ids(File, "regression_metrics");

    [OracleTheory, MemberData(nameof(BinaryIds))]
    public void Binary(string id)
    {
        var @case = OracleReading.Case(File, id);
        double[] p = @case.Vector("p");
        int[] y = @case.Integers("y");
        double[] both = [.. p.SelectMany(v => new[] { 1 - v, v })];
        var rows = ScoredRows.Classification(y, 2, both);
        var weighted = @case.Has("sample_weight") ? ScoredRows.Classification(y, 2, both, @case.Vector("sample_weight")) : rows;
        bool[] truth = rows.Are(1);
        double[] weights = weighted.Weights.ToArray();
        var matrix = ConfusionMatrix.Of(rows);
        Meet(@case, name => name switch
        {
            "roc_auc" => RankMetrics.RocAuc(truth, p),
            "roc_auc_weighted" => RankMetrics.RocAuc(truth, p, weights),
            "partial_auc_max_fpr_0_2_mcclish" => RankMetrics.PartialRocAuc(truth, p, 0.2),
            "average_precision" => RankMetrics.AveragePrecision(truth, p),
            "average_precision_weighted" => RankMetrics.AveragePrecision(truth, p, weights),
            "pr_auc_trapezoid" => RankMetrics.PrecisionRecallTrapezoid(truth, p),
            "log_loss" => ProbabilityMetrics.LogLoss(rows),
            "log_loss_weighted" => ProbabilityMetrics.LogLoss(weighted),
            "brier" => ProbabilityMetrics.Brier(rows),
            "accuracy" => matrix.Accuracy,
            "balanced_accuracy" => matrix.BalancedAccuracy,
            "precision" => matrix.Precision(1),
            "recall" => matrix.Recall(1),
            "f1" => matrix.FScore(1),
            "f2" => matrix.FScore(1, 2),
            "f0_5" => matrix.FScore(1, 0.5),
            "specificity" => matrix.Specificity(1),
            "mcc" => matrix.MatthewsCorrelation,
            "kappa" => matrix.Kappa(),
            "jaccard" => matrix.Jaccard(1),
            "hamming_loss" => 1 - matrix.Accuracy,
            "gini" => 2 * RankMetrics.RocAuc(truth, p) - 1,
            "ks" => RankMetrics.KolmogorovSmirnov(truth, p).Distance,
            "youden_threshold" => RankMetrics.KolmogorovSmirnov(truth, p).Threshold,
            "lift_top10pct" => RankMetrics.Lift(truth, p, 0.1),
            "roc_points" => RankMetrics.RocCurve(truth, p).Length,
            _ => null,
        }, "confusion_tn_fp_fn_tp");
        if (@case.Expected.TryGetProperty("confusion_tn_fp_fn_tp", out _))
            @case.Near("confusion_tn_fp_fn_tp", [matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]]);
    }

    [OracleTheory, MemberData(nameof(MulticlassIds))]
    public void Multiclass(string id)
    {
        var @case = OracleReading.Case(File, id);
        int classes = (int)@case.Param("classes");
        var rows = ScoredRows.Classification(@case.Integers("y"), classes, @case.Vector("proba"));
        var weighted = ScoredRows.Classification(@case.Integers("y"), classes, @case.Vector("proba"), @case.Vector("sample_weight"));
        var matrix = ConfusionMatrix.Of(rows);
        Meet(@case, name => name switch
        {
            "accuracy" or "f1_micro" or "precision_micro" or "recall_micro" => matrix.Accuracy,
            "balanced_accuracy" => matrix.BalancedAccuracy,
            "log_loss" => ProbabilityMetrics.LogLoss(rows),
            "mcc" => matrix.MatthewsCorrelation,
            "kappa" => matrix.Kappa(),
            "kappa_quadratic" => matrix.Kappa(quadratic: true),
            "top2" => ProbabilityMetrics.TopK(rows, 2),
            "accuracy_weighted" => ConfusionMatrix.Of(weighted).Accuracy,
            "jaccard_micro" => matrix.MicroJaccard,
            "f1_macro" => matrix.Average(k => matrix.FScore(k), ClassAverage.Macro),
            "precision_macro" => matrix.Average(matrix.Precision, ClassAverage.Macro),
            "recall_macro" => matrix.Average(matrix.Recall, ClassAverage.Macro),
            "jaccard_macro" => matrix.Average(matrix.Jaccard, ClassAverage.Macro),
            "f1_weighted" => matrix.Average(k => matrix.FScore(k), ClassAverage.Weighted),
            "precision_weighted" => matrix.Average(matrix.Precision, ClassAverage.Weighted),
            "recall_weighted" => matrix.Average(matrix.Recall, ClassAverage.Weighted),
            "jaccard_weighted" => matrix.Average(matrix.Jaccard, ClassAverage.Weighted),
            "roc_auc_ovr_macro" => MulticlassRankMetrics.RocAucOneVsRest(rows, ClassAverage.Macro),
            "roc_auc_ovr_weighted" => MulticlassRankMetrics.RocAucOneVsRest(rows, ClassAverage.Weighted),
            "roc_auc_ovr_micro" => MulticlassRankMetrics.RocAucOneVsRest(rows, ClassAverage.Micro),
            "roc_auc_ovo_macro" => MulticlassRankMetrics.RocAucOneVsOne(rows, ClassAverage.Macro),
            "roc_auc_ovo_weighted" => MulticlassRankMetrics.RocAucOneVsOne(rows, ClassAverage.Weighted),
            "average_precision_macro" => MulticlassRankMetrics.AveragePrecision(rows, ClassAverage.Macro),
            "average_precision_micro" => MulticlassRankMetrics.AveragePrecision(rows, ClassAverage.Micro),
            "brier_multiclass_sum" => ProbabilityMetrics.Brier(rows),
            _ => null,
        }, "confusion");
        @case.Near("confusion", [.. Enumerable.Range(0, classes * classes).Select(i => matrix[i / classes, i % classes])]);
    }

    [OracleTheory, MemberData(nameof(RegressionIds))]
    public void Regression(string id)
    {
        var @case = OracleReading.Case(File, id);
        var rows = ScoredRows.Regression(@case.Vector("y"), @case.Vector("p"));
        var weighted = ScoredRows.Regression(@case.Vector("y"), @case.Vector("p"), @case.Vector("sample_weight"));
        Meet(@case, name => name switch
        {
            "mse" => RegressionMetrics.MeanSquaredError(rows),
            "rmse" => RegressionMetrics.RootMeanSquaredError(rows),
            "rmse_weighted" => RegressionMetrics.RootMeanSquaredError(weighted),
            "mae" => RegressionMetrics.MeanAbsoluteError(rows),
            "medae" => RegressionMetrics.MedianAbsoluteError(rows),
            "r2" => RegressionMetrics.RSquared(rows),
            "r2_weighted" => RegressionMetrics.RSquared(weighted),
            "explained_variance" => RegressionMetrics.ExplainedVariance(rows),
            "max_error" => RegressionMetrics.MaximumError(rows),
            "mape" => RegressionMetrics.MeanAbsolutePercentageError(rows),
            "smape_percent" => 100 * RegressionMetrics.SymmetricPercentageError(rows),
            "msle" => RegressionMetrics.MeanSquaredLogError(rows),
            "rmsle" => Math.Sqrt(RegressionMetrics.MeanSquaredLogError(rows)),
            "poisson_deviance" => RegressionMetrics.TweedieDeviance(rows, 1),
            "gamma_deviance" => RegressionMetrics.TweedieDeviance(rows, 2),
            "tweedie_1_5" => RegressionMetrics.TweedieDeviance(rows, 1.5),
            "pinball_0_9" => RegressionMetrics.Pinball(rows, 0.9),
            "d2_absolute" => RegressionMetrics.PinballD2(rows, 0.5),
            "d2_pinball_0_9" => RegressionMetrics.PinballD2(rows, 0.9),
            "huber_delta1" => RegressionMetrics.Huber(rows, 1),
            _ => null,
        });
    }

    public static TheoryData<string> ClusteringIds => OracleReading.Ids(File, "clustering_metrics");

    public static TheoryData<string> RankingIds => OracleReading.Ids(File, "ranking_metrics");

    [OracleTheory, MemberData(nameof(ClusteringIds))]
    public void Clustering(string id)
    {
        var @case = OracleReading.Case(File, id);
        double[] x = @case.Vector("X");
        int[] labels = @case.Integers("labels");
        var agreement = new ClusterAgreement(@case.Integers("truth"), labels);
        Meet(@case, name => name switch
        {
            "silhouette" => ClusterShape.Silhouette(x, labels),
            "silhouette_manhattan" => ClusterShape.Silhouette(x, labels, RowDistance.Manhattan),
            "calinski_harabasz" => ClusterShape.CalinskiHarabasz(x, labels),
            "davies_bouldin" => ClusterShape.DaviesBouldin(x, labels),
            "ari" => agreement.AdjustedRand,
            "rand" => agreement.Rand,
            "nmi" => agreement.NormalizedMutualInformation,
            "ami" => agreement.AdjustedMutualInformation,
            "homogeneity" => agreement.Homogeneity,
            "completeness" => agreement.Completeness,
            "v_measure" => agreement.VMeasure,
            "fowlkes_mallows" => agreement.FowlkesMallows,
            _ => null,
        }, "silhouette_samples_first10");
        @case.Near("silhouette_samples_first10", ClusterShape.Silhouettes(x, labels).AsSpan(0, 10));
    }

    [OracleTheory, MemberData(nameof(RankingIds))]
    public void Ranking(string id)
    {
        var @case = OracleReading.Case(File, id);
        double[][] relevance = @case.Matrix("relevance"), scores = @case.Matrix("scores");
        bool[][] relevant = Array.ConvertAll(relevance, list => Array.ConvertAll(list, r => r > 1));
        int k = (int)@case.Param("k");
        double Mean(Func<int, double> ofList) => Enumerable.Range(0, scores.Length).Average(ofList);
        Meet(@case, name => name switch
        {
            "ndcg" => Mean(i => RankingMetrics.Ndcg(relevance[i], scores[i])),
            "dcg" => Mean(i => RankingMetrics.Dcg(relevance[i], scores[i])),
            "lrap" => Mean(i => RankingMetrics.LabelAveragePrecision(relevant[i], scores[i])),
            "coverage_error" => Mean(i => RankingMetrics.Coverage(relevant[i], scores[i])),
            "ranking_loss" => Mean(i => RankingMetrics.PairLoss(relevant[i], scores[i])),
            _ => name == $"ndcg_at_{k}" ? Mean(i => RankingMetrics.Ndcg(relevance[i], scores[i], k)) : null,
        });
    }

    public static TheoryData<string> DeLongIds => OracleReading.Ids("stat_tests.json", "delong_test");

    [OracleTheory, MemberData(nameof(DeLongIds))]
    public void Comparing_two_areas(string id)
    {
        var @case = OracleReading.Case("stat_tests.json", id);
        bool[] truth = [.. @case.Integers("y").Select(y => y == 1)];
        var got = DeLong.Compare(truth, @case.Vector("score1"), @case.Vector("score2"));
        Assert.Equal(DeLong.Area(truth, @case.Vector("score1")), (got.Auc1, got.Variance1));
        @case.Near("auc1", got.Auc1);
        @case.Near("auc2", got.Auc2);
        @case.Near("var1", got.Variance1);
        @case.Near("var2", got.Variance2);
        @case.Near("cov", got.Covariance);
        @case.Near("z", got.Z);
        @case.Near("p", got.P);
    }

    /// <summary>Every expected value is met; one that no measure answers to fails the test.</summary>
    private static void Meet(OracleCase @case, Func<string, double?> measure, params string[] elsewhere)
    {
        foreach (var expected in @case.Expected.EnumerateObject())
            if (!elsewhere.Contains(expected.Name))
                @case.Near(expected.Name, measure(expected.Name) ?? throw new KeyNotFoundException($"No measure answers to '{expected.Name}'."));
    }
}
