using Kolosal.Statistics;
using Kolosal.Testing;

namespace Kolosal.Learning.Uncertainty;

/// <summary>All cases of conformal.json.</summary>
public class ConformalOracleTests
{
    private const string File = "conformal.json";

    public static TheoryData<string> RegressionIds => OracleReading.Ids(File, "conformal_regression");

    public static TheoryData<string> ClassificationIds => OracleReading.Ids(File, "conformal_classification");

    public static TheoryData<string> JackknifeIds => OracleReading.Ids(File, "jackknife_plus");

    [OracleTheory, MemberData(nameof(RegressionIds))]
    public void Intervals(string id)
    {
        var @case = OracleReading.Case(File, id);
        double alpha = @case.Param("alpha");
        double[] y = @case.Vector("y_cal"), predicted = @case.Vector("pred_cal"), fresh = @case.Vector("pred_test"),
            sigma = @case.Vector("sigma_test");
        var split = IntervalConformalizer.Fit(y, predicted);
        var normalised = IntervalConformalizer.FitNormalised(y, predicted, @case.Vector("sigma_cal"));
        var quantiles = IntervalConformalizer.FitQuantiles(y, @case.Vector("lo_cal"), @case.Vector("hi_cal"));
        Assert.Equal(@case.Expected.GetProperty("rank").GetInt64(), ConformalScores.Rank(y.Length, alpha));
        @case.Near("q_split", split.Bound(alpha));
        @case.Near("q_normalised", normalised.Bound(alpha));
        @case.Near("q_cqr", quantiles.Bound(alpha));
        Interval[] equal = [.. fresh.Select(p => split.At(new(p, p), alpha))],
            scaled = [.. fresh.Zip(sigma, (p, s) => normalised.At(new(p, p), alpha, s))];
        @case.Near("split_low", [.. equal.Select(i => i.Low)]);
        @case.Near("split_high", [.. equal.Select(i => i.High)]);
        @case.Near("norm_low", [.. scaled.Select(i => i.Low)]);
        @case.Near("norm_high", [.. scaled.Select(i => i.High)]);
    }

    [OracleTheory, MemberData(nameof(ClassificationIds))]
    public void Sets(string id)
    {
        var @case = OracleReading.Case(File, id);
        double alpha = @case.Param("alpha");
        foreach (var (score, name) in new[] { (SetScore.Lac, "lac"), (SetScore.Aps, "aps") })
        {
            var sets = SetConformalizer.Fit(@case.Integers("y_cal"), @case.Vector("proba_cal"), score);
            @case.Near("q_" + name, sets.Scores.Bound(alpha));
            var expected = @case.Expected.GetProperty("sets_" + name).EnumerateArray().Select(set => OracleCase.Numbers(set).Select(k => (int)k))
                .ToArray();
            double[][] rows = @case.Matrix("proba_test");
            for (int row = 0; row < rows.Length; row++) Assert.Equal(expected[row], Members(sets, rows[row], alpha));
        }
    }

    [OracleTheory, MemberData(nameof(JackknifeIds))]
    public void Jackknife_plus(string id)
    {
        var @case = OracleReading.Case(File, id);
        double[] x = @case.Vector("x"), y = @case.Vector("y");
        double at = @case.Inputs.GetProperty("x_test").GetDouble();
        int n = x.Length;
        double[] outOfFold = new double[n], fresh = new double[n];
        for (int left = 0; left < n; left++)
        {
            int[] kept = [.. Enumerable.Range(0, n).Where(i => i != left)];
            double mx = kept.Average(i => x[i]), my = kept.Average(i => y[i]);
            double slope = kept.Sum(i => (x[i] - mx) * (y[i] - my)) / kept.Sum(i => (x[i] - mx) * (x[i] - mx));
            (outOfFold[left], fresh[left]) = (my + slope * (x[left] - mx), my + slope * (at - mx));
        }
        var got = CrossConformalizer.Fit(y, outOfFold, [.. Enumerable.Range(0, n)], n).At(fresh, @case.Param("alpha"));
        @case.Near("low", got.Low);
        @case.Near("high", got.High);
    }

    private static int[] Members(SetConformalizer sets, double[] probabilities, double alpha)
    {
        bool[] members = new bool[probabilities.Length];
        int size = sets.At(probabilities, alpha, members);
        int[] inside = [.. Enumerable.Range(0, members.Length).Where(k => members[k])];
        Assert.Equal(inside.Length, size);
        return inside;
    }
}
