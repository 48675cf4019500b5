using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Drift;

public class JointShapeTests
{
    [Fact]
    public void Ranks_of_evenly_spread_numbers_are_those_of_the_deciles()
    {
        var column = ColumnDistribution.OfNumbers("x", [.. Enumerable.Range(0, 1000).Select(i => (double)i)]);
        double[] scores = RankScores.Of(column)!;

        // Ten equal bins: mid-ranks −0.45 … 0.45, whose deviation is √(99 / 1200).
        double[] inner = [.. scores.Where((_, bin) => bin < column.Counts.Length && column.Counts[bin] > 0)];
        for (int i = 0; i < 10; i++) Assert.Equal((i - 4.5) / 10 / Math.Sqrt(99.0 / 1200), inner[i], 0.01);
        Assert.Equal((0, 0), (scores[column.MissingBin], scores[column.UnseenBin]));
        Assert.Null(RankScores.Of(ColumnDistribution.OfNumbers("x", [1, 1, 1])));
        Assert.Null(RankScores.Of(ColumnDistribution.OfCodes("c", ["a", "b", "c"], [0, 1, 2])));
    }

    [Fact]
    public void A_column_beside_itself_has_correlation_one_and_its_mirror_minus_one()
    {
        double[] x = [.. Enumerable.Range(0, 500).Select(i => (double)(i * 7919 % 500))], mirror = Array.ConvertAll(x, v => -v);
        double[][] values = [x, x, mirror];
        ColumnDistribution[] columns = [.. values.Select((v, i) => ColumnDistribution.OfNumbers($"x{i}", v))];
        var joint = JointShape.Of(columns, place => values[place])!;
        Assert.Equal(1, joint.Correlations[0], 1e-4);
        Assert.InRange(joint.Correlations[1], -1, -0.97); // bins are closed above, so the mirror's differ by a row
        Assert.Equal(1, joint.Components); // one direction holds all three
        Assert.InRange(joint.Errors.Maximum, 0, 0.2);
    }

    /// <summary>The spread of a correlation of independent normal numbers is 1 by Fisher, and so by the delta method.</summary>
    [Fact]
    public void The_spread_of_independent_columns_is_one()
    {
        var random = new SeededRandom(1);
        double[][] values = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, 20_000).Select(_ => random.NextNormal()).ToArray())];
        var joint = JointShape.Of([.. values.Select((v, i) => ColumnDistribution.OfNumbers($"x{i}", v))], place => values[place])!;
        Assert.Equal(1, joint.Spreads[0], 0.03);
        Assert.Equal(0, joint.Correlations[0], 0.03);
    }

    [Fact]
    public void A_stored_shape_comes_back_whole_and_a_damaged_one_is_refused()
    {
        var random = new SeededRandom(2);
        double[][] values = [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, 200).Select(_ => random.NextNormal()).ToArray())];
        var joint = JointShape.Of([.. values.Select((v, i) => ColumnDistribution.OfNumbers($"x{i}", v))], place => values[place])!;
        var back = JointShape.Restore(joint.Columns, joint.Correlations, joint.Spreads, joint.Basis, joint.Errors, joint.Rows);
        Assert.Equal((joint.Components, 200), (back.Components, back.Rows));
        Assert.Throws<ArgumentException>(() => JointShape.Restore(joint.Columns, [1], joint.Spreads, joint.Basis, joint.Errors, joint.Rows));
        Assert.Throws<ArgumentException>(() => JointShape.Restore(joint.Columns, joint.Correlations, joint.Spreads, [], joint.Errors, joint.Rows));
        Assert.Null(JointShape.Of([.. values.Select((v, i) => ColumnDistribution.OfNumbers($"x{i}", v[..40]))], place => values[place][..40]));
    }

    [Theory]
    [InlineData(1, null), InlineData(1000, "multiplied by 1,000"), InlineData(0.01, "divided by 100"), InlineData(-1, "the sign is turned"),
        InlineData(2.2046, "pounds"), InlineData(7, "multiplied by about")]
    public void A_factor_is_told_from_magnitudes(double factor, string? said)
    {
        var random = new SeededRandom(3);
        double[] training = [.. Enumerable.Range(0, 5_000).Select(_ => 50 + 10 * random.NextNormal())];
        double[] now = [.. Enumerable.Range(0, 200).Select(_ => factor * (50 + 10 * random.NextNormal()))];
        string? name = UnitChange.Name(MagnitudeSketch.Of(training), MagnitudeSketch.Of(now));
        if (said is null) Assert.Null(name);
        else Assert.Contains(said, name, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shift_is_not_taken_for_a_factor()
    {
        var random = new SeededRandom(4);
        double[] training = [.. Enumerable.Range(0, 5_000).Select(_ => 50 + 10 * random.NextNormal())];
        Assert.Null(UnitChange.Name(MagnitudeSketch.Of(training), MagnitudeSketch.Of([.. training.Take(500).Select(v => v + 100)])));
    }

    [Fact]
    public void A_sketch_of_magnitudes_comes_back_whole()
    {
        int[] counts = MagnitudeSketch.Of([0, 1, -1, 1e-300, 1e300, 1.2, double.NaN]);
        Assert.Equal(6, counts.Sum());
        Assert.Equal(counts, MagnitudeSketch.Unpack(MagnitudeSketch.Pack(counts).AsSpan()));
        Assert.Throws<ArgumentException>(() => MagnitudeSketch.Unpack([1]));
        Assert.Throws<ArgumentException>(() => MagnitudeSketch.Unpack([MagnitudeSketch.Slots, 1]));
        Assert.Equal(MagnitudeSketch.SlotOf(8) + 4, MagnitudeSketch.SlotOf(16)); // an octave is four slots
    }

    [Fact]
    public void The_most_frequent_value_is_kept_when_it_has_its_share()
    {
        var random = new SeededRandom(5);
        double[] values = new double[FrequentValues.Places];
        long[] counts = new long[FrequentValues.Places];
        Assert.Null(FrequentValues.Top(values, counts));
        for (int i = 0; i < 10_000; i++) FrequentValues.Add(values, counts, i % 3 == 0 ? 999 : random.NextDouble());
        Assert.Equal(999, FrequentValues.Top(values, counts)!.Value.Value); // a third is more than a fifth
    }
}
