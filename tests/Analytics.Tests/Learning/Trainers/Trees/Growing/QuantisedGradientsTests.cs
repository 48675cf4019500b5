namespace Kolosal.Learning.Trees;

public class QuantisedGradientsTests
{
    [Fact]
    public void Wide_sums_are_exact()
    {
        // g = s − y = −1, −3, 0.5 and h = 1: powers of two as units hold them without rounding.
        var gradients = GrowingRows.Gradients(GrowingRows.Problem(1, 3, -0.5));
        var sums = Sum(gradients, 3, [0, 1, 2]);
        Assert.Equal(-3.5, sums.G * gradients.GradientUnit);
        Assert.Equal(3, sums.H * gradients.HessianUnit);
        Assert.Equal(-2.5, Sum(gradients, 3, [1, 2]).G * gradients.GradientUnit);
    }

    [Fact]
    public void Narrow_sums_have_the_right_expectation()
    {
        // Two classes at the score 0: g = ±½ cancel over 70,000 rows, h = ¼ adds up to 17,500. ½ is 15,338.5 units, so that every row is
        // rounded by ½ unit: the sum's standard deviation is √70,000 / 2 = 132 units of 1 / 30,677, or 0.0043. Five of them are 0.022.
        // Of the 35,000 rows of +½ the mean has a standard deviation of ½ / √35,000 = 0.0027 units: half of them are rounded up.
        const int Rows = 70_000;
        var problem = new BoostingProblem(new LogisticObjective(), [.. Enumerable.Range(0, Rows).Select(r => r % 2.0)], []);
        var gradients = GrowingRows.Gradients(problem, wide: false);
        Assert.Equal(1.0 / 30_677, gradients.GradientUnit, 12);
        var sums = Sum(gradients, Rows, []);
        Assert.InRange(sums.G * gradients.GradientUnit, -0.022, 0.022);
        Assert.Equal(15_338.5, Sum(gradients, Rows, [.. Enumerable.Range(0, Rows / 2).Select(r => 2 * r)]).G / (Rows / 2), 0.0135);
        Assert.Equal(17_500, sums.H * gradients.HessianUnit, 0.01);
    }

    private static NodeSums Sum(QuantisedGradients gradients, int rows, int[] chosen)
    {
        var partition = new RowPartition(rows, 1);
        partition.Begin(chosen, rows);
        return gradients.Sum(partition, GrowingRows.One);
    }
}
