using Kolosal.Statistics;

namespace Kolosal.Learning.Anomaly;

/// <summary>What every detector in <see cref="AnomalyTrainers.All"/> keeps.</summary>
public class AnomalyConformanceTests
{
    public static TheoryData<string> Names => [.. AnomalyTrainers.All.Select(t => t.Name)];

    [Theory, MemberData(nameof(Names))]
    public void The_same_rows_seed_and_options_give_the_same_bytes(string name)
    {
        var rows = Planted(300).Rows;
        Assert.Equal(Bytes(Fit(name, rows)), Bytes(Fit(name, rows)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Planted_outliers_rank_first(string name)
    {
        var (rows, outliers) = Planted(500);
        var detector = Fit(name, rows);
        double[] scores = Score(detector, rows);
        double wins = 0;
        foreach (int outlier in outliers)
            for (int row = 0; row < rows.Rows; row++)
                if (!outliers.Contains(row)) wins += scores[outlier] > scores[row] ? 1 : scores[outlier] == scores[row] ? 0.5 : 0;
        double area = wins / outliers.Count / (rows.Rows - outliers.Count);
        Assert.True(area > 0.97, $"AUC {area}");
        Assert.True(outliers.Count(o => scores[o] > detector.Threshold) >= 0.8 * outliers.Count,
            $"{outliers.Count(o => scores[o] > detector.Threshold)} of {outliers.Count} above {detector.Threshold}");
        Assert.InRange(scores.Count(s => s > detector.Threshold), 1, rows.Rows / 4);
    }

    [Theory, MemberData(nameof(Names))]
    public void New_rows_far_out_are_anomalies_and_new_rows_inside_are_mostly_not(string name)
    {
        var detector = Fit(name, Planted(500).Rows);
        Assert.True(detector.Score([40, -40, 40]) > detector.Threshold);
        var (usual, outliers) = Planted(400, seed: 77);
        int[] inside = [.. Enumerable.Range(0, usual.Rows).Where(r => !outliers.Contains(r))];
        Assert.True(inside.Count(r => detector.Score(usual.Row(r)) > detector.Threshold) < 0.25 * inside.Length);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_detector_read_back_writes_the_same_bytes_and_scores_the_same_bits(string name)
    {
        var rows = Planted(200).Rows;
        var detector = Fit(name, rows);
        byte[] bytes = Bytes(detector);
        var back = AnomalyTrainers.Get(name).Read(new BinaryReader(new MemoryStream(bytes)));
        Assert.Equal(bytes, Bytes(back));
        Assert.Equal((detector.Inputs, detector.Threshold), (back.Inputs, back.Threshold));
        Assert.Equal(Score(detector, rows), Score(back, rows));
        for (int length = 0; length < bytes.Length; length += 1 + bytes.Length / 50)
        {
            var fault = Record.Exception(() => AnomalyTrainers.Get(name).Read(new BinaryReader(new MemoryStream(bytes, 0, length))));
            Assert.True(fault is InvalidDataException or EndOfStreamException,
                $"{length} of {bytes.Length} bytes: {fault?.GetType().Name ?? "accepted"}");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Scoring_allocates_nothing_and_threads_side_by_side_get_the_same_bits(string name)
    {
        var rows = Planted(257).Rows;
        var detector = Fit(name, rows);
        double[] scores = Score(detector, rows), threaded = new double[rows.Rows];
        Parallel.For(0, rows.Rows, row => threaded[row] = detector.Score(rows.Row(row)));
        Assert.Equal(scores, threaded);
        Assert.All(scores, s => Assert.True(double.IsFinite(s)));
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int row = 0; row < rows.Rows; row++) detector.Score(rows.Row(row));
        }));
    }

    [Theory, MemberData(nameof(Names))]
    public void Rows_of_weight_zero_are_as_if_absent(string name)
    {
        var rows = Planted(200).Rows;
        double[] weights = [.. Enumerable.Range(0, 200).Select(r => r < 150 ? 1.0 : 0)], moved = rows.Features.ToArray();
        for (int at = 150 * 3; at < moved.Length; at++) moved[at] += 500;
        double[] expected = Score(Fit(name, new FeatureRows(moved[..(150 * 3)], rows.Columns, 150)), rows);
        Assert.Equal(expected, Score(Fit(name, new FeatureRows(moved, rows.Columns, 200, weights)), rows));
    }

    [Theory, MemberData(nameof(Names))]
    public void One_row_identical_rows_and_a_constant_column_are_learnt_or_refused(string name)
    {
        foreach (int count in (int[])[1, 2, 40])
            Learnt(new FeatureRows(Enumerable.Repeat(2.5, count * 2).ToArray(), [new("x"), new("y")], count));
        double[] flat = Planted(100).Rows.Features.ToArray();
        for (int at = 1; at < flat.Length; at += 3) flat[at] = 4;
        Learnt(new FeatureRows(flat, Planted(100).Rows.Columns, 100));

        void Learnt(FeatureRows rows)
        {
            IAnomalyDetector? detector = null;
            var fault = Record.Exception(() => detector = Fit(name, rows));
            if (fault is not null) Assert.IsType<TrainingException>(fault);
            else Assert.All(Score(detector!, rows), s => Assert.True(double.IsFinite(s)));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_hole_is_refused_with_its_place(string name)
    {
        double[] features = Planted(60).Rows.Features.ToArray();
        features[4] = double.NaN;
        Assert.Contains("row 1", Assert.Throws<TrainingException>(() => Fit(name, new FeatureRows(features, Planted(60).Rows.Columns, 60))).Message);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_ends_of_every_option_can_be_fitted(string name)
    {
        var trainer = AnomalyTrainers.Get(name);
        var rows = Planted(120).Rows;
        foreach (var parameter in trainer.Space.Parameters)
        {
            var ends = ParameterEnds.Of(parameter);
            foreach (var end in ends)
            {
                var given = HyperParameters.Empty.With(parameter.Name, end);
                if (parameter.When is { } when) given = given.With(when.Parent, when.Values[0]);
                Assert.All(Score(trainer.Create(trainer.Space.Complete(given)).Fit(rows, 1, CancellationToken.None), rows), s =>
                    Assert.True(double.IsFinite(s), $"{parameter.Name} = {end}"));
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_fit_cancelled_before_it_begins_does_not_begin(string name) =>
        Cancellation.StopsAtOnce(cancel => Create(name).Fit(Planted(100).Rows, 1, cancel));

    [Theory, MemberData(nameof(Names))]
    public void Weights_that_are_all_alike_are_none(string name)
    {
        var rows = Planted(200).Rows;
        foreach (double weight in (double[])[1e-6, 1.0 / 200, 1e200])
        {
            var weighted = new FeatureRows(rows.Features, rows.Columns, rows.Rows, Enumerable.Repeat(weight, rows.Rows).ToArray());
            Assert.Equal(Score(Fit(name, rows), rows), Score(Fit(name, weighted), rows));
        }
    }

    private static IAnomalyTrainer Create(string name) => AnomalyTrainers.Get(name).Create(AnomalyTrainers.Get(name).Space.Defaults);

    private static IAnomalyDetector Fit(string name, FeatureRows rows) => Create(name).Fit(rows, 1, CancellationToken.None);

    private static double[] Score(IAnomalyDetector detector, FeatureRows rows) =>
        [.. Enumerable.Range(0, rows.Rows).Select(r => detector.Score(rows.Row(r)))];

    private static byte[] Bytes(IAnomalyDetector detector)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream)) detector.Write(writer);
        return stream.ToArray();
    }

    /// <summary>Normal rows, and one in fifty 6 to 10 away from the centre in a random direction.</summary>
    internal static (FeatureRows Rows, HashSet<int> Outliers) Planted(int count, ulong seed = 7)
    {
        var random = new SeededRandom(seed);
        double[] features = new double[count * 3];
        var outliers = new HashSet<int>();
        for (int row = 0; row < count; row++)
        {
            var x = features.AsSpan(row * 3, 3);
            for (int c = 0; c < 3; c++) x[c] = random.NextNormal();
            if (row % 50 != 7) continue;
            outliers.Add(row);
            double length = Math.Sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2]), away = 6 + 4 * random.NextDouble();
            for (int c = 0; c < 3; c++) x[c] *= away / length;
        }
        return (new(features, [new("x"), new("y"), new("z")], count), outliers);
    }
}
