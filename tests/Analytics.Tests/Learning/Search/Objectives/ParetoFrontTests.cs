using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

public class ParetoFrontTests
{
    [Fact]
    public void Ranks_peel_one_front_after_the_other()
    {
        double[][] losses = [[1, 4], [2, 2], [4, 1], [3, 3], [5, 5], [2, 2], [double.NaN, 0]];
        Assert.Equal([0, 0, 0, 1, 2, 0, 0], ParetoFront.Ranks(losses)); // what is no number is beaten in that loss only
        Assert.Equal([true, true, true, false, false, true, true], ParetoFront.Of(losses));
    }

    [Fact]
    public void The_front_is_rank_zero_for_any_number_of_losses()
    {
        var random = new SeededRandom(4);
        for (int k = 1; k <= 4; k++)
        {
            double[][] losses = [.. Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, k).Select(_ => (double)random.Next(12)).ToArray())];
            int[] ranks = ParetoFront.Ranks(losses);
            Assert.Equal(ParetoFront.Of(losses), ranks.Select(r => r == 0));
            for (int i = 0; i < losses.Length; i++) // one rank up there is somebody who dominates
                if (ranks[i] > 0)
                    Assert.Contains(Enumerable.Range(0, losses.Length), j => ranks[j] == ranks[i] - 1 && ParetoFront.Dominates(losses[j], losses[i]));
        }
    }

    [Fact]
    public void Crowding_is_the_gap_between_the_neighbours_in_shares_of_the_range()
    {
        double[][] losses = [[0, 10], [1, 6], [4, 5], [10, 0]];
        double[] crowding = ParetoFront.Crowding(losses, [0, 1, 2, 3]);
        Assert.Equal(double.PositiveInfinity, crowding[0]);
        Assert.Equal(double.PositiveInfinity, crowding[3]);
        Assert.Equal(4 / 10.0 + 5 / 10.0, crowding[1], 12);
        Assert.Equal(9 / 10.0 + 6 / 10.0, crowding[2], 12);
        Assert.All(ParetoFront.Crowding([[1, 1], [1, 1]], [0, 1]), d => Assert.Equal(double.PositiveInfinity, d));
    }

    [Fact]
    public void A_volume_is_that_of_boxes_put_together()
    {
        // One box of 2 × 3 × 4; a second one of 3 × 1 × 1 shares 2 × 1 × 1 with it.
        Assert.Equal(24, ParetoFront.Hypervolume([[8, 7, 6]], [10, 10, 10]), 12);
        Assert.Equal(24 + 3 - 2, ParetoFront.Hypervolume([[8, 7, 6], [7, 9, 9]], [10, 10, 10]), 12);
        Assert.Equal(0, ParetoFront.Hypervolume([[11, 0, 0], [double.NaN, 0, 0]], [10, 10, 10]));
        Assert.Throws<ArgumentException>(() => ParetoFront.Hypervolume([[1]], [2]));
    }

    [Fact]
    public void A_volume_of_three_losses_is_what_darts_say()
    {
        var random = new SeededRandom(9);
        double[][] losses = [.. Enumerable.Range(0, 12).Select(_ => Enumerable.Range(0, 3).Select(_ => random.NextDouble()).ToArray())];
        const int Darts = 40_000;
        int hits = 0;
        for (int i = 0; i < Darts; i++)
        {
            double[] dart = [random.NextDouble(), random.NextDouble(), random.NextDouble()];
            if (losses.Any(l => l[0] <= dart[0] && l[1] <= dart[1] && l[2] <= dart[2])) hits++;
        }
        Assert.Equal(hits / (double)Darts, ParetoFront.Hypervolume(losses, [1, 1, 1]), 0.0125); // five standard errors of ½ are 0.0125
    }
}
