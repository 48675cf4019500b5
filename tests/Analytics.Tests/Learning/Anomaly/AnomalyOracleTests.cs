using System.Text.Json;
using Kolosal.Testing;

namespace Kolosal.Learning.Anomaly;

/// <summary>Local outlier factors, Mahalanobis distances and isolation scores; the last
/// within the cases' own wide tolerance, since forests are random.</summary>
public class AnomalyOracleTests
{
    private const string File = "preprocessing.json";

    public static TheoryData<string> Ids => OracleReading.Ids(File, "outliers_multivariate");

    public static TheoryData<string> PathIds => OracleReading.Ids(File, "isolation_average_path");

    [OracleTheory, MemberData(nameof(PathIds))]
    public void The_usual_path_matches(string id)
    {
        var @case = OracleReading.Case(File, id);
        @case.Near("c", [.. @case.Integers("n").Select(IsolationForestTrainer.AveragePath)]);
    }

    [OracleTheory, MemberData(nameof(Ids))]
    public void Scores_match(string id)
    {
        var @case = OracleReading.Case(File, id);
        int columns = @case.Matrix("X")[0].Length;
        var rows = new FeatureRows(@case.Vector("X"), [.. Enumerable.Range(0, columns).Select(c => new FeatureInfo($"x{c}"))],
            @case.Matrix("X").Length);
        @case.Near("lof", new LocalOutlierFactorTrainer(new(@case.Params.GetProperty("lof_k").GetInt32()))
            .TrainingScores(rows, CancellationToken.None));

        var classical = new EllipticEnvelopeTrainer(new(EnvelopeEstimate.Classical)).Fit(rows, 0, CancellationToken.None);
        @case.Near("mahalanobis_squared", [.. Enumerable.Range(0, rows.Rows).Select(r => classical.Score(rows.Row(r)))]);
        @case.Near("chi2_975", classical.Threshold);

        double[] mean = new double[rows.Rows];
        for (ulong seed = 0; seed < 10; seed++)
        {
            var forest = new IsolationForestTrainer(new(@case.Params.GetProperty("isolation_trees").GetInt32(),
                @case.Params.GetProperty("isolation_subsample").GetInt32())).Fit(rows, seed, CancellationToken.None);
            for (int row = 0; row < rows.Rows; row++) mean[row] += forest.Score(rows.Row(row)) / 10;
        }
        double[] expected = OracleCase.Numbers(@case.Expected.GetProperty("isolation_score_mean_of_10_seeds"));
        var tolerance = Tolerances(id);
        for (int row = 0; row < rows.Rows; row++) Assert.InRange(mean[row], expected[row] - tolerance.Absolute, expected[row] + tolerance.Absolute);
        Assert.True(MathNet.Numerics.Statistics.Correlation.Spearman(expected, mean) >= tolerance.Rank);

        int[] planted = [.. @case.Expected.GetProperty("planted_outliers").EnumerateArray().Select(v => v.GetInt32())];
        IAnomalyTrainer[] trainers = [new IsolationForestTrainer(new()), new LocalOutlierFactorTrainer(new()), new EllipticEnvelopeTrainer(new()),
            new EcodTrainer(new())];
        foreach (var trainer in trainers)
        {
            var detector = trainer.Fit(rows, 1, CancellationToken.None);
            double[] scores = [.. Enumerable.Range(0, rows.Rows).Select(r => detector.Score(rows.Row(r)))];
            double below = planted.Average(o => scores.Where((_, r) => !planted.Contains(r)).Average(s => s < scores[o] ? 1.0 : 0.0));
            Assert.True(below > 0.95, $"{trainer.Name}: AUC {below}");
        }
    }

    private static (double Absolute, double Rank) Tolerances(string id)
    {
        using var file = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(SharedFolders.Oracles!, File)));
        var tolerance = file.RootElement.GetProperty("cases").EnumerateArray().First(c => c.GetProperty("id").GetString() == id)
            .GetProperty("tolerance");
        return (tolerance.GetProperty("isolation_abs").GetDouble(), tolerance.GetProperty("isolation_spearman_min").GetDouble());
    }
}
