using System.Globalization;
using Kolosal.Learning.Embedding;
using Kolosal.Learning.Neighbours;
using Kolosal.Testing;

namespace Kolosal.Learning.Preprocessing.Projection;

public class UmapTests
{
    [Theory, InlineData(0.1, 1.577, 0.895), InlineData(0.5, 0.583, 1.334)] // figures of the authors' implementation for spread 1
    public void The_curve_is_the_least_squares_fit(double minDistance, double a, double b)
    {
        var kernel = UmapKernel.Fit(minDistance, 1);
        Assert.Equal(a, kernel.A, 0.002);
        Assert.Equal(b, kernel.B, 0.002);
    }

    [Fact]
    public void Memberships_sum_to_the_logarithm_of_the_number_of_neighbours()
    {
        double[] distances = [0, 0.5, 0.7, 1.1, 1.2, 2, 3.5, 4];
        FuzzyNeighbourhood.Memberships(distances);
        Assert.Equal(3, distances.Sum(), 9);
        Assert.Equal(1, distances[1]);
        for (int i = 1; i < distances.Length; i++) Assert.True(distances[i] <= distances[i - 1]);
    }

    /// <summary>scikit-learn's trustworthiness of the first two principal components of the same
    /// 600 rows, ten neighbours, is 0.837; the bound asks for two thirds of the rest.</summary>
    [DataFact]
    public void Digits_keep_their_neighbours_far_better_than_by_principal_components()
    {
        string[][] lines = [.. File.ReadLines(Path.Combine(SharedFolders.Data!, "digits.csv")).Skip(1).Select(line => line.Split(','))];
        double[] x = [.. lines.SelectMany(cells => cells[..64].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)))];
        int[] label = [.. lines.Select(cells => (int)double.Parse(cells[64], CultureInfo.InvariantCulture))];
        var rows = new FeatureRows(x.AsMemory(0, 600 * 64), [.. Enumerable.Range(0, 64).Select(c => new FeatureInfo($"p{c}"))], 600);
        var transform = new Umap(new() { Epochs = 200 }).Fit(rows, 1, CancellationToken.None);
        double[] places = new double[600 * 2];
        transform.ApplyRows(rows.Features.Span, 600, places);
        double trust = Trustworthiness(rows.Features, 64, places, 10);
        Assert.True(trust > 0.945, $"{trust}");

        // Rows that were not there go among their kind: the nearest embedded training row has the same digit nine times in ten.
        var index = NeighbourIndex.Build(places, 2, DistanceMetric.Euclidean);
        int right = 0;
        double[] place = new double[2], distance = new double[1];
        int[] nearest = new int[1];
        for (int row = 600; row < 900; row++)
        {
            transform.Apply(x.AsSpan(row * 64, 64), place);
            index.Query(place, 1, nearest, distance);
            if (label[nearest[0]] == label[row]) right++;
        }
        Assert.True(right > 0.88 * 300, $"{right} of 300");
    }

    [Fact]
    public void Training_rows_keep_their_places_and_groups_stay_apart()
    {
        var random = new Statistics.SeededRandom(2);
        double[] x = [.. Enumerable.Range(0, 120 * 4).Select(at => random.NextNormal() + (at / 4 % 3 == at % 4 ? 20 : 0))];
        var rows = new FeatureRows(x, [.. Enumerable.Range(0, 4).Select(c => new FeatureInfo($"x{c}"))], 120);
        var (transform, placed) = ((ITransformFitter)new Umap(new())).FitTransform(rows, 1, CancellationToken.None);
        double[] place = new double[2];
        for (int row = 0; row < 120; row++)
        {
            transform.Apply(rows.Row(row), place);
            Assert.Equal(placed.Row(row).ToArray(), place);
        }
        double inside = 0, between = double.PositiveInfinity;
        for (int a = 0; a < 120; a++)
            for (int b = 0; b < a; b++)
            {
                double distance = DistanceMetric.Euclidean.Between(placed.Row(a), placed.Row(b));
                if (a % 3 == b % 3) inside = Math.Max(inside, distance);
                else between = Math.Min(between, distance);
            }
        Assert.True(between > inside / 2, $"{between} against {inside}");
    }

    /// <summary>1 − 2 / (n k (2n − 3k − 1)) Σ over rows that are neighbours in the embedding
    /// alone of (rank in the original − k) (Venna and Kaski, ICANN 2001).</summary>
    private static double Trustworthiness(ReadOnlyMemory<double> original, int columns, double[] places, int k)
    {
        int n = places.Length / 2;
        NeighbourIndex before = NeighbourIndex.Build(original, columns, DistanceMetric.Euclidean),
            after = NeighbourIndex.Build(places, 2, DistanceMetric.Euclidean);
        int[] order = new int[n - 1], near = new int[k], rank = new int[n];
        double[] distances = new double[n - 1];
        double penalty = 0;
        for (int i = 0; i < n; i++)
        {
            before.Query(before.Row(i), n - 1, order, distances, exclude: i);
            for (int r = 0; r < order.Length; r++) rank[order[r]] = r + 1;
            after.Query(after.Row(i), k, near, distances, exclude: i);
            foreach (int other in near) penalty += Math.Max(0, rank[other] - k);
        }
        return 1 - 2.0 * penalty / ((double)n * k * (2 * n - 3 * k - 1));
    }
}
