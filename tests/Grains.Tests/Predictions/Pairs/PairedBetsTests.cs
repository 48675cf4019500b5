using Kolosal.Statistics;

namespace Kolosal.Predictions;

public class PairedBetsTests
{
    [Fact]
    public void Two_equal_models_are_told_apart_no_more_often_than_promised()
    {
        // The promise is of whoever looks after every pair. 400 streams at 2 x 2.5 %: the 99.99 % quantile of the binomial law is 39.
        const double Alpha = 0.05;
        int alarms = 0;
        for (ulong stream = 0; stream < 400; stream++)
        {
            var random = new SeededRandom(SeededRandom.Derive(7, stream));
            var bets = new PairedBets();
            for (int i = 0; i < 2_000; i++) bets.Observe(random.NextDouble() < 0.5 ? 0.3 : -0.3);
            if (Math.Max(bets.HighestBetter, bets.HighestWorse) >= 2 / Alpha) alarms++;
        }
        Assert.InRange(alarms, 0, 39);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_model_that_loses_less_is_found_in_its_direction(int sign)
    {
        var random = new SeededRandom(3);
        var bets = new PairedBets();
        for (int i = 0; i < 2_000; i++) bets.Observe(sign * (0.05 + 0.2 * (random.NextDouble() - 0.5)));
        var (found, other) = sign > 0 ? (bets.HighestBetter, bets.HighestWorse) : (bets.HighestWorse, bets.HighestBetter);
        Assert.True(found >= 1e6, $"{found}");
        Assert.True(other < 40, $"{other}");
    }

    [Fact]
    public void A_first_pair_multiplies_each_stake_by_what_it_bet() // mean of 1 + lambda over the grid, worked by hand: 1 + 2.27 / 7
    {
        var bets = new PairedBets();
        bets.Observe(1);
        Assert.Equal(1 + 2.27 / 7, bets.HighestBetter, 12);
        Assert.Equal(1, bets.HighestWorse);
    }

    [Theory]
    [InlineData(1.01)]
    [InlineData(-1.01)]
    [InlineData(double.NaN)]
    public void A_difference_that_losses_cannot_have_is_refused(double difference) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PairedBets().Observe(difference));

    [Fact]
    public void Losses_are_those_of_the_textbook()
    {
        Assert.Equal(0.04, PairedLoss.Brier([0.2, 0.8], 1), 12); // half of 0.2² + 0.2²
        Assert.Equal(1, PairedLoss.Brier([1, 0], 1));
        Assert.Equal(0, PairedLoss.Brier([0, 1, 0], 1));
        Assert.Equal(0.6, PairedLoss.Difference(true, 4, 1), 12); // (4 - 1) / (4 + 1)
        Assert.Equal((0, 1, -1), (PairedLoss.Difference(true, 0, 0), PairedLoss.Difference(true, 5, 0), PairedLoss.Difference(true, 0, 5)));
    }
}
