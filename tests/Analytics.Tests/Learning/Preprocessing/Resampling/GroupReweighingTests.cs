using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing.Resampling;

public class GroupReweighingTests
{
    /// <summary>Ten people, five of each sex; four of the men and two of the women have the good outcome.</summary>
    private static readonly (string Sex, int Good)[] People =
        [("m", 1), ("m", 1), ("m", 1), ("m", 1), ("m", 0), ("f", 1), ("f", 1), ("f", 0), ("f", 0), ("f", 0)];

    [Fact]
    public void Weights_are_expected_share_over_observed_share()
    {
        // ½ · 6/10 over 4/10, ½ · 4/10 over 1/10, and so on.
        var weights = GroupReweighing.Apply(Rows([]), Table(), ["sex"]).Weights.Span;
        Assert.Equal(0.75, weights[0], 12);
        Assert.Equal(2, weights[4], 12);
        Assert.Equal(1.5, weights[5], 12);
        Assert.Equal(2 / 3.0, weights[9], 12);
    }

    [Theory, InlineData(new double[0]), InlineData(new[] { 1, 2, 0.5, 1, 3, 1, 1, 4, 1, 0 })]
    public void The_share_of_a_class_is_that_of_all_in_every_group_and_nothing_is_added(double[] before)
    {
        var rows = Rows(before);
        var after = GroupReweighing.Apply(rows, Table(), ["sex"]);
        double all = Sum(rows, _ => true), good = Sum(rows, row => People[row].Good == 1) / all;
        Assert.Equal(all, Sum(after, _ => true), 9);
        foreach (string sex in (string[])["m", "f"])
        {
            Assert.Equal(Sum(rows, row => People[row].Sex == sex), Sum(after, row => People[row].Sex == sex), 9);
            Assert.Equal(good, Sum(after, row => People[row] == (sex, 1)) / Sum(after, row => People[row].Sex == sex), 9);
        }
    }

    private static Frame Table() => new(
        new([new("sex", ColumnType.Categorical)]), [CategoricalColumn.From(People.Select(p => p.Sex))]);

    private static TrainingSet Rows(double[] weights) => TrainingSet.Classification(
        new double[People.Length], [new("x")], People.Select(p => p.Good).ToArray(), 2, weights);

    private static double Sum(TrainingSet rows, Func<int, bool> counts) =>
        Enumerable.Range(0, rows.Rows).Where(counts).Sum(row => rows.Weight(row));
}
