using Kolosal.Learning.Preprocessing.Encoders;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Statistics of the target in the place of codes, against the definitions written out.</summary>
public class TargetEncoderOracleTests
{
    private const string File = "preprocessing.json";

    public static TheoryData<string> Ids => OracleReading.Ids(File, "target_encoder");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Statistics_of_all_rows_and_of_the_others(string id)
    {
        var @case = OracleReading.Case(File, id);
        string[] x = [.. @case.Inputs.GetProperty("x").EnumerateArray().Select(v => v.GetString()!)],
            categories = [.. x.Distinct().Order(StringComparer.Ordinal)];
        double[] y = @case.Vector("y");
        double[] codes = [.. x.Select(v => (double)Array.IndexOf(categories, v))];
        ImmutableArray<FeatureInfo> columns = [new("x", categories.Length + 1)]; // one code that never occurs
        TrainingSet rows = y.All(v => v is 0 or 1) ? TrainingSet.Classification(codes, columns, @case.Integers("y"), 2)
            : TrainingSet.Regression(codes, columns, y);
        int folds = int.Parse(@case.Params.GetProperty("folds").GetString()!.Split(' ')[^1]);
        var options = new TargetEncoderOptions(@case.Param("m"), folds, Shuffle: false);

        var target = new TargetEncoder(options);
        Same("m_estimate", target);
        @case.Near("unknown", Table(target)[categories.Length]);
        @case.Near("prior", Table(target)[categories.Length]);
        @case.Near("out_of_fold", Training(target));
        @case.Near("leave_one_out", Training(new LeaveOneOutEncoder()));
        Same("frequency", new FrequencyEncoder());
        if (rows.Task != LearningTask.Binary) return;
        var evidence = new WeightOfEvidenceEncoder(new(@case.Param("woe_smoothing")));
        Same("woe", evidence);
        @case.Near("information_value", evidence.InformationValue(rows, 0));

        ImmutableArray<double> Table(ITransformFitter fitter) => ((CodeTableTransform)fitter.Fit(rows, 0, CancellationToken.None)).Tables[0]!.Values;
        double[] Training(ITransformFitter fitter) => fitter.FitTransform(rows, 0, CancellationToken.None).Rows.Features.ToArray();
        void Same(string name, ITransformFitter fitter)
        {
            var table = Table(fitter);
            foreach (var entry in @case.Expected.GetProperty(name).EnumerateObject())
                @case.Near(entry.Value, table[Array.IndexOf(categories, entry.Name)], $"{name} of {entry.Name}");
        }
    }

    [Fact]
    // whatever the order: the first row met of a code gets the prior, and the k-th differs from it by those before alone
    public void Ordered_statistics_look_back_only()
    {
        var rows = TrainingSet.Regression(new double[6], [new("x", 1)], (double[])[1, 2, 3, 4, 5, 6]);
        double[] encoded = new OrderedTargetEncoder(new(1)).FitTransform(rows, 4, CancellationToken.None).Rows.Features.ToArray();
        Assert.Contains(3.5, encoded);
        Assert.Equal(6, encoded.Distinct().Count());
        Assert.Equal((21 + 3.5) / 7, OracleRows.Apply(new OrderedTargetEncoder(new(1)).Fit(rows, 4, CancellationToken.None), rows)[0], 12);
    }

    [Fact]
    public void James_and_Stein_trust_clear_means_and_shrink_chance_away()
    {
        // Two codes of 50 rows with targets ±1 about 0 and 100: σ² is near 1, τ² near
        // 5,000, so hardly any shrinking. With equal means everything is the prior.
        double[] codes = [.. Enumerable.Range(0, 100).Select(i => (double)(i % 2))];
        double Encoded(Func<int, double> target) => OracleRows.Apply(new TargetEncoder(new(null)).Fit(
            TrainingSet.Regression(codes, [new("x", 2)], (double[])[.. Enumerable.Range(0, 100).Select(target)]), 0, CancellationToken.None),
            new FeatureRows(codes, [new("x", 2)], 100))[0];
        Assert.InRange(Encoded(i => (i % 2 == 0 ? 0 : 100) + (i % 4 < 2 ? 1 : -1)), -0.01, 0.01);
        Assert.Equal(0, Encoded(i => i % 4 < 2 ? 1 : -1), 12);
    }

    [Fact]
    public void More_classes_give_a_share_each_and_shares_sum_to_one()
    {
        double[] codes = [.. Enumerable.Range(0, 60).Select(i => (double)(i % 4))];
        var rows = TrainingSet.Classification(codes, [new("x", 4)], (int[])[.. Enumerable.Range(0, 60).Select(i => i * 7 % 3)], 3);
        foreach (var encoder in (ITransformFitter[])[new TargetEncoder(new()), new LeaveOneOutEncoder(), new OrderedTargetEncoder(new())])
        {
            var (transform, encoded) = encoder.FitTransform(rows, 1, CancellationToken.None);
            Assert.Equal(3, transform.Outputs.Length);
            for (int row = 0; row < 60; row++) Assert.Equal(1, encoded.Row(row).ToArray().Sum(), 12);
        }
    }
}
