using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

public class ObjectiveTests
{
    private static readonly GradientBoostingOptions Stump = new() { Trees = 1, LearningRate = 1, MaxLeaves = 2, MinRowsPerLeaf = 1, L2 = 0 };

    private static IPredictor Fit(GradientBoostingOptions options, double[] x, double[] y, double[]? weights = null) =>
        new GradientBoostingTrainer(options).Fit(TreeRows.OneColumn(x, y, weights), 1, CancellationToken.None);

    [Theory]
    [InlineData(BoostingLoss.Squared)]
    [InlineData(BoostingLoss.Poisson)]
    [InlineData(BoostingLoss.Gamma)]
    [InlineData(BoostingLoss.Tweedie)]
    public void Derivatives_are_those_of_the_loss(BoostingLoss loss)
    {
        var objective = Create(loss);
        double[] targets = [0.4, 1, 3.7], scores = [-0.8, 0.3, 1.1];
        const double Step = 1e-4;
        double[] g = new double[3], h = new double[3];
        objective.Derivatives(0, targets, [scores], 0, g, h);
        for (int i = 0; i < 3; i++)
        {
            double At(double score) => objective.Loss(targets[i], [score]);
            Assert.Equal((At(scores[i] + Step) - At(scores[i] - Step)) / (2 * Step), g[i], 6);
            Assert.Equal((At(scores[i] + Step) - 2 * At(scores[i]) + At(scores[i] - Step)) / (Step * Step), h[i], 5);
        }
    }

    [Theory]
    [InlineData(BoostingLoss.Absolute)]
    [InlineData(BoostingLoss.Quantile)]
    [InlineData(BoostingLoss.Huber)]
    public void First_derivatives_of_losses_with_corners_are_slopes(BoostingLoss loss)
    {
        var objective = Create(loss);
        double[] targets = [0.4, 1, 3.7], scores = [-0.8, 1.3, 2.1], g = new double[3], h = new double[3];
        objective.Derivatives(0, targets, [scores], 0, g, h);
        for (int i = 0; i < 3; i++)
            Assert.Equal((objective.Loss(targets[i], [scores[i] + 1e-5]) - objective.Loss(targets[i], [scores[i] - 1e-5])) / 2e-5, g[i], 8);
    }

