using Kolosal.Learning.Baselines;
using Kolosal.Learning.Linear;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Trees;
using Kolosal.Statistics;

namespace Kolosal.Learning.Ensembles;

public class EnsembleTests
{
    private static readonly ITrainer Tree = new DecisionTreeTrainer(new() { MaxDepth = 4 });

    [Fact]
    public void A_vote_is_the_weighted_mean_and_reads_back()
    {
        var rows = TreeRows.Mixed(200, seed: 1);
        IPredictor tree = Tree.Fit(rows, 1, default), prior = new PriorTrainer(new()).Fit(rows, 1, default);
        var vote = new VotingModel([(Tree.Name, tree, 3), ("prior", prior, 1)]);
        for (int r = 0; r < 20; r++)
            Assert.Equal(0.75 * tree.Predict(rows.Row(r).ToArray()) + 0.25 * prior.Predict(rows.Row(r).ToArray()),
                vote.Predict(rows.Row(r).ToArray()), 12);
        var back = TreeRows.Read(vote.Bytes(), VotingModel.Read);
        Assert.Equal(vote.PredictAll(rows), back.PredictAll(rows));
        byte[] bytes = vote.Bytes();
        for (int length = 0; length < bytes.Length; length += 7)
            Assert.True(Record.Exception(() => TreeRows.Read(bytes[..length], VotingModel.Read)) is InvalidDataException or EndOfStreamException);
        Assert.Throws<ArgumentException>(() => new VotingModel([]));
        Assert.Throws<ArgumentException>(() => new VotingModel([("prior", prior, 0)]));
    }

    [Fact]
    public void Bagged_deep_trees_vary_less_than_one()
    {
        TrainingSet rows = TreeRows.Numeric(400, seed: 1), test = TreeRows.Numeric(400, seed: 2);
        var deep = new DecisionTreeTrainer(new());
        double one = Error(deep.Fit(rows, 1, default), test), bagged = Error(new BaggingTrainer(deep, new(20)).Fit(rows, 1, default), test);
        Assert.InRange(bagged / one, 0, 0.9);
        Assert.Equal(new BaggingTrainer(deep, new(3)).Fit(rows, 1, default).Hash(), new BaggingTrainer(deep, new(3)).Fit(rows, 1, default).Hash());
    }

    [Fact]
    public void A_stack_trusts_the_base_model_that_is_right()
    {
        // The truth is a line: ridge has it, the prior says the mean; the final line through out-of-fold answers must be ridge's own.
        var random = new SeededRandom(3);
        double[] x = [.. Enumerable.Range(0, 600).Select(_ => random.NextNormal())];
        var rows = TrainingSet.Regression(x, TreeRows.Numbers(2),
            Enumerable.Range(0, 300).Select(r => 3 * x[2 * r] - x[2 * r + 1] + 0.1 * random.NextNormal()).ToArray());
        ITrainer ridge = new RidgeTrainer(new(0.001));
        var stack = new StackingTrainer([new PriorTrainer(new()), ridge], ridge).Fit(rows, 1, default);
        Assert.InRange(Error(stack, rows), 0.09, 0.11); // the noise
        Assert.Equal(stack.PredictAll(rows), TreeRows.Read(stack.Bytes(), StackedModel.Read).PredictAll(rows));
    }

    [Fact]
    public void A_stack_of_classes_gives_probabilities()
    {
        var rows = TreeRows.Mixed(300, seed: 5, classes: 3);
        var stack = new StackingTrainer([Tree, new RandomForestTrainer(new() { Trees = 5 })], new LogisticTrainer(new()), folds: 3)
            .Fit(rows, 1, default);
        double[] output = new double[3];
        stack.Score(rows.Row(0), output);
        Assert.Equal(1, output.Sum(), 12);
    }

    [Fact]
    public void Greedy_selection_finds_the_weights_of_a_mean_that_is_right()
    {
        // Truth = ¾ a + ¼ b; c is noise. Of four picks three are a and one b, and no other mean of four is as near.
        double[] a = [1, 5, 2, 8, 3, 9], b = [4, 1, 7, 2, 6, 5], c = [9, 9, 0, 0, 9, 0];
        double[] truth = [.. a.Select((v, i) => 0.75 * v + 0.25 * b[i])];
        double[] weights = GreedySelection.Weights([a, b, c], outputs => ScoredRows.Regression(truth, outputs.ToArray()), Metrics.Metrics.Rmse,
            rounds: 4);
        Assert.Equal([0.75, 0.25, 0], weights);
        Assert.Equal([1.0, 0, 0], GreedySelection.Weights(
            [a, b, c], outputs => ScoredRows.Regression(truth, outputs.ToArray()), Metrics.Metrics.Rmse, rounds: 1, start: 1));
        Assert.Throws<ArgumentException>(() => GreedySelection.Weights(
            [a, [1]], outputs => ScoredRows.Regression(truth, outputs), Metrics.Metrics.Rmse));
    }

    [Fact]
    public void Self_training_finds_the_gap_between_two_clouds_that_few_labels_miss()
    {
        // Two clouds on a line, one labelled row each at the outer ends of … −2 ± 0.3 and
        // 2 ± 0.3; a nearest-mean rule is already sure of the near ones.
        var random = new SeededRandom(2);
        double[] clouds = [.. Enumerable.Range(0, 200).Select(r => (r % 2 == 0 ? -2 : 2) + 0.3 * random.NextNormal())];
        var labelled = TrainingSet.Classification(new[] { -2.5, -2.2, 2.2, 2.5 }, TreeRows.Numbers(1), new[] { 0, 0, 1, 1 }, 2);
        var result = SelfTraining.Fit(new LogisticTrainer(new()), labelled, clouds, new(0.8), 1, default);
        Assert.Equal(Enumerable.Range(0, 200).Select(r => r % 2), result.Labels);
        Assert.Throws<TrainingException>(() => SelfTraining.Fit(
            new RidgeTrainer(new()), TreeRows.OneColumn([1, 2], [1, 2]), clouds, new(), 1, default));
    }

    [Fact]
    public void A_model_that_is_never_sure_gives_no_label()
    {
        var labelled = TrainingSet.Classification(new[] { 1.0, 2, 1, 2 }, TreeRows.Numbers(1), new[] { 0, 0, 1, 1 }, 2);
        Assert.Equal<IEnumerable<int>>([-1, -1], SelfTraining.Fit(new PriorTrainer(new()), labelled, new[] { 1.0, 2 }, new(), 1, default).Labels);
    }

    private static double Error(IPredictor model, TrainingSet test)
    {
        double[] outputs = model.PredictAll(test);
        return Math.Sqrt(Enumerable.Range(0, test.Rows).Average(r => Math.Pow(outputs[r] - test.Targets.Span[r], 2)));
    }
}
