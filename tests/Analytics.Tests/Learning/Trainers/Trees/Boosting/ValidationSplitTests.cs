namespace Kolosal.Learning.Trees;

public class ValidationSplitTests
{
    private static readonly double[] Labels = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1];

    [Fact]
    public void A_share_of_each_class_is_kept()
    {
        // A quarter of eight is two, of four one.
        var split = ValidationSplit.Of(new(new LogisticObjective(), Labels, []), new() { EarlyStoppingRounds = 5, ValidationShare = 0.25 }, seed: 3);
        Assert.Equal([0, 0, 1], split.Validation.Select(row => Labels[row]));
        Assert.Equal(Enumerable.Range(0, 12), split.Learning.Concat(split.Validation).Order());
        Assert.Equal(split.Learning.Order(), split.Learning);
    }

    [Fact]
    public void Rows_without_weight_are_neither()
    {
        var split = ValidationSplit.Of(new(new SquaredObjective(), [1, 2, 3], [1, 0, 2]), new(), seed: 3);
        Assert.Equal([0, 2], split.Learning);
        Assert.Empty(split.Validation);
        Assert.Empty(ValidationSplit.Of(new(new SquaredObjective(), [1, 2, 3], []), new(), seed: 3).Learning); // all rows there are
    }

    [Fact]
    public void Too_few_rows_are_refused() => Assert.Contains("too few", Assert.Throws<TrainingException>(
        () => ValidationSplit.Of(new(new SquaredObjective(), [1, 2, 3], []), new() { EarlyStoppingRounds = 5 }, seed: 3)).Message);
}
