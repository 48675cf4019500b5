using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

public class ParzenMixtureTests
{
    private static readonly SpaceCode Code = new(new SearchSpace(
        new CategoricalParameter("kind", ["a", "b", "c"], "a"), new FloatParameter("x", 0, 1, 0.5),
        new FloatParameter("y", 0, 1, 0.5, When: new("kind", "b"))));

    private static readonly ParzenMixture Mixture = new(Code, [[0, 0.1, double.NaN], [1, 0.9, 0.2], [1, 0.5, 0.7]], [1, 2, 1], 0.5, [0, 0.1, 0.2]);

    [Fact]
    public void It_adds_up_to_one_over_the_tree_of_conditions()
    {
        const int Steps = 400;
        double sum = 0;
        for (int i = 0; i < Steps; i++)
        {
            double x = (i + 0.5) / Steps;
            sum += (Density(0, x, double.NaN) + Density(2, x, double.NaN)) / Steps;
            for (int j = 0; j < Steps; j++) sum += Density(1, x, (j + 0.5) / Steps) / Steps / Steps;
        }
        Assert.Equal(1, sum, 4);
    }

    [Fact]
    public void The_draws_follow_it()
    {
        const int Draws = 60_000, Bins = 10;
        var random = new SeededRandom(1);
        var counts = new double[3, Bins];
        double high = 0;
        var drawn = new double[3];
        for (int i = 0; i < Draws; i++)
        {
            Mixture.Draw(drawn, ref random);
            counts[(int)drawn[0], (int)(drawn[1] * Bins)]++;
            Assert.Equal(drawn[0] != 1, double.IsNaN(drawn[2]));
            if (drawn[2] > 0.5) high++;
        }
        double expectedHigh = 0;
        for (int kind = 0; kind < 3; kind++)
            for (int bin = 0; bin < Bins; bin++)
            {
                double expected = 0;
                for (int i = 0; i < 40; i++)
                    for (int j = 0; j < 40; j++)
                    {
                        double x = (bin + (i + 0.5) / 40) / Bins, y = (j + 0.5) / 40;
                        double mass = Density(kind, x, kind == 1 ? y : double.NaN) / Bins / 1600;
                        expected += mass * Draws;
                        if (kind == 1 && y > 0.5) expectedHigh += mass * Draws;
                    }
                Assert.InRange(counts[kind, bin], expected - 5 * Math.Sqrt(expected), expected + 5 * Math.Sqrt(expected));
            }
        Assert.InRange(high, expectedHigh - 5 * Math.Sqrt(expectedHigh), expectedHigh + 5 * Math.Sqrt(expectedHigh));
    }

    [Fact]
    public void It_keeps_what_goes_together()
    {
        // Trials at (0.1, 0.1) and (0.9, 0.9): a product of two densities would have as much at (0.1, 0.9).
        var pair = new ParzenMixture(new(new SearchSpace(new FloatParameter("x", 0, 1, 0), new FloatParameter("y", 0, 1, 0))),
            [[0.1, 0.1], [0.9, 0.9]], [1, 1], 0.1, [0.1, 0.1]);
        Assert.True(pair.LogDensity([0.1, 0.1]) > pair.LogDensity([0.1, 0.9]) + 3);
    }

    [Fact]
    public void Without_trials_it_is_flat()
    {
        var flat = new ParzenMixture(Code, [], [], 1, [0, 0.1, 0.1]);
        Assert.Equal(-Math.Log(3), flat.LogDensity([0, 0.3, double.NaN]), 12);
        Assert.Equal(-Math.Log(3), flat.LogDensity([1, 0.3, 0.9]), 12);
    }

    private static double Density(double kind, double x, double y) => Math.Exp(Mixture.LogDensity([kind, x, y]));
}
