using Kolosal.Statistics;

namespace Kolosal.Learning.Neighbours;

public class HnswIndexTests
{
    [Theory, InlineData(DistanceKind.Euclidean), InlineData(DistanceKind.Manhattan), InlineData(DistanceKind.Cosine)]
    public void Nineteen_in_twenty_true_neighbours_are_found(DistanceKind kind)
    {
        const int count = 2000, columns = 16, k = 10, queries = 100;
        var random = new SeededRandom(5);
        double[] rows = [.. Enumerable.Range(0, count * columns).Select(_ => random.NextNormal())];
        var exact = NeighbourIndex.Build(rows, columns, new(kind));
        var index = HnswIndex.Build(rows, columns, new(kind), new(12, 100), 1, CancellationToken.None);
        int[] truth = new int[k], found = new int[k];
        double[] distances = new double[k], own = new double[k];
        int hits = 0;
        for (int q = 0; q < queries; q++)
        {
            double[] point = [.. Enumerable.Range(0, columns).Select(_ => random.NextNormal())];
            exact.Query(point, k, truth, distances);
            Assert.Equal(k, index.Query(point, k, 100, found, own));
            hits += truth.Intersect(found).Count();
            for (int i = 0; i < k; i++)
            {
                Assert.Equal(new DistanceMetric(kind).Between(point, exact.Row(found[i])), own[i], 12);
                if (i > 0) Assert.True(own[i] >= own[i - 1]);
            }
        }
        Assert.True(hits >= 0.95 * k * queries, $"{hits} of {k * queries}");
    }

    [Fact]
    public void A_seed_gives_one_graph_and_a_query_allocates_nothing()
    {
        var random = new SeededRandom(6);
        double[] rows = [.. Enumerable.Range(0, 600 * 5).Select(_ => random.NextNormal())];
        HnswIndex one = HnswIndex.Build(rows, 5, DistanceMetric.Euclidean, new(4, 20), 3, CancellationToken.None),
            two = HnswIndex.Build(rows, 5, DistanceMetric.Euclidean, new(4, 20), 3, CancellationToken.None);
        int[] first = new int[8], second = new int[8];
        double[] distances = new double[8];
        for (int row = 0; row < 200; row++)
        {
            one.Query(rows.AsSpan(row * 5, 5), 8, 16, first, distances);
            two.Query(rows.AsSpan(row * 5, 5), 8, 16, second, distances);
            Assert.Equal(first, second);
        }
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int row = 200; row < 300; row++) one.Query(rows.AsSpan(row * 5, 5), 8, 16, first, distances);
        }));
    }

    [Fact]
    public void No_rows_one_row_and_equal_rows_are_found()
    {
        int[] found = new int[3];
        double[] distances = new double[3];
        foreach (int count in (int[])[0, 1, 2, 60])
            Assert.Equal(Math.Min(3, count), HnswIndex.Build(new double[count * 2], 2, DistanceMetric.Euclidean, new(), 1, CancellationToken.None)
                .Query([1, 1], 3, 10, found, distances));
    }
}
