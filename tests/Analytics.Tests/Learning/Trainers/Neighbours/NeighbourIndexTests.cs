using Kolosal.Statistics;

namespace Kolosal.Learning.Neighbours;

public class NeighbourIndexTests
{
    public static TheoryData<DistanceKind, double, NeighbourSearch> Ways
    {
        get
        {
            var ways = new TheoryData<DistanceKind, double, NeighbourSearch>();
            foreach (var kind in Enum.GetValues<DistanceKind>())
                foreach (var search in Enum.GetValues<NeighbourSearch>())
                {
                    ways.Add(kind, 2, search);
                    if (kind == DistanceKind.Minkowski) ways.Add(kind, 3.5, search);
                }
            return ways;
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public void Every_search_finds_what_sorting_all_distances_finds_ties_included(DistanceKind kind, double power, NeighbourSearch search)
    {
        var random = new SeededRandom(5);
        foreach (int columns in (int[])[1, 2, 5, 20, 70])
        {
            // Few different values, so that many distances are equal.
            double[] rows = [.. Enumerable.Range(0, 700 * columns).Select(_ => (double)random.Next(columns == 1 ? 40 : 4))];
            var index = NeighbourIndex.Build(rows, columns, new(kind, power), search);
            int[] found = new int[30];
            double[] distances = new double[30];
            for (int trial = 0; trial < (columns > 20 ? 8 : 40); trial++)
            {
                double[] point = [.. Enumerable.Range(0, columns).Select(_ => random.Next(9) / 2.0)];
                int exclude = trial % 2 == 0 ? -1 : random.Next(700);
                var expected = Enumerable.Range(0, 700).Where(r => r != exclude)
                    .Select(r => (Distance: Distance(kind, power, point, rows.AsSpan(r * columns, columns)), Row: r))
                    .OrderBy(n => Math.Round(n.Distance, 9)).ThenBy(n => n.Row).Take(30).ToArray();
                Assert.Equal(30, index.Query(point, 30, found, distances, exclude));
                for (int i = 0; i < 30; i++) Assert.Equal(expected[i].Distance, distances[i], 9);
                if (kind != DistanceKind.Cosine && power == 2) Assert.Equal(expected.Select(n => n.Row), found);
                else // rounding parts what is equal on paper, in every search alike
                {
                    int[] bits = new int[30];
                    NeighbourIndex.Build(rows, columns, new(kind, power), NeighbourSearch.BruteForce).Query(point, 30, bits, distances, exclude);
                    Assert.Equal(bits, found);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public void A_radius_includes_its_edge(DistanceKind kind, double power, NeighbourSearch search)
    {
        var random = new SeededRandom(6);
        double[] rows = [.. Enumerable.Range(0, 500 * 2).Select(_ => (double)random.Next(12))];
        var index = NeighbourIndex.Build(rows, 2, new(kind, power), search);
        var found = new List<int>();
        foreach (double radius in (double[])[0, 1, 2.5, 100])
        {
            double[] point = [random.Next(12), random.Next(12)];
            index.Within(point, radius, found);
            Assert.Equal(Enumerable.Range(0, 500).Where(r => Distance(kind, power, point, rows.AsSpan(r * 2, 2)) <= radius
                + (kind == DistanceKind.Cosine ? 1e-15 : 1e-9)), found);
        }
    }

    [Fact]
    public void A_query_allocates_nothing()
    {
        var random = new SeededRandom(7);
        double[] rows = [.. Enumerable.Range(0, 3000).Select(_ => random.NextNormal())];
        foreach (var search in Enum.GetValues<NeighbourSearch>())
        {
            var index = NeighbourIndex.Build(rows, 3, DistanceMetric.Euclidean, search);
            int[] found = new int[10];
            double[] distances = new double[10];
            index.Query(rows.AsSpan(0, 3), 10, found, distances);
            Assert.Equal(0, Allocated.Least(() =>
            {
                for (int i = 0; i < 100; i++) index.Query(rows.AsSpan(i * 3, 3), 10, found, distances);
            }));
        }
    }

    [Theory, InlineData(NeighbourSearch.KdTree), InlineData(NeighbourSearch.BallTree), InlineData(NeighbourSearch.BruteForce)]
    public void Few_rows_and_identical_rows_are_all_found_in_order(NeighbourSearch search)
    {
        int[] found = new int[500];
        double[] distances = new double[500];
        foreach (int count in (int[])[0, 1, 2, 17, 300])
        {
            var index = NeighbourIndex.Build(new double[count * 2], 2, DistanceMetric.Euclidean, search);
            Assert.Equal(count, index.Query([3, 4], 500, found, distances));
            Assert.Equal(Enumerable.Range(0, count), found.Take(count));
            Assert.All(distances.Take(count), d => Assert.Equal(5, d));
        }
    }

    [Fact]
    public void Powers_below_one_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new DistanceMetric(DistanceKind.Minkowski, 0.5));

    private static double Distance(DistanceKind kind, double power, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0, most = 0, dot = 0, xx = 0, yy = 0;
        for (int c = 0; c < x.Length; c++)
        {
            double gap = Math.Abs(x[c] - y[c]);
            sum += kind == DistanceKind.Manhattan ? gap : Math.Pow(gap, kind == DistanceKind.Minkowski ? power : 2);
            most = Math.Max(most, gap);
            (dot, xx, yy) = (dot + x[c] * y[c], xx + x[c] * x[c], yy + y[c] * y[c]);
        }
        return kind switch
        {
            DistanceKind.Manhattan => sum,
            DistanceKind.Chebyshev => most,
            DistanceKind.Cosine => xx == 0 || yy == 0 ? 1 : 1 - dot / Math.Sqrt(xx * yy),
            DistanceKind.Minkowski => Math.Pow(sum, 1 / power),
            _ => Math.Sqrt(sum),
        };
    }
}
