using Kolosal.Learning.Preprocessing.Outliers;
using Kolosal.Learning.Preprocessing.Resampling;
using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Univariate rules against numpy and scipy. Skewness and kurtosis in the same
/// cases belong to the profile of a column and are not looked at.</summary>
public class OutlierOracleTests
{
    private const string File = "preprocessing.json";

    public static TheoryData<string> Ids => OracleReading.Ids(File, "outliers_univariate");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Rows_that_are_far_out(string id)
    {
        var @case = OracleReading.Case(File, id);
        double[] x = @case.Vector("x");
        Interval Limits(OutlierRule rule, double limit) => OutlierLimits.Of(x, new(rule, limit));
        double[] Outside(Interval usual) => [.. Enumerable.Range(0, x.Length).Where(i => !usual.Contains(x[i])).Select(i => (double)i)];
        double k = @case.Param("iqr_k"), z = @case.Param("modified_z");
        var fences = Limits(OutlierRule.InterquartileRange, k);
        double range = fences.Width / (1 + 2 * k);
        @case.Near("q1", fences.Low + k * range);
        @case.Near("q3", fences.High - k * range);
        @case.Near("iqr_outliers", Outside(fences));
        @case.Near("z_outliers", Outside(Limits(OutlierRule.ZScore, @case.Param("z"))));
        @case.Near("mad", Limits(OutlierRule.ModifiedZScore, z).Width / 2 / z * 0.6745);
        @case.Near("modified_z_outliers", Outside(Limits(OutlierRule.ModifiedZScore, z)));
        var winsorized = Limits(OutlierRule.Quantile, 0.05);
        @case.Near("winsorized_5_95", [winsorized.Low, winsorized.High]);
    }

    [Fact]
    public void Clipped_flagged_and_left_out_are_the_same_rows()
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(i => i == 7 ? 500.0 : i == 30 ? double.NaN : i)];
        var rows = TrainingSet.Regression(x, [new("x")], new double[40]);
        double[] clipped = OracleRows.Apply(new OutlierClipper(new()).Fit(rows, 0, CancellationToken.None), rows);
        double[] flagged = OracleRows.Apply(new OutlierFlags(new()).Fit(rows, 0, CancellationToken.None), rows);
        Assert.Equal([7], Enumerable.Range(0, 40).Where(i => !x[i].Equals(clipped[i])));
        Assert.Equal([7], Enumerable.Range(0, 40).Where(i => flagged[2 * i + 1] == 1));
        var kept = new OutlierFilter(new()).Resample(rows, 0, CancellationToken.None);
        Assert.Equal(39, kept.Rows);
        Assert.DoesNotContain(500.0, kept.Features.ToArray());
    }
}
