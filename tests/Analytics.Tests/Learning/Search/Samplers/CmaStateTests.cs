using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

public class CmaStateTests
{
    [Fact]
    public void It_converges_linearly_on_a_quadric_of_condition_ten_thousand()
    {
        // ½ Σ 10^(4 (j − 1) / (d − 1)) x², turned, around a point inside: only a learnt covariance gets there in so many trials.
        const int D = 5;
        double[] target = [0.4, 0.55, 0.6, 0.45, 0.5];
        for (ulong seed = 0; seed < 5; seed++)
        {
            double[] middle = [0.5, 0.5, 0.5, 0.5, 0.5];
            var state = CmaState.Around(middle);
            var random = new SeededRandom(seed);
            int size = CmaState.GenerationSize(D);
            Assert.Equal(8, size);
            for (int generation = 0; generation < 300; generation++)
                state.Update([.. Draw(state, size, ref random).OrderBy(Loss)]);
            Assert.True(Loss(state.Mean) < 1e-9, $"{Loss(state.Mean):E1}");
        }

        double Loss(double[] x)
        {
            double sum = 0;
            for (int j = 0; j < D; j++)
            {
                // Turned by 45° in every neighbouring pair.
                double here = x[j] - target[j], next = x[(j + 1) % D] - target[(j + 1) % D];
                sum += Math.Pow(10, 4.0 * j / (D - 1)) * (here + next) * (here + next) / 4;
            }
            return sum;
        }
    }

    [Fact]
    public void Without_selection_the_spread_stays_and_the_covariance_is_nobody_s()
    {
        // Under random order ln σ must not drift (Hansen, section 3.2: unbiasedness).
        double drift = 0;
        const int Runs = 60, Generations = 40;
        for (ulong seed = 0; seed < Runs; seed++)
        {
            double[] middle = [0.5, 0.5, 0.5];
            var state = CmaState.Around(middle);
            var random = new SeededRandom(seed);
            for (int g = 0; g < Generations; g++) state.Update(Draw(state, 7, ref random));
            drift += Math.Log(state.Spread / 0.3) / Runs;
        }
        Assert.InRange(drift, -0.5, 0.5);
    }

    [Fact]
    public void A_warm_start_is_the_normal_distribution_of_its_points()
    {
        var state = CmaState.Around([[0.2, 0.4], [0.4, 0.6], [0.6, 0.8]]);
        Assert.Equal([0.4, 0.6], state.Mean.Select(m => Math.Round(m, 12)));
        double[] factor = state.Factor();
        double variance = state.Spread * state.Spread;
        // σ² C = 0.01 I + the covariance of the points, 0.08 / 3 everywhere.
        Assert.Equal(0.01 + 0.08 / 3, variance * factor[0] * factor[0], 6);
        Assert.Equal(0.08 / 3, variance * factor[0] * factor[2], 6);
        Assert.Equal(0.01 + 0.08 / 3, variance * (factor[2] * factor[2] + factor[3] * factor[3]), 6);
    }

    [Fact]
    public void A_point_from_far_away_does_not_blow_it_up()
    {
        double[] middle = [0.5, 0.5];
        var state = CmaState.Around(middle);
        var random = new SeededRandom(1);
        for (int g = 0; g < 30; g++) state.Update([.. Draw(state, 6, ref random).OrderBy(x => Math.Abs(x[0] - 0.5) + Math.Abs(x[1] - 0.5))]);
        double before = state.Spread;
        Assert.True(before < 0.05);
        state.Update([[1, 1], .. Draw(state, 5, ref random)]);
        Assert.True(state.Spread < 3 * before && Math.Abs(state.Mean[0] - 0.5) < 10 * before);
    }

    private static double[][] Draw(CmaState state, int size, ref SeededRandom random)
    {
        int d = state.Mean.Length;
        double[] factor = state.Factor();
        var points = new double[size][];
        for (int i = 0; i < size; i++)
        {
            var z = new double[d];
            for (int j = 0; j < d; j++) z[j] = random.NextNormal();
            points[i] = new double[d];
            for (int j = 0; j < d; j++)
            {
                double sum = 0;
                for (int k = 0; k <= j; k++) sum += factor[j * d + k] * z[k];
                points[i][j] = state.Mean[j] + state.Spread * sum;
            }
        }
        return points;
    }
}
