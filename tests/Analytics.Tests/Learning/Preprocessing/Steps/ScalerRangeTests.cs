using Kolosal.Learning.Preprocessing.Scalers;
using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing;

/// <summary>A column of the greatest or the least numbers is scaled like the same column in another unit.</summary>
public class ScalerRangeTests
{
    private const int Rows = 500;

    [Theory, InlineData(1e-300, false), InlineData(1e-200, true), InlineData(1e200, false), InlineData(1e300, true)]
    public void Standard_scaling_has_no_unit(double factor, bool weighted)
    {
        double[] expected = Scaled(1, weighted), got = Scaled(factor, weighted);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], got[i], 1e-12 * Math.Max(1, Math.Abs(expected[i])));
    }

    [Theory, InlineData(double.MaxValue / 2), InlineData(1e-310)]
    public void Two_values_are_one_deviation_from_their_mean(double size)
    {
        var rows = new FeatureRows(new[] { size, -size }, [new("x")], 2);
        Assert.Equal([1, -1], Fit(rows));
        Assert.Equal(new ScaleStep(0, size), NumericSteps.FitScaler(ScaleStrategy.Standard, rows.Features.Span));
    }

    private static double[] Scaled(double factor, bool weighted)
    {
        var random = new SeededRandom(4);
        double[] values = [.. Enumerable.Range(0, 2 * Rows).Select(i => i % 2 == 0 ? factor * random.NextNormal() : random.Next(10))],
            weights = [.. Enumerable.Range(0, Rows).Select(row => (double)(row % 4))];
        return Fit(new FeatureRows(values, [new("x"), new("z")], Rows, weighted ? weights : default));
    }

    private static double[] Fit(FeatureRows rows) =>
        new StandardScaler(new()).FitTransform(rows, 1, CancellationToken.None).Rows.Features.ToArray();
}