    [Theory]
    [InlineData(0.1, 1.0)]
    [InlineData(0.5, 5.0)]
    [InlineData(0.85, 8.0)]
    public void Quantile_leaves_answer_quantiles(double level, double expected)
    {
        // Nine values a side: 0.1 · 9 = 0.9 is reached at the first, 4.5 at the fifth, 7.65 at the eighth.
        double[] x = [.. Enumerable.Range(0, 18).Select(i => i < 9 ? 0.0 : 1.0)],
            y = [.. Enumerable.Range(0, 18).Select(i => i < 9 ? i + 1.0 : 101.0 + i - 9)];
        var model = Fit(Stump with { Loss = BoostingLoss.Quantile, QuantileLevel = level }, x, y);
        Assert.Equal(expected, model.Predict(0), 9);
        Assert.Equal(100 + expected, model.Predict(1), 9);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.9)]
    public void Quantiles_lie_above_their_share_of_new_targets(double level)
    {
        // y = x + e, e normal: the share below the answer must be the level; one standard
        // error of 4,000 rows is below 0.005, and the model's own error is larger.
        var random = new SeededRandom(3);
        double[] Draw(int rows) => [.. Enumerable.Range(0, rows).Select(_ => random.NextNormal())];
        double[] x = Draw(4000), y = [.. x.Select(v => v + random.NextNormal())];
        var model = Fit(new() { Loss = BoostingLoss.Quantile, QuantileLevel = level, Trees = 80, MaxLeaves = 8, MinRowsPerLeaf = 50 }, x, y);
        double[] later = Draw(4000);
        Assert.Equal(level, later.Average(v => v + random.NextNormal() <= model.Predict(v) ? 1.0 : 0.0), 0.03);
    }

    [Fact]
    public void Huber_leaves_follow_the_one_step_from_the_median()
    {
        // Start: median of all = 2. Residuals of the left leaf −2 −1 0 98, of the right one −1 0 1 3; |r| sorted
        // 0 0 1 1 1 2 3 98; the ¾ quantile of eight is met exactly at the sixth: δ = (2 + 3) / 2. Left: median
        // −½, steps −1.5 −0.5 0.5 2.5 (98.5 cut), mean ¼, so −¼. Right: median ½, steps −1.5 −0.5 0.5 2.5, so ¾.
        double[] x = [0, 0, 0, 0, 1, 1, 1, 1], y = [0, 1, 2, 100, 1, 2, 3, 5];
        var model = Fit(Stump with { Loss = BoostingLoss.Huber, HuberShare = 0.75 }, x, y);
        Assert.Equal(2 - 0.25, model.Predict(0), 9);
        Assert.Equal(2 + 0.75, model.Predict(1), 9);
    }

    [Fact]
    public void Huber_hardly_moves_for_one_wild_target()
    {
        var random = new SeededRandom(6);
        double[] x = [.. Enumerable.Range(0, 600).Select(_ => random.NextNormal())], y = [.. x.Select(v => 3 * v + 0.1 * random.NextNormal())];
        double[] wild = [.. y];
        wild[17] = 1e6;
        var options = new GradientBoostingOptions { Loss = BoostingLoss.Huber };
        Assert.Equal(Fit(options, x, y).Predict(x[17]), Fit(options, x, wild).Predict(x[17]), 0.5);
    }

    [Theory]
    [InlineData(BoostingLoss.Gamma)]
    [InlineData(BoostingLoss.Tweedie)]
    public void Losses_of_amounts_reach_the_weighted_mean(BoostingLoss loss)
    {
        // The score of every exponential-dispersion loss is 0 at the mean: left (1 + 3 · 3) / 4 = 2.5, right 12.
        var model = Fit(new() { Loss = loss, Trees = 300, MinRowsPerLeaf = 1, L2 = 0 }, [1, 1, 2, 2], [1, 3, 10, 14], [1, 3, 1, 1]);
        Assert.Equal(2.5, model.Predict(1), 4);
        Assert.Equal(12, model.Predict(2), 4);
    }

    [Fact]
    public void Targets_outside_a_losss_domain_are_refused()
    {
        foreach (var (loss, y) in new[] { (BoostingLoss.Gamma, 0.0), (BoostingLoss.Gamma, -1), (BoostingLoss.Tweedie, -1),
            (BoostingLoss.Poisson, -1) })
            Assert.Contains("0", Assert.Throws<TrainingException>(() => Fit(new() { Loss = loss }, [1, 2], [y, 2])).Message);
        Assert.Throws<TrainingException>(() => Fit(new() { Loss = BoostingLoss.Tweedie }, [1, 2], [0, 0]));
    }

    [Theory]
    [InlineData(BoostingLoss.Huber)]
    [InlineData(BoostingLoss.Quantile)]
    [InlineData(BoostingLoss.Gamma)]
    [InlineData(BoostingLoss.Tweedie)]
    public void Models_of_every_loss_read_back_equal(BoostingLoss loss)
    {
        double[] x = [.. Enumerable.Range(0, 60).Select(i => (double)i)], y = [.. x.Select(v => 1 + v % 7)];
        var set = TreeRows.OneColumn(x, y);
        var model = new GradientBoostingTrainer(new() { Loss = loss, Trees = 5 }).Fit(set, 1, CancellationToken.None);
        Assert.Equal(model.PredictAll(set), TreeRows.Read(model.Bytes(), GradientBoostingModel.Read).PredictAll(set));
    }

    [Fact]
    public void Base_scores_are_the_best_constants()
    {
        // Targets 0 0 0 1: log odds of ¼, −ln 3. Numbers 1, 2, 6: mean 3, median 2; of positive means ln 3. Classes 0 0 1 2: ln ½, ln ¼, ln ¼.
        Assert.Equal(-Math.Log(3), new LogisticObjective().BaseScores([0, 0, 0, 1], [])[0], 12);
        Assert.Equal(3, new SquaredObjective().BaseScores([1, 2, 6], [])[0], 12);
        Assert.Equal(2, new AbsoluteObjective().BaseScores([1, 2, 6], [])[0], 12);
        Assert.Equal(Math.Log(3), new PoissonObjective().BaseScores([1, 2, 6], [])[0], 12);
        double[] shares = new SoftmaxObjective(3).BaseScores([0, 0, 1, 2], []);
        Assert.Equal(Math.Log(0.5), shares[0], 12);
        Assert.Equal(Math.Log(0.25), shares[2], 12);
    }

    [Fact]
    public void Rows_of_a_rare_class_tell_less()
    {
        // 4 p (1 − p) at p = ¼ is ¾; of shares 0.8, 0.1, 0.1 the rarest has 0.36.
        Assert.Equal(0.75, new LogisticObjective().RelativeInformation([-Math.Log(3)]), 12);
        Assert.Equal(0.36, new SoftmaxObjective(3).RelativeInformation([Math.Log(8), 0, 0]), 12);
        Assert.Equal(1, new SquaredObjective().RelativeInformation([7]));
    }

    private static Objective Create(BoostingLoss loss) => loss switch
    {
        BoostingLoss.Squared => new SquaredObjective(),
        BoostingLoss.Absolute => new AbsoluteObjective(),
        BoostingLoss.Poisson => new PoissonObjective(),
        BoostingLoss.Gamma => new GammaObjective(),
        BoostingLoss.Tweedie => new TweedieObjective(1.3),
        BoostingLoss.Quantile => new QuantileObjective(0.8),
        _ => new HuberObjective(0.9), // δ = 1 before it has seen rows
    };
}
