using Kolosal.Testing;

namespace Kolosal.Learning.Search;

public class SobolSequenceOracleTests
{
    public static TheoryData<string> Ids => OracleReading.Ids("hpo.json", "sobol");

    [OracleTheory, MemberData(nameof(Ids))]
    public void The_points_are_those_of_the_oracle(string id)
    {
        var @case = OracleReading.Case("hpo.json", id);
        var expected = @case.Expected.GetProperty("points").EnumerateArray().ToArray();
        int dimensions = @case.Params.GetProperty("dim").GetInt32();
        var sequence = new SobolSequence(dimensions);
        var point = new double[dimensions];
        for (int i = 0; i < expected.Length; i++)
        {
            sequence.Point((uint)i, point);
            for (int d = 0; d < dimensions; d++) @case.Near(expected[i][d], point[d], $"point {i}, dimension {d}");
        }
    }
}

public class SobolSequenceTests
{
    private const int Dimensions = 128;

    [Theory, InlineData(true), InlineData(false)]
    public void Of_so_many_points_each_part_of_a_range_holds_one(bool scrambled)
    {
        var sequence = scrambled ? new SobolSequence(Dimensions, 5) : new SobolSequence(Dimensions);
        var point = new double[Dimensions];
        foreach (int count in (int[])[16, 256, 1024])
        {
            var seen = new HashSet<(int Dimension, int Part)>();
            for (int i = 0; i < count; i++)
            {
                sequence.Point((uint)i, point);
                for (int d = 0; d < Dimensions; d++) Assert.True(seen.Add((d, (int)(point[d] * count))), $"{count} points, dimension {d}");
            }
        }
    }

    [Fact]
    public void The_first_two_dimensions_are_a_net()
    {
        // A (0, m, 2)-net: every box of 2^-a × 2^-(m − a) holds one of 2^m points, scrambled too.
        foreach (ulong seed in (ulong[])[1, 2, 3])
            for (int a = 0; a <= 6; a++)
            {
                var sequence = new SobolSequence(2, seed);
                var boxes = new HashSet<(int, int)>();
                var point = new double[2];
                for (uint i = 0; i < 64; i++)
                {
                    sequence.Point(i, point);
                    Assert.True(boxes.Add(((int)(point[0] * (1 << a)), (int)(point[1] * (1 << (6 - a))))));
                }
            }
    }

    [Fact]
    public void Seeds_scramble_differently_and_evenly()
    {
        var point = new double[1];
        double[] firsts = [.. Enumerable.Range(0, 2000).Select(seed =>
        {
            new SobolSequence(1, (ulong)seed).Point(0, point);
            return point[0];
        })];
        Assert.Equal(0.5, firsts.Average(), 0.033); // five standard errors of 1/√12 / √2000
        Assert.Equal(2000, firsts.Distinct().Count());
    }

    [Fact]
    public void Beyond_the_table_coordinates_are_independent_draws()
    {
        var sequence = new SobolSequence(Dimensions + 2, 7);
        var points = Enumerable.Range(0, 2000).Select(i =>
        {
            var point = new double[Dimensions + 2];
            sequence.Point((uint)i, point);
            return point;
        }).ToArray();
        Assert.All(points, p => Assert.All(p, x => Assert.InRange(x, 0, 1)));
        Assert.Equal(0.5, points.Average(p => p[^1]), 0.033);
        Assert.Equal(0.25, points.Average(p => p[^1] * p[^2]), 0.025);
    }
}
