using System.Text.Json;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning.Uncertainty;

public class ConformalizerTests
{
    [Fact]
    public void Thinned_scores_bound_no_lower_than_all_of_them()
    {
        var random = new SeededRandom(1);
        double[] scores = new double[1003];
        for (int i = 0; i < scores.Length; i++) scores[i] = random.NextDouble();
        var all = ConformalScores.From(scores);
        foreach (int most in (int[])[1, 2, 7, 100, 500, 1002])
        {
            var some = ConformalScores.From(scores, most);
            Assert.Equal((1003, most), (some.Count, some.Values.Length));
            for (double alpha = 0.001; alpha < 1; alpha += 0.013)
            {
                Assert.True(some.Bound(alpha) >= all.Bound(alpha));
                if (!double.IsInfinity(all.Bound(alpha)))
                    Assert.True(some.Bound(alpha) <= all.Bound(Math.Max(1e-9, alpha - 1.1 / most - 1.1 / 1003)));
            }
        }
    }

    [Fact]
    public void Levels_beyond_the_ends_give_everything_or_nothing()
    {
        var scores = ConformalScores.From([1, 2, 3]);
        Assert.Equal(double.PositiveInfinity, scores.Bound(0));
        Assert.Equal(double.PositiveInfinity, scores.Bound(-0.2));
        Assert.Equal(double.NegativeInfinity, scores.Bound(1));
        Assert.Equal(2, scores.Bound(0.5)); // ⌈4 · 0.5⌉ = 2
        Assert.Equal(double.PositiveInfinity, ConformalScores.From([]).Bound(0.5));
        Assert.False(IntervalConformalizer.Fit([1], [1]).At(new(0, 0), 1.5).Contains(0));
    }

    [Fact]
    public void Every_conformalizer_survives_json()
    {
        string[] groups = ["b", "a", "b"];
        double[] probabilities = [0.5, 0.5, 0.3, 0.7, 0.9, 0.1];
        foreach (Conformalizer fitted in (Conformalizer[])[
            IntervalConformalizer.Fit([1, 2, 3.3], [1.1, 1.9, 3], groups), IntervalConformalizer.FitNormalised([1, 2, 3], [1.1, 1.9, 3], [1, 2, 3]),
            CrossConformalizer.Fit([1, 2, 3], [1.5, 2.5, 2], [0, 1, 0], 2), SetConformalizer.Fit([0, 1, 0], probabilities, SetScore.Raps, groups),
            SetConformalizer.Fit([0, 1, 0], probabilities, SetScore.Lac, byClass: true)])
        {
            string json = JsonSerializer.Serialize(fitted, TabularJson.Options);
            Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<Conformalizer>(json, TabularJson.Options), TabularJson.Options));
        }
    }

    [Fact]
    public void A_group_that_was_not_calibrated_gets_the_overall_bound()
    {
        var fitted = IntervalConformalizer.Fit([1, 2, 3, 4], [0, 0, 0, 0], ["a", "a", "b", "b"]);
        Assert.Equal(fitted.Bound(0.5), fitted.Bound(0.5, "c"));
        Assert.NotEqual(fitted.Bound(0.5, "a"), fitted.Bound(0.5, "b"));
    }

    [Fact]
    public void A_basis_is_asked_of_the_model()
    {
        var model = new Certain();
        Assert.Equal(new Interval(4, 6), IntervalConformalizer.Fit([1, 2, 3], [0, 1, 2]).Of(model, [5], 0.5));
        Assert.Equal(new Interval(3, 7), IntervalConformalizer.FitNormalised([1, 2, 3], [0, 1, 2], [1, 1, 1]).Of(model, [5], 0.5));
        Assert.Throws<ArgumentException>(() => IntervalConformalizer.FitQuantiles([1], [0], [2]).Of(model, [5], 0.5));
    }

    [Fact]
    public void Shapes_and_ranges_are_checked()
    {
        Assert.Throws<ArgumentException>(() => IntervalConformalizer.Fit([], []));
        Assert.Throws<ArgumentException>(() => IntervalConformalizer.Fit([1], [double.NaN]));
        Assert.Throws<ArgumentException>(() => IntervalConformalizer.FitNormalised([1], [1], [0]));
        Assert.Throws<ArgumentException>(() => IntervalConformalizer.Fit([1, 2], [1, 2], ["a"]));
        Assert.Throws<ArgumentException>(() => CrossConformalizer.Fit([1], [1], [2], 2));
        Assert.Throws<ArgumentException>(() => SetConformalizer.Fit([2], [0.5, 0.5]));
        Assert.Throws<ArgumentException>(() => SetConformalizer.Fit([0], [0.5, 0.5], groups: ["a"], byClass: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => SetConformalizer.Fit([0], [0.5, 0.5], SetScore.Raps, penalty: -1));
    }

    [Fact]
    public void Sets_and_intervals_allocate_nothing_per_row()
    {
        var sets = SetConformalizer.Fit([0, 1, 0], [0.5, 0.5, 0.3, 0.7, 0.9, 0.1]);
        var cross = CrossConformalizer.Fit([1, 2, 3, 4], [1.5, 2.5, 2, 4], [0, 1, 0, 1], 2);
        bool[] members = new bool[2];
        double[] p = [0.4, 0.6];
        cross.At(p, 0.5); // the pool's first array
        sets.At(p, 0.2, members);
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int i = 0; i < 100; i++) sets.At(p, 0.2, members);
            for (int i = 0; i < 100; i++) cross.At(p, 0.5);
        }));
    }

    /// <summary>Predicts its only value with a deviation of 2.</summary>
    private sealed class Certain : IUncertainPredictor
    {
        public int Inputs => 1;

        public int Outputs => 1;

        public PredictiveDistribution Predict(ReadOnlySpan<double> row) => new(row[0], 2);

        public void Score(ReadOnlySpan<double> row, Span<double> output) => output[0] = row[0];

        public void Write(BinaryWriter writer) => writer.Write(0);
    }
}
