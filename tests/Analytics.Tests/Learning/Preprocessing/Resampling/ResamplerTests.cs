using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Resampling;

/// <summary>What every resampler in <see cref="Resamplers.All"/> keeps, and what each does to the sizes of classes.</summary>
public class ResamplerTests
{
    public static TheoryData<string> Names => [.. Resamplers.All.Select(r => r.Name)];

    [Theory, MemberData(nameof(Names))]
    public void The_same_rows_and_seed_give_the_same_rows_and_the_given_ones_are_untouched(string name)
    {
        var rows = Rows(300, 40, 25);
        double[] before = rows.Features.ToArray();
        TrainingSet first = Run(name, rows), second = Run(name, rows);
        Assert.Equal(first.Features.ToArray(), second.Features.ToArray());
        Assert.Equal(first.Labels.ToArray(), second.Labels.ToArray());
        Assert.Equal(before, rows.Features.ToArray());
        Assert.Equal((rows.Classes, rows.Columns), (first.Classes, first.Columns));
    }

    [Theory, MemberData(nameof(Names))]
    public void Rows_of_weight_0_leave_no_trace(string name)
    {
        var rows = Rows(200, 40, 25);
        double[] features = rows.Features.ToArray(), weights = [.. Enumerable.Range(0, rows.Rows).Select(row => row % 5 == 0 ? 0.0 : 1)];
        for (int row = 0; row < rows.Rows; row += 5) features[row * 2] = 1e6;
        var marked = TrainingSet.Classification(features, rows.Columns, rows.Labels, rows.Classes, weights);
        var after = Run(name, marked);
        for (int row = 0; row < after.Rows; row++) Assert.True(after.Row(row)[0] < 1e5 || after.Weight(row) == 0);
    }

    [Theory, MemberData(nameof(Names))]
    public void Both_ends_of_every_option_work(string name)
    {
        var descriptor = Resamplers.Get(name);
        foreach (var parameter in descriptor.Space.Parameters)
        {
            var ends = ParameterEnds.Of(parameter);
            foreach (var end in ends)
            {
                var given = HyperParameters.Empty.With(parameter.Name, end);
                if (parameter.When is { } when) given = given.With(when.Parent, when.Values[0]);
                Assert.True(descriptor.Create(descriptor.Space.Complete(given)).Resample(Rows(100, 30, 20), 1, CancellationToken.None).Rows > 0);
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_cancelled_run_stops_and_numbers_are_no_classes(string name)
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var resampler = Resamplers.Get(name).Create(HyperParameters.Empty);
        Assert.ThrowsAny<OperationCanceledException>(() => resampler.Resample(Rows(50, 20, 20), 1, source.Token));
        if (name is not ("outlier_filter" or "anomaly_filter"))
            Assert.Throws<TrainingException>(() => resampler.Resample(
                TrainingSet.Regression(new double[3], [new("x")], (double[])[1, 2, 3]), 1, CancellationToken.None));
    }

    [Theory, InlineData("random_over_sampler", 300, 300, 300), InlineData("smote", 300, 300, 300), InlineData("random_under_sampler", 25, 25, 25),
        InlineData("near_miss", 25, 25, 25)]
    public void Classes_end_alike_in_size(string name, params int[] sizes) => Assert.Equal(sizes, Sizes(Run(name, Rows(300, 40, 25))));

    [Fact]
    public void Adasyn_ends_near_the_greatest_class_and_more_new_rows_lie_where_other_classes_are()
    {
        // One cluster of the small class amid the great one, and one by itself: all new rows belong to the first.
        var random = new SeededRandom(4);
        double[] x = [.. Enumerable.Range(0, 220).SelectMany(i => i < 200 ? new[] { random.NextNormal(), random.NextNormal() }
            : i < 210 ? [random.NextNormal() * 0.5, random.NextNormal() * 0.5]
                : new[] { 50 + 0.1 * random.NextNormal(), 50 + 0.1 * random.NextNormal() })];
        var rows = TrainingSet.Classification(x, [new("a"), new("b")], (int[])[.. Enumerable.Range(0, 220).Select(i => i < 200 ? 0 : 1)], 2);
        var after = Run("adasyn", rows);
        Assert.InRange(Sizes(after)[1], 185, 215);
        Assert.Equal(10, Enumerable.Range(0, after.Rows).Count(row => after.Row(row)[0] > 45));
        Assert.Equal(10, Enumerable.Range(0, Run("borderline_smote", rows).Rows).Count(row => Run("borderline_smote", rows).Row(row)[0] > 45));
    }

    [Fact]
    public void New_rows_lie_between_rows_of_their_class() // a class on a line stays on it
    {
        double[] x = [.. Enumerable.Range(0, 100).SelectMany(i => i < 90 ? new double[] { i, 50 - i } : [i, 2.0 * i + 1])];
        var rows = TrainingSet.Classification(x, [new("a"), new("b")], (int[])[.. Enumerable.Range(0, 100).Select(i => i < 90 ? 0 : 1)], 2);
        var after = Run("smote", rows);
        Assert.Equal(rows.Features.ToArray(), after.Features.ToArray()[..x.Length]);
        for (int row = 100; row < after.Rows; row++)
        {
            Assert.Equal(1, after.Labels.Span[row]);
            Assert.InRange(after.Row(row)[0], 90, 99);
            Assert.Equal(2 * after.Row(row)[0] + 1, after.Row(row)[1], 9);
        }
    }

    [Fact]
    public void Balanced_weights_sum_alike_over_classes()
    {
        var after = Run("class_weights", Rows(300, 40, 25));
        double[] sums = new double[3];
        for (int row = 0; row < after.Rows; row++) sums[after.Labels.Span[row]] += after.Weight(row);
        Assert.All(sums, s => Assert.Equal(365 / 3.0, s, 9));
    }

    [Fact]
    public void What_cannot_be_is_refused_with_a_reason()
    {
        var one = TrainingSet.Classification(new double[5], [new("x")], (int[])[0, 0, 0, 0, 1], 2);
        Assert.Contains("random_over_sampler", Assert.Throws<TrainingException>(() => Run("smote", one)).Message);
        var codes = TrainingSet.Classification(new double[4], [new("c", 2)], (int[])[0, 0, 0, 1], 2);
        Assert.Contains("codes", Assert.Throws<TrainingException>(() => Run("smote", codes)).Message);
        var hole = TrainingSet.Classification((double[])[0, double.NaN, 1, 2], [new("c")], (int[])[0, 0, 1, 1], 2);
        Assert.Contains("row 1", Assert.Throws<TrainingException>(() => Run("near_miss", hole)).Message);
    }

    private static TrainingSet Run(string name, TrainingSet rows) =>
        Resamplers.Get(name).Create(Resamplers.Get(name).Space.Defaults).Resample(rows, 7, CancellationToken.None);

    private static int[] Sizes(TrainingSet rows) => [.. Enumerable.Range(0, rows.Classes).Select(k => rows.Labels.ToArray().Count(l => l == k))];

    private static TrainingSet Rows(params int[] sizes)
    {
        var random = new SeededRandom(2);
        int[] labels = [.. sizes.SelectMany((size, k) => Enumerable.Repeat(k, size))];
        double[] x = [.. labels.SelectMany(k => new[] { random.NextNormal() + k, random.NextNormal() - k })];
        return TrainingSet.Classification(x, [new("a"), new("b")], labels, sizes.Length);
    }
}
