using Kolosal.Statistics;

namespace Kolosal.Learning.Anomaly;

public class AnomalyTests
{
    [Theory, InlineData(400, 2), InlineData(1500, 4), InlineData(90, 1)]
    public void The_robust_envelope_sees_through_two_fifths_of_outliers(int count, int columns)
    {
        var random = new SeededRandom(3);
        double[] x = new double[count * columns];
        for (int row = 0; row < count; row++)
            for (int c = 0; c < columns; c++) x[row * columns + c] = row % 5 < 2 ? 15 + 0.5 * random.NextNormal() : random.NextNormal();
        var rows = new FeatureRows(x, Columns(columns), count);
        var robust = (EllipticEnvelope)new EllipticEnvelopeTrainer(new()).Fit(rows, 1, CancellationToken.None);
        var classical = (EllipticEnvelope)new EllipticEnvelopeTrainer(new(EnvelopeEstimate.Classical)).Fit(rows, 1, CancellationToken.None);
        for (int c = 0; c < columns; c++)
        {
            // The standard error of the centre is 1 / √(0.6 n): four of them.
            Assert.InRange(robust.Center[c], -4 / Math.Sqrt(0.6 * count), 4 / Math.Sqrt(0.6 * count));
            Assert.InRange(robust.Covariance(c, c), 0.6, 1.6);
            Assert.True(classical.Center[c] > 5 && classical.Covariance(c, c) > 30);
        }
        for (int row = 0; row < count; row++) if (row % 5 < 2) Assert.True(robust.Score(rows.Row(row)) > robust.Threshold);
    }

    [Fact]
    public void The_robust_envelope_flags_normal_rows_at_its_rate_and_estimates_their_covariance()
    {
        var random = new SeededRandom(4);
        double[] x = new double[4000 * 3];
        for (int row = 0; row < 4000; row++)
        {
            double shared = random.NextNormal();
            for (int c = 0; c < 3; c++) x[row * 3 + c] = 5 * c + shared + random.NextNormal(); // variance 2, covariance 1
        }
        var rows = new FeatureRows(x, Columns(3), 4000);
        var envelope = (EllipticEnvelope)new EllipticEnvelopeTrainer(new()).Fit(rows, 1, CancellationToken.None);
        Assert.InRange(Enumerable.Range(0, 4000).Count(r => envelope.Score(rows.Row(r)) > envelope.Threshold) / 4000.0, 0.015, 0.035);
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++) Assert.InRange(envelope.Covariance(a, b), (a == b ? 2 : 1) - 0.2, (a == b ? 2 : 1) + 0.2);
    }

    [Fact]
    public void The_distance_does_not_change_with_the_units()
    {
        var random = new SeededRandom(5);
        double[] x = [.. Enumerable.Range(0, 900).Select(_ => random.NextNormal())],
            scaled = [.. x.Select((v, at) => at % 3 == 0 ? 100 * v + 7 : at % 3 == 1 ? 0.5 * v : v + x[at - 1])];
        var before = new EllipticEnvelopeTrainer(new()).Fit(new FeatureRows(x, Columns(3), 300), 1, CancellationToken.None);
        var after = new EllipticEnvelopeTrainer(new()).Fit(new FeatureRows(scaled, Columns(3), 300), 1, CancellationToken.None);
        for (int row = 0; row < 300; row++)
        {
            double expected = before.Score(x.AsSpan(row * 3, 3));
            Assert.Equal(expected, after.Score(scaled.AsSpan(row * 3, 3)), 1e-8 * (1 + expected));
        }
    }

    [Fact]
    public void Tails_of_ten_numbers_are_known()
    {
        // 1 … 10, symmetric: the right tail of 10 is 1/10, that of 5 is 6/10 and its left tail 5/10; beyond all, 1/11.
        var detector = new EcodTrainer(new(0.1)).Fit(new FeatureRows(Enumerable.Range(1, 10).Select(i => (double)i).ToArray(), Columns(1), 10), 0,
            CancellationToken.None);
        Assert.Equal(Math.Log(10), detector.Score([10]), 12);
        Assert.Equal(Math.Log(2), detector.Score([5]), 12);
        Assert.Equal(Math.Log(11), detector.Score([99]), 12);
    }

    [Fact]
    public void A_share_of_anomalies_sets_the_threshold()
    {
        var random = new SeededRandom(6);
        var rows = new FeatureRows(Enumerable.Range(0, 2000).Select(_ => random.NextNormal()).ToArray(), Columns(2), 1000);
        foreach (var trainer in (IAnomalyTrainer[])[new IsolationForestTrainer(new(Contamination: 0.05)),
            new EllipticEnvelopeTrainer(new(Contamination: 0.05)), new EcodTrainer(new(0.05))])
        {
            var detector = trainer.Fit(rows, 1, CancellationToken.None);
            Assert.InRange(Enumerable.Range(0, 1000).Count(r => detector.Score(rows.Row(r)) > detector.Threshold), 45, 51);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => new IsolationForestOptions(Contamination: 0.6));
    }

    [Fact]
    public void Rows_like_all_others_score_one_half()
    {
        var forest = new IsolationForestTrainer(new()).Fit(new FeatureRows(new double[60], Columns(2), 30), 1, CancellationToken.None);
        Assert.Equal(0.5, forest.Score([0, 0]));
        Assert.Equal(0.5, forest.Threshold);
    }

    [Fact]
    public void On_an_even_line_no_row_is_sparser_than_its_neighbours()
    {
        // Far from both ends every row has the same distances to its four neighbours.
        var rows = new FeatureRows(Enumerable.Range(0, 60).Select(i => (double)i).ToArray(), Columns(1), 60);
        double[] scores = new LocalOutlierFactorTrainer(new(4)).TrainingScores(rows, CancellationToken.None);
        for (int row = 10; row < 50; row++) Assert.Equal(1, scores[row], 9);
        Assert.True(new LocalOutlierFactorTrainer(new(4)).Fit(rows, 0, CancellationToken.None).Score([80]) > 1.5);
    }

    [Fact]
    public void New_rows_have_the_peers_outlier_factors()
    {
        // scikit-learn 1.2.1, LocalOutlierFactor(n_neighbors=5, novelty=True), on a formula's rows.
        double[] x = [.. Enumerable.Range(0, 90).Select(at => Math.Sin(1 + 3 * (at / 3) + 7 * (at % 3) + at / 3 * (at % 3)))];
        var detector = new LocalOutlierFactorTrainer(new(5)).Fit(new FeatureRows(x, Columns(3), 30), 0, CancellationToken.None);
        Assert.Equal(0.97309118, detector.Score([0.3, 0.1, -0.2]), 8);
        Assert.Equal(2.04361365, detector.Score([2, 2, 2]), 8);
    }

    private static ImmutableArray<FeatureInfo> Columns(int count) => [.. Enumerable.Range(0, count).Select(c => new FeatureInfo($"x{c}"))];
}
