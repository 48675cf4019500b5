using Kolosal.Learning.GaussianProcesses;
using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

public class SurrogateTests
{
    private static readonly SpaceCode Code = new(new SearchSpace(new FloatParameter("x", 0, 1, 0), new FloatParameter("y", 0, 1, 0)));

    [Fact]
    public void The_covariance_is_the_trainer_s()
    {
        var matern = new MaternCovariance(2.5, 0.3, 0.8);
        double[] a = [0.1, 0.9], b = [0.4, 0.2];
        double square = 0.09 / 0.09 + 0.49 / 0.64;
        Assert.Equal(matern.Of(a, b, false, []), SurrogateScales.Covariance(square), 12);
    }

    [Fact]
    public void It_believes_what_it_saw_and_nothing_far_away()
    {
        double[][] points = [[0.1, 0.1], [0.2, 0.1], [0.15, 0.2]];
        var surrogate = new Surrogate(Code, points, [1, -1, 0.5], [Math.Log(0.1), Math.Log(0.1), -14]);
        for (int i = 0; i < 3; i++)
        {
            var (mean, deviation) = surrogate.Predict(points[i]);
            Assert.Equal(((double[])[1, -1, 0.5])[i], mean, 4);
            Assert.InRange(deviation, 0, 0.01);
        }
        var (far, wide) = surrogate.Predict([1, 1]);
        Assert.Equal(0, far, 3);
        Assert.Equal(1, wide, 3);
    }

    [Fact]
    public void What_is_pending_takes_away_the_doubt_and_leaves_the_mean()
    {
        double[] logs = [Math.Log(0.3), Math.Log(0.3), -10], pending = [0.8, 0.7];
        double[][] seen = [[0.1, 0.1], [0.5, 0.6]];
        Surrogate without = new(Code, seen, [1, -1], logs), with = new(Code, [.. seen, pending], [1, -1], logs);
        Assert.Equal(without.Predict(pending).Mean, with.Predict(pending).Mean, 9);
        Assert.Equal(without.Predict([0.7, 0.7]).Mean, with.Predict([0.7, 0.7]).Mean, 9);
        Assert.True(without.Predict(pending).Deviation > 0.5 && with.Predict(pending).Deviation < 0.01);
    }

    [Fact]
    public void A_parameter_that_does_nothing_gets_a_longer_scale()
    {
        var random = new SeededRandom(3);
        double[][] points = [.. Enumerable.Range(0, 30).Select(_ => new[] { random.NextDouble(), random.NextDouble() })];
        double[] losses = [.. points.Select(p => Math.Sin(9 * p[0]))];
        double[] logs = SurrogateScales.Fit(SurrogateScales.Squares(Code, points), losses, Code);
        Assert.True(logs[0] + 1 < logs[1], $"{logs[0]} and {logs[1]}");
        Assert.True(logs[2] < -5, "there is no noise");
    }

    [Fact]
    public void Without_noise_the_averaged_improvement_is_the_plain_one()
    {
        double[] logs = [Math.Log(0.3), Math.Log(0.3), -14];
        double[][] points = [[0.1, 0.1], [0.5, 0.6], [0.9, 0.2]];
        Surrogate plain = new(Code, points, [1, -1, 0.2], logs), sampled = new(Code, points, [1, -1, 0.2], logs);
        var random = new SeededRandom(2);
        sampled.Sample(8, ref random);
        foreach (double[] at in (double[][])[[0.3, 0.4], [0.6, 0.7], [0.99, 0.99]])
        {
            var (mean, deviation) = plain.Predict(at);
            Assert.Equal(Acquisition.LogExpectedImprovement(mean, deviation, -1), sampled.NoisyImprovement(at), 0.02);
        }
    }
}
