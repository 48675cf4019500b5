using Kolosal.Learning.Validation;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning;

public class FoldsTests
{
    [Theory, InlineData(10, 3), InlineData(100, 10), InlineData(5, 5), InlineData(2, 2)]
    public void Every_row_is_judged_once_and_never_learnt_from_in_that_fold(int rows, int k)
    {
        Partition(Folds.KFold(rows, k, 1), rows);
        Partition(Folds.Stratified([.. Enumerable.Range(0, rows).Select(r => r % 2)], k, 1), rows);
        Partition(Folds.Grouped([.. Enumerable.Range(0, rows)], k, 1), rows);
        Assert.All(Folds.KFold(rows, k, 1), f => Assert.InRange(f.Validation.Length, rows / k, (rows + k - 1) / k));
    }

    [Fact]
    public void The_seed_decides_the_folds()
    {
        Assert.Equal([.. Folds.KFold(50, 5, 1)[0].Validation], Folds.KFold(50, 5, 1)[0].Validation.ToArray());
        Assert.NotEqual(Folds.KFold(50, 5, 1)[0].Validation.ToArray(), Folds.KFold(50, 5, 2)[0].Validation.ToArray());
    }

    [Fact]
    public void Stratified_folds_have_the_class_shares_of_the_whole()
    {
        int[] labels = [.. Enumerable.Range(0, 103).Select(r => r < 7 ? 2 : r < 40 ? 1 : 0)];
        var folds = Folds.Stratified(labels, 5, 3);
        Partition(folds, labels.Length);
        foreach (var fold in folds)
        {
            Assert.InRange(fold.Validation.Length, 20, 21);
            Assert.InRange(fold.Validation.Count(r => labels[r] == 2), 1, 2);
            Assert.InRange(fold.Validation.Count(r => labels[r] == 1), 6, 7);
        }
    }

    [Fact]
    public void A_group_is_never_on_both_sides()
    {
        var random = new SeededRandom(4);
        int[] groups = new int[200];
        for (int r = 0; r < groups.Length; r++) groups[r] = random.Next(23) * 10 - 50;
        var folds = Folds.Grouped(groups, 4, 1);
        Partition(folds, groups.Length);
        foreach (var fold in folds)
        {
            Assert.Empty(fold.Training.Select(r => groups[r]).Intersect(fold.Validation.Select(r => groups[r])));
            Assert.InRange(fold.Validation.Length, 40, 60);
        }
        Assert.Throws<TrainingException>(() => Folds.Grouped([1, 1, 1, 2], 3, 1));
    }

    [Fact]
    public void Time_series_folds_learn_from_the_past_alone()
    {
        var random = new SeededRandom(4);
        double[] times = new double[101];
        for (int r = 0; r < times.Length; r++) times[r] = random.NextDouble();
        var folds = Folds.TimeSeries(times, 4, gap: 3);
        Assert.Equal(4, folds.Length);
        foreach (var fold in folds)
        {
            double cut = fold.Validation.Min(r => times[r]);
            Assert.True(fold.Training.Max(r => times[r]) < cut);
            Assert.Equal(3, times.Count(t => t < cut) - fold.Training.Length);
        }
        Assert.Equal(times.Max(), folds[^1].Validation.Max(r => times[r]));
        Assert.Throws<TrainingException>(() => Folds.TimeSeries([1, 2, 3], 4));
    }

    [Theory, InlineData(1000, 0.2, 0.2), InlineData(37, 0.1, 0.3), InlineData(10, 0, 0.2)]
    public void A_stratified_holdout_meets_its_shares(int rows, double validation, double test)
    {
        int[] labels = [.. Enumerable.Range(0, rows).Select(r => r % 5 == 0 ? 1 : 0)];
        var parts = Folds.Split(rows, validation, test, 6, labels);
        Assert.Equal(Enumerable.Range(0, rows), parts.Training.Concat(parts.Validation).Concat(parts.Test).Order());
        Assert.InRange(parts.Test.Length, rows * test - 1, rows * test + 1);
        Assert.InRange(parts.Validation.Length, rows * validation - 1, rows * validation + 1);
        Assert.InRange(parts.Test.Count(r => labels[r] == 1), rows * test * 0.2 - 1, rows * test * 0.2 + 1);
    }

    [Fact]
    public void Too_few_rows_are_refused()
    {
        Assert.Throws<TrainingException>(() => Folds.KFold(3, 4, 1));
        Assert.Throws<TrainingException>(() => Folds.Split(2, 0.1, 0.1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Folds.Split(100, 0.5, 0.5, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Folds.KFold(10, 1, 1));
    }

    [Fact]
    public void Roles_choose_the_kind_of_fold()
    {
        var table = Samples.Mixed(90, 1, missing: false);
        var problem = LearningProblem.Infer(table, "risk");
        var byTime = table.WithSchema(table.Schema.With(table.Schema["since"] with { Role = ColumnRole.Time }));
        var ticks = ((DateTimeColumn)table["since"]).Ticks.ToArray();
        Assert.All(FoldPlan.Folds(byTime, problem, 3, 1), f => Assert.True(f.Training.Max(r => ticks[r]) < f.Validation.Min(r => ticks[r])));
        var split = FoldPlan.Split(byTime, problem, 0.2, 0.2, 1);
        Assert.True(split.Training.Max(r => ticks[r]) < split.Validation.Min(r => ticks[r])
            && split.Validation.Max(r => ticks[r]) < split.Test.Min(r => ticks[r]));

        var byGroup = table.WithSchema(table.Schema.With(table.Schema["city"] with { Role = ColumnRole.Group }));
        Assert.All(FoldPlan.Folds(byGroup, problem, 3, 1), f =>
            Assert.Empty(f.Training.Select(r => table["city"].TextAt(r)).Intersect(f.Validation.Select(r => table["city"].TextAt(r)))));
        var groups = FoldPlan.Split(byGroup, problem, 0, 0.2, 1);
        Assert.Empty(groups.Training.Select(r => table["city"].TextAt(r)).Intersect(groups.Test.Select(r => table["city"].TextAt(r))));
        Partition(FoldPlan.Folds(table, problem, 3, 1), 90);
    }

    private static void Partition(ImmutableArray<Fold> folds, int rows)
    {
        Assert.Equal(Enumerable.Range(0, rows), folds.SelectMany(f => f.Validation).Order());
        foreach (var fold in folds) Assert.Equal(Enumerable.Range(0, rows), fold.Training.Concat(fold.Validation).Order());
    }
}
