namespace Kolosal.Learning.Neighbours;

public class NearestNeighboursTests
{
    [Fact]
    public void Votes_are_weighted_by_sample_and_distance()
    {
        // Distances 1, 2, 4 with sample weights 1, 3, 2: votes 1, 3/2, 2/4.
        var rows = TrainingSet.Regression(new double[] { 1, 2, 4, 50 }, [new("x")], new double[] { 10, 20, 40, 7 }, new double[] { 1, 3, 2, 1 });
        var model = new NearestNeighboursTrainer(new(3, NeighbourWeighting.Distance)).Fit(rows, 0, CancellationToken.None);
        Assert.Equal((10 + 1.5 * 20 + 0.5 * 40) / 3, Score(model, 0)[0], 12);
    }

    [Fact]
    public void Rows_at_distance_zero_vote_alone()
    {
        var rows = TrainingSet.Classification(new double[] { 1, 1, 1.5, 2 }, [new("x")], new[] { 0, 1, 1, 1 }, 2);
        Assert.Equal([0.5, 0.5], Score(new NearestNeighboursTrainer(new(4, NeighbourWeighting.Distance)).Fit(rows, 0, CancellationToken.None), 1));
    }

    [Fact]
    public void By_default_classes_have_even_votes_and_numbers_votes_by_distance()
    {
        // The row asked for is among the training rows: by distance it would vote alone.
        var classes = TrainingSet.Classification(new double[] { 1, 2, 3, 4 }, [new("x")], new[] { 0, 1, 1, 1 }, 2);
        Assert.Equal([0.25, 0.75], Score(new NearestNeighboursTrainer(new()).Fit(classes, 0, CancellationToken.None), 1));
        var numbers = TrainingSet.Regression(new double[] { 1, 2, 3, 4 }, [new("x")], new double[] { 7, 1, 1, 1 });
        Assert.Equal([7.0], Score(new NearestNeighboursTrainer(new()).Fit(numbers, 0, CancellationToken.None), 1));
    }

    [Fact]
    public void Of_rows_equally_far_the_first_is_the_neighbour()
    {
        var rows = TrainingSet.Classification(new double[] { 1, -1, 1 }, [new("x")], new[] { 2, 1, 0 }, 3);
        Assert.Equal([0.0, 0, 1], Score(new NearestNeighboursTrainer(new(1, NeighbourWeighting.Uniform)).Fit(rows, 0, CancellationToken.None), 0));
    }

    [Fact]
    public void Rows_of_weight_zero_are_as_if_absent()
    {
        var rows = TrainingSet.Regression(new double[] { 0, 1, 2, 3 }, [new("x")], new double[] { 99, 1, 2, 3 }, new double[] { 0, 1, 1, 1 });
        Assert.Equal(1.5, Score(new NearestNeighboursTrainer(new(2, NeighbourWeighting.Uniform)).Fit(rows, 0, CancellationToken.None), 0)[0]);
    }

    [Fact]
    public void More_neighbours_than_rows_and_than_the_stack_holds_are_all_rows()
    {
        double[] x = [.. Enumerable.Range(0, 900).Select(i => (double)i)];
        var model = new NearestNeighboursTrainer(new(5000, NeighbourWeighting.Uniform))
            .Fit(TrainingSet.Regression(x, [new("x")], x), 0, CancellationToken.None);
        Assert.Equal(449.5, Score(model, 3)[0], 9);
        double[] row = [5], output = [0];
        Assert.Equal(0, Allocated.Least(() => model.Score(row, output)));
    }

    [Fact]
    public void No_neighbours_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new NearestNeighboursOptions(0));

    private static double[] Score(IPredictor model, params double[] row)
    {
        double[] output = new double[model.Outputs];
        model.Score(row, output);
        return output;
    }
}
