using Kolosal.Statistics;

namespace Kolosal.Learning.Validation;

public class FoldKindsTests
{
    [Fact]
    public void Stratified_groups_stay_together_and_keep_the_class_shares()
    {
        var random = new SeededRandom(1);
        List<int> labels = [], groups = [];
        for (int g = 0; g < 120; g++)
        {
            int size = 1 + random.Next(8), tendency = random.Next(10);
            for (int i = 0; i < size; i++)
            {
                groups.Add(g * 3 - 50);
                labels.Add(random.Next(12) < tendency ? 0 : random.Next(3) == 0 ? 2 : 1);
            }
        }
        int[] label = [.. labels], group = [.. groups];
        var folds = GroupFolds.Stratified(label, group, 5, 1);
        Assert.Equal(Enumerable.Range(0, label.Length), folds.SelectMany(f => f.Validation).Order());
        foreach (var fold in folds)
        {
            Assert.Empty(fold.Training.Select(r => group[r]).Intersect(fold.Validation.Select(r => group[r])));
            for (int k = 0; k < 3; k++)
            {
                double share = fold.Validation.Count(r => label[r] == k) / (double)label.Count(l => l == k);
                Assert.InRange(share, 0.14, 0.26); // a fifth of every class, give or take a group or two
            }
        }
        Assert.Equal(folds.Select(f => string.Join(' ', f.Validation)),
            GroupFolds.Stratified(label, group, 5, 1).Select(f => string.Join(' ', f.Validation)));
        Assert.Throws<TrainingException>(() => GroupFolds.Stratified([0, 1, 0], [1, 1, 2], 3, 1));
    }

    [Fact]
    public void Sliding_windows_have_their_length_and_end_before_the_gap()
    {
        double[] times = Shuffled(101, 2);
        var folds = TimeFolds.Sliding(times, 4, window: 15, gap: 3);
        foreach (var fold in folds)
        {
            double cut = fold.Validation.Min(r => times[r]);
            Assert.Equal(15, fold.Training.Length);
            Assert.Equal(3, times.Count(t => t < cut && t > fold.Training.Max(r => times[r])));
            Assert.Equal(15 + 3, times.Count(t => t < cut && t >= fold.Training.Min(r => times[r])));
        }
        Assert.Equal(Folds.TimeSeries(times, 4, 3).Select(f => string.Join(' ', f.Validation)), folds.Select(f => string.Join(' ', f.Validation)));
    }

    [Theory, InlineData(0), InlineData(6)]
    public void No_learnt_target_overlaps_the_judged_block_and_none_begins_within_the_embargo(double embargo)
    {
        double[] begin = Shuffled(200, 3);
        var random = new SeededRandom(4);
        double[] end = [.. begin.Select(t => t + random.Next(12))];
        var folds = TimeFolds.Purged(begin, end, 5, embargo);
        Assert.Equal(Enumerable.Range(0, 200), folds.SelectMany(f => f.Validation).Order());
        bool after = false;
        foreach (var fold in folds)
        {
            double first = fold.Validation.Min(r => begin[r]), last = fold.Validation.Max(r => end[r]);
            Assert.All(fold.Training, r => Assert.True(end[r] < first || begin[r] > last + embargo));
            // Nothing more is thrown away than that.
            Assert.Equal(Enumerable.Range(0, 200).Count(r => end[r] < first || begin[r] > last + embargo), fold.Training.Length);
            after |= fold.Training.Any(r => begin[r] > last);
        }
        Assert.True(after);
        Assert.Throws<TrainingException>(() => TimeFolds.Purged([1, 2], [10, 10], 2));
        Assert.Throws<ArgumentException>(() => TimeFolds.Purged([1, 2], [1, 1], 2));
    }

    [Fact]
    public void Leaving_out_one_judges_every_row_or_group_alone()
    {
        Assert.Equal([0, 1, 2, 3], FoldLists.LeaveOneOut(4).Select(f => f.Validation.Single()));
        Assert.All(FoldLists.LeaveOneOut(4), f => Assert.Equal(3, f.Training.Length));
        Assert.Equal(3, GroupFolds.LeaveOneOut([7, 7, -1, 3]).Length);
        Assert.Throws<TrainingException>(() => FoldLists.LeaveOneOut(1));
        Assert.Throws<TrainingException>(() => GroupFolds.LeaveOneOut([1, 1]));
    }

    [Fact]
    public void Repeats_are_partitions_that_differ()
    {
        var folds = FoldLists.Repeated(seed => Folds.KFold(30, 3, seed), 4, 1);
        Assert.Equal(12, folds.Length);
        foreach (var repeat in folds.Chunk(3)) Assert.Equal(Enumerable.Range(0, 30), repeat.SelectMany(f => f.Validation).Order());
        Assert.Equal(12, folds.Select(f => string.Join(' ', f.Validation)).Distinct().Count());
    }

    [Fact]
    public void Inner_folds_never_see_the_outer_judges()
    {
        var nested = FoldLists.Nested(Folds.KFold(60, 5, 1), rows => Folds.KFold(rows.Length, 3, 2));
        foreach (var fold in nested)
        {
            Assert.Equal(3, fold.Inner.Length);
            Assert.Equal(fold.Outer.Training, fold.Inner.SelectMany(f => f.Validation).Order());
            foreach (var inner in fold.Inner)
            {
                Assert.Empty(inner.Training.Concat(inner.Validation).Intersect(fold.Outer.Validation));
                Assert.Equal(fold.Outer.Training, inner.Training.Concat(inner.Validation).Order());
            }
        }
    }

    [Fact]
    public void Given_lists_are_checked()
    {
        Assert.Equal([1, 2], FoldLists.Given(4, [([2, 1], [0])])[0].Training.ToArray());
        Assert.Throws<TrainingException>(() => FoldLists.Given(4, [([1], [1])]));
        Assert.Throws<TrainingException>(() => FoldLists.Given(4, [([1], [4])]));
        Assert.Throws<TrainingException>(() => FoldLists.Given(4, [([1], [])]));
        Assert.Throws<TrainingException>(() => FoldLists.Given(4, []));
    }

    private static double[] Shuffled(int rows, ulong seed)
    {
        double[] times = [.. Enumerable.Range(0, rows).Select(i => (double)i)];
        new SeededRandom(seed).Shuffle<double>(times);
        return times;
    }
}
