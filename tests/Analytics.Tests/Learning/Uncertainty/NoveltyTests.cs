using System.Text.Json;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning.Uncertainty;

public class NoveltyTests
{
    public static TheoryData<string> Kinds => ["mahalanobis", "neighbours"];

    [Theory, MemberData(nameof(Kinds))]
    public void Rows_like_the_training_rows_alarm_no_more_often_than_asked(string kind)
    {
        // Each run fits anew and asks one fresh row, so alarms are independent; 3 of 20 ranks lie at or below 0.15 with 19 calibration rows.
        int alarms = 0;
        const int Runs = 1000;
        for (int run = 0; run < Runs; run++)
        {
            var random = new SeededRandom((ulong)run);
            var scorer = Fit(kind, Cloud(59, ref random), (ulong)run);
            Assert.Equal(19, scorer.Calibration.Count);
            if (scorer.Share(Point(ref random)) <= 0.15) alarms++;
        }
        Rate.IsNear(0.15, alarms, Runs);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Rows_far_away_or_across_the_correlation_stand_out(string kind)
    {
        var random = new SeededRandom(1);
        var scorer = Fit(kind, Cloud(900, ref random), 1);
        Assert.Equal(1 / 301.0, scorer.Share([50, 50, 0]), 12);
        Assert.Equal(1 / 301.0, scorer.Share([2, -2, 0]), 12); // each value is ordinary, the pair is not
        Assert.True(scorer.Share([1, 1, 0]) > 0.05);
        Assert.Equal(double.PositiveInfinity, scorer.Distance([double.NaN, 0, 0]));
        Assert.True(scorer.Share([0, 0, 9]) < 0.01); // the third column was constant
    }

    [Fact]
    public void The_distance_is_that_of_a_known_normal()
    {
        // Unit variances, correlation ρ = 0.9: d² = (a² − 2ρab + b²) / (1 − ρ²); (1, −1) gives 20, (1, 1) gives 1.0526.
        var random = new SeededRandom(2);
        var scorer = (MahalanobisNovelty)Fit("mahalanobis", Cloud(60_000, ref random), 1);
        Assert.InRange(scorer.Distance([1, -1, 0]), Math.Sqrt(20) * 0.97, Math.Sqrt(20) * 1.03);
        Assert.InRange(scorer.Distance([1, 1, 0]), Math.Sqrt(1 / 0.95) * 0.97, Math.Sqrt(1 / 0.95) * 1.03);
    }

    [Fact]
    public void More_columns_than_rows_still_have_a_distance()
    {
        var random = new SeededRandom(3);
        double[] values = new double[12 * 40];
        for (int i = 0; i < values.Length; i++) values[i] = random.NextNormal();
        var scorer = MahalanobisNovelty.Fit(new FeatureRows(values, [.. Enumerable.Range(0, 40).Select(c => new FeatureInfo($"x{c}"))], 12), 1);
        Assert.True(double.IsFinite(scorer.Distance(values.AsSpan(0, 40))));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_scorer_survives_json_and_allocates_nothing(string kind)
    {
        var random = new SeededRandom(4);
        var rows = Cloud(200, ref random);
        var scorer = Fit(kind, rows, 5);
        string json = JsonSerializer.Serialize(scorer, TabularJson.Options);
        Assert.Equal(json, JsonSerializer.Serialize(Fit(kind, rows, 5), TabularJson.Options));
        var back = JsonSerializer.Deserialize<NoveltyScorer>(json, TabularJson.Options)!;
        for (int row = 0; row < 20; row++) Assert.Equal(scorer.Share(rows.Row(row)), back.Share(rows.Row(row)));
        scorer.Share(rows.Row(0));
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int row = 0; row < 200; row++) scorer.Share(rows.Row(row));
        }));
    }

    [Fact]
    public void What_cannot_be_measured_is_refused()
    {
        Assert.Throws<TrainingException>(() => MahalanobisNovelty.Fit(new FeatureRows(new double[] { 1, 2 }, [new("x")], 2), 1));
        Assert.Throws<TrainingException>(() => NeighbourNovelty.Fit(new FeatureRows(new double[] { 1, 2, double.NaN, 3 }, [new("x")], 4), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NeighbourNovelty.Fit(
            new FeatureRows(new double[] { 1, 2, 4, 3 }, [new("x")], 4), 1, neighbours: 0));
    }

    private static NoveltyScorer Fit(string kind, FeatureRows rows, ulong seed) =>
        kind == "mahalanobis" ? MahalanobisNovelty.Fit(rows, seed) : NeighbourNovelty.Fit(rows, seed);

    /// <summary>Two columns of correlation 0.9 and a constant one.</summary>
    private static FeatureRows Cloud(int rows, ref SeededRandom random)
    {
        double[] values = new double[rows * 3];
        for (int row = 0; row < rows; row++) Point(ref random).CopyTo(values, row * 3);
        return new(values, [new("a"), new("b"), new("c")], rows);
    }

    private static double[] Point(ref SeededRandom random)
    {
        double a = random.NextNormal();
        return [a, 0.9 * a + Math.Sqrt(1 - 0.81) * random.NextNormal(), 0];
    }
}
