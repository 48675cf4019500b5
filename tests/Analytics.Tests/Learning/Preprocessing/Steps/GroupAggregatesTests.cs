using Kolosal.Learning.Preprocessing.Encoders;

namespace Kolosal.Learning.Preprocessing;

public class GroupAggregatesTests
{
    [Fact]
    public void A_code_becomes_the_figures_of_its_rows_and_an_unseen_one_those_of_all()
    {
        // Codes 0, 0, 1, missing with the numbers 1, 3, 10, 2: group means 2, 10, 2;
        // deviations 1, 0, 0; over all the mean 4 and the deviation √(50 / 4).
        var rows = new FeatureRows(new double[] { 0, 1, 0, 3, 1, 10, double.NaN, 2 }, [new("g", 3), new("x")], 4);
        var transform = new GroupAggregates().Fit(rows, 0, CancellationToken.None);
        Assert.Equal(["g:share", "g:mean(x)", "g:sd(x)", "x"], transform.Outputs.Select(o => o.Name));
        Assert.Equal([0.5, 2, 1, 7], Apply(transform, 0, 7));
        Assert.Equal([0.25, 10, 0, 7], Apply(transform, 1, 7));
        Assert.Equal([0.25, 2, 0, 7], Apply(transform, double.NaN, 7));
        double[] unseen = Apply(transform, 2, 7);
        Assert.Equal([0, 4], unseen[..2]);
        Assert.Equal(Math.Sqrt(12.5), unseen[2], 12);
    }

    [Fact]
    public void Weights_count_and_missing_numbers_do_not()
    {
        var rows = new FeatureRows(new double[] { 0, 1, 0, 5, 0, double.NaN }, [new("g", 1), new("x")], 3, new double[] { 3, 1, 4 });
        double[] got = Apply(new GroupAggregates().Fit(rows, 0, CancellationToken.None), 0, 0);
        Assert.Equal([1, 2], got[..2]); // (3 · 1 + 5) / 4
        Assert.Equal(Math.Sqrt(3), got[2], 12); // √((3 · 1 + 9) / 4)
    }

    private static double[] Apply(Transform transform, params double[] row)
    {
        var output = new double[transform.Outputs.Length];
        transform.Apply(row, output);
        return output;
    }
}
