namespace Kolosal.Learning.Trees;

public class TreeDropoutTests
{
    private static readonly GradientBoostingOptions Stump = new() { MaxLeaves = 2, MinRowsPerLeaf = 1, L2 = 0, StartScore = 0, DropRate = 0.3 };

    [Theory]
    [InlineData(1, 3.0)] // η = ½: half of 6
    [InlineData(2, 4.0)] // the one earlier tree is left out: the new one is fitted to all of 6 and counts ⅓, the old one ½ · ⅔ = ⅓
    public void Old_and_new_trees_share_what_the_old_ones_were_worth(int rounds, double expected) =>
        Assert.Equal(expected, Fit(Stump with { Trees = rounds, LearningRate = 0.5 }, TreeRows.OneColumn([1, 1, 2, 2], [0, 0, 6, 6])).Predict(2), 9);

    [Fact]
    public void A_perfect_fit_stays_perfect_at_learning_rate_one()
    {
        // With η = 1 the k trees left out and the new one, fitted to their sum, count k /
        // (k + 1) and 1 / (k + 1): the sum is unchanged, whatever is drawn.
        var model = Fit(Stump with { Trees = 30, LearningRate = 1 }, TreeRows.OneColumn([1, 1, 2, 2], [2, 2, 6, 6]));
        Assert.Equal(2, model.Predict(1), 7);
        Assert.Equal(6, model.Predict(2), 7);
    }

    [Fact]
    public void Every_round_leaves_out_at_least_one_and_about_its_share()
    {
        var dropout = new TreeDropout(0.25, 0.1, seed: 3);
        Assert.Empty(dropout.Choose(0));
        int[] counts = [.. Enumerable.Range(1, 400).Select(round => dropout.Choose(round).Length)];
        Assert.DoesNotContain(0, counts);
        Assert.InRange(counts.Sum() / (400.0 * 401 / 2), 0.24, 0.26); // 80,200 draws: two standard errors are 0.003
    }

    [Fact]
    public void The_model_is_the_same_for_any_number_of_threads()
    {
        var set = TreeRows.Mixed(9000, seed: 3, classes: 3);
        var options = new GradientBoostingOptions { Trees = 8, DropRate = 0.3 };
        Assert.Equal(Fit(options, set).Hash(), Fit(options with { Threads = 3 }, set).Hash());
    }

    [Fact]
    public void Early_stopping_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientBoostingTrainer(new() { DropRate = 0.1, EarlyStoppingRounds = 5 }));

    private static IPredictor Fit(GradientBoostingOptions options, TrainingSet set) =>
        new GradientBoostingTrainer(options).Fit(set, 1, CancellationToken.None);
}
