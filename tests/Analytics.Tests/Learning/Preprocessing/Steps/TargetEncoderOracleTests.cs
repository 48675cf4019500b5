using Kolosal.Learning.Preprocessing.Encoders;
using Kolosal.Testing;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Statistics of the target in the place of codes, against the definitions written out.</summary>
public class TargetEncoderOracleTests
{
    private const string File = "preprocessing.json";

    public static TheoryData<string> Ids => OracleReading.Ids(File, "target_encoder");

    public static TheoryData<string> BinaryIds => OracleReading.Ids(File, IsBinary, "target_encoder");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Statistics_of_all_rows_and_of_the_others(string id)
    {
        var @case = OracleReading.Case(File, id);
        int folds = int.Parse(@case.Params.GetProperty("folds").GetString()!.Split(' ')[^1]);
        var rows = Rows(@case);
        var target = new TargetEncoder(new(@case.Param("m"), folds, Shuffle: false));
        Same(@case, "m_estimate", target);
        @case.Near("unknown", Table(rows, target)[^1]);
        @case.Near("prior", Table(rows, target)[^1]);
        @case.Near("out_of_fold", Training(target));
        @case.Near("leave_one_out", Training(new LeaveOneOutEncoder()));
        Same(@case, "frequency", new FrequencyEncoder());

        double[] Training(ITransformFitter fitter) => fitter.FitTransform(rows, 0, CancellationToken.None).Rows.Features.ToArray();
    }

    [OracleTheory, MemberData(nameof(BinaryIds))]
    public void Evidence_of_two_classes(string id)
    {
        var @case = OracleReading.Case(File, id);
        var evidence = new WeightOfEvidenceEncoder(new(@case.Param("woe_smoothing")));
        Same(@case, "woe", evidence);
        @case.Near("information_value", evidence.InformationValue(Rows(@case), 0));
    }

    private static bool IsBinary(OracleCase @case) => @case.Vector("y").All(v => v is 0 or 1);

    private static string[] Values(OracleCase @case) => [.. @case.Inputs.GetProperty("x").EnumerateArray().Select(v => v.GetString()!)];

    private static string[] Categories(OracleCase @case) => [.. Values(@case).Distinct().Order(StringComparer.Ordinal)];

    private static TrainingSet Rows(OracleCase @case)
    {
        string[] categories = Categories(@case);
        double[] codes = [.. Values(@case).Select(v => (double)Array.IndexOf(categories, v))];
        ImmutableArray<FeatureInfo> columns = [new("x", categories.Length + 1)]; // one code that never occurs
        return IsBinary(@case) ? TrainingSet.Classification(codes, columns, @case.Integers("y"), 2)
            : TrainingSet.Regression(codes, columns, @case.Vector("y"));
    }

    private static ImmutableArray<double> Table(TrainingSet rows, ITransformFitter fitter) =>
        ((CodeTableTransform)fitter.Fit(rows, 0, CancellationToken.None)).Tables[0]!.Values;

    private static void Same(OracleCase @case, string name, ITransformFitter fitter)
    {
        var table = Table(Rows(@case), fitter);
        string[] categories = Categories(@case);
        foreach (var entry in @case.Expected.GetProperty(name).EnumerateObject())
            @case.Near(entry.Value, table[Array.IndexOf(categories, entry.Name)], $"{name} of {entry.Name}");
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
