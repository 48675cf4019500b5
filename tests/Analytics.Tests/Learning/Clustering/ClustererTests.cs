using Kolosal.Statistics;

namespace Kolosal.Learning.Clustering;

public class ClustererTests
{
    [Theory, InlineData(2, 3, false), InlineData(10, 5, true), InlineData(40, 2, false)]
    public void Bounded_k_means_ends_where_the_plain_rounds_end(int k, int columns, bool weighted)
    {
        var random = new SeededRandom(2);
        double[] x = [.. Enumerable.Range(0, 800 * columns).Select(_ => random.NextNormal())];
        double[] weights = weighted ? [.. Enumerable.Range(0, 800).Select(_ => (double)random.Next(4))] : [.. Enumerable.Repeat(1.0, 800)];
        double[] centers = x[..(k * columns)];
        var rows = new FeatureRows(x, Columns(columns), 800, weights);
        var clustering = new KMeansClusterer(new(k) { InitialCenters = [.. centers], Tolerance = 0, Iterations = 1000 })
            .Fit(rows, 0, CancellationToken.None);

        int[] labels = new int[800], last = [.. Enumerable.Repeat(-1, 800)];
        while (!labels.SequenceEqual(last))
        {
            labels.CopyTo(last, 0);
            for (int i = 0; i < 800; i++)
                labels[i] = Enumerable.Range(0, k).MinBy(c => Enumerable.Range(0, columns)
                    .Sum(j => Math.Pow(x[i * columns + j] - centers[c * columns + j], 2)));
            for (int c = 0; c < k; c++)
            {
                double total = Enumerable.Range(0, 800).Where(i => labels[i] == c).Sum(i => weights[i]);
                Assert.True(total > 0); // the case of empty clusters is another test
                for (int j = 0; j < columns; j++)
                    centers[c * columns + j] = Enumerable.Range(0, 800).Where(i => labels[i] == c).Sum(i => weights[i] * x[i * columns + j]) / total;
            }
        }
        Assert.Equal(labels, clustering.Labels);
    }

    [Fact]
    public void A_centre_without_rows_moves_to_the_farthest_row()
    {
        // Both other centres are far from every row, so they start empty; four rows and three centres end at sum of squares 2 · 0.5².
        var rows = new FeatureRows(new double[] { 0, 1, 10, 20 }, [new("x")], 4);
        var clustering = new KMeansClusterer(new(3) { InitialCenters = [5, 1000, 2000], Tolerance = 0 }).Fit(rows, 0, CancellationToken.None);
        Assert.Equal(0.5, ((CentroidAssigner)clustering.Assigner!).Inertia(rows), 12);
    }

    [Fact]
    public void Mini_batches_come_near_the_full_method()
    {
        var random = new SeededRandom(5);
        double[] x = [.. Enumerable.Range(0, 6000).Select(i => random.NextNormal() + 3 * (i / 2 % 5))];
        var rows = new FeatureRows(x, Columns(2), 3000);
        double full = ((CentroidAssigner)new KMeansClusterer(new(5)).Fit(rows, 1, CancellationToken.None).Assigner!).Inertia(rows);
        double batches = ((CentroidAssigner)new MiniBatchKMeansClusterer(new(5, 256)).Fit(rows, 1, CancellationToken.None).Assigner!).Inertia(rows);
        Assert.InRange(batches, full * (1 - 1e-9), full * 1.1);
    }

    [Theory, InlineData(MixtureCovariance.Full), InlineData(MixtureCovariance.Tied), InlineData(MixtureCovariance.Diagonal),
        InlineData(MixtureCovariance.Spherical)]
    public void A_mixture_of_one_component_is_the_normal_distribution_of_the_rows(MixtureCovariance covariance)
    {
        var random = new SeededRandom(6);
        double[] x = [.. Enumerable.Range(0, 600).Select(i => random.NextNormal() * (1 + i % 2))];
        var rows = new FeatureRows(x, Columns(2), 300);
        double[] mean = [0, 0], square = [0, 0];
        double cross = 0;
        for (int i = 0; i < 300; i++) for (int c = 0; c < 2; c++) mean[c] += x[2 * i + c] / 300;
        for (int i = 0; i < 300; i++)
        {
            for (int c = 0; c < 2; c++) square[c] += Math.Pow(x[2 * i + c] - mean[c], 2) / 300;
            cross += (x[2 * i] - mean[0]) * (x[2 * i + 1] - mean[1]) / 300;
        }
        // At its own covariance the mean log density of a normal is −½ (d + d log 2π + log det).
        double determinant = covariance switch
        {
            MixtureCovariance.Full or MixtureCovariance.Tied => square[0] * square[1] - cross * cross,
            MixtureCovariance.Diagonal => square[0] * square[1],
            _ => Math.Pow((square[0] + square[1]) / 2, 2),
        };
        var mixture = new GaussianMixtureClusterer(new(1, covariance) { Regularization = 0 }).Run(rows, 0, CancellationToken.None);
        Assert.Equal(-0.5 * (2 + 2 * Math.Log(2 * Math.PI) + Math.Log(determinant)), mixture.MeanLogLikelihood, 9);
        Assert.Equal(covariance switch { MixtureCovariance.Diagonal => 4, MixtureCovariance.Spherical => 3, _ => 5 }, mixture.Parameters);
    }

    [Fact]
    public void A_mixture_is_the_likelier_the_freer_its_covariances()
    {
        var random = new SeededRandom(9);
        double[] x = new double[1200];
        for (int i = 0; i < 400; i++)
        {
            double along = random.NextNormal();
            for (int c = 0; c < 3; c++) x[3 * i + c] = along * (i % 2 == 0 ? c : 2 - c) + 0.3 * random.NextNormal() + 4 * (i % 2);
        }
        var rows = new FeatureRows(x, Columns(3), 400);
        double[] levels = [.. Enum.GetValues<MixtureCovariance>()
            .Select(c => new GaussianMixtureClusterer(new(2, c)).Run(rows, 1, CancellationToken.None).MeanLogLikelihood)];
        Assert.True(levels[0] > levels[1] && levels[0] > levels[2] && levels[2] > levels[3]);
    }

    [Fact]
    public void Merges_of_a_line_are_known()
    {
        // 0, 1, 3, 7: single linkage joins at 1, 2, 4; complete at 1, 3, 7; average at 1, 2.5, 17/3; Ward at 1, √(4/3) · 2.5, √(2·3·1/4) · 17/3.
        var rows = new FeatureRows(new double[] { 7, 0, 3, 1 }, [new("x")], 4);
        Assert.Equal([1, 2, 4], Distances(Linkage.Single));
        Assert.Equal([1, 3, 7], Distances(Linkage.Complete));
        Assert.Equal([1, 2.5, 5.666667], Distances(Linkage.Average));
        Assert.Equal([1, Math.Round(Math.Sqrt(4 / 3.0) * 2.5, 6), Math.Round(Math.Sqrt(1.5) * 17 / 3, 6)], Distances(Linkage.Ward));

        double[] Distances(Linkage linkage) =>
            [.. new AgglomerativeClusterer(new(1, linkage)).Merges(rows, CancellationToken.None).Select(m => Math.Round(m.Distance, 6))];
    }

    [Fact]
    public void Weights_that_a_method_does_not_define_are_refused()
    {
        var rows = new FeatureRows(new double[] { 1, 2, 3 }, [new("x")], 3, new double[] { 1, 2, 1 });
        Assert.Contains("no weights", Assert.Throws<TrainingException>(
            () => new AgglomerativeClusterer(new()).Fit(rows, 0, CancellationToken.None)).Message);
    }

    [Fact]
    public void Hdbscan_finds_clusters_of_different_density()
    {
        // A tight and a loose group and scattered rows: no one radius of DBSCAN separates all three.
        var random = new SeededRandom(12);
        double[] x = new double[2 * 260];
        for (int i = 0; i < 260; i++)
            for (int c = 0; c < 2; c++)
                x[2 * i + c] = i < 100 ? 0.05 * random.NextNormal() : i < 200 ? 8 + random.NextNormal() : 40 * random.NextDouble() - 15;
        var labels = new HdbscanClusterer(new(15)).Fit(new FeatureRows(x, Columns(2), 260), 0, CancellationToken.None).Labels;
        Assert.Equal([0, 1], labels.Where(l => l >= 0).Distinct());
        Assert.All(labels[..100], l => Assert.Equal(0, l));
        Assert.InRange(labels[100..200].Count(l => l == 1), 51, 100); // rows in its tails are as lonely as noise
        Assert.DoesNotContain(0, labels[100..200]);
    }

    [Fact]
    public void Hdbscan_on_a_line_keeps_the_more_lasting_level()
    {
        // Two groups of four, gaps of 1 inside and 10 between, core distance 1 with two rows: at density
        // 1/10 the whole becomes two clusters whose rows leave at 1. The ninth row, 100 away, is noise.
        double[] line = [0, 1, 2, 3, 13, 14, 15, 16, 116];
        var labels = new HdbscanClusterer(new(2, 2)).Fit(new FeatureRows(line, Columns(1), 9), 0, CancellationToken.None).Labels;
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1, -1], labels.ToArray());
    }

    [Fact]
    public void Neighbours_on_a_map_are_neighbours_in_the_rows()
    {
        // Even rows of a square: units beside each other on a 5 × 5 map lie nearer than units two apart, and the corners near the corners.
        var random = new SeededRandom(13);
        double[] x = [.. Enumerable.Range(0, 4000).Select(_ => random.NextDouble())];
        var map = (CentroidAssigner)new SelfOrganizingMapClusterer(new(5, 5))
            .Fit(new FeatureRows(x, Columns(2), 2000), 0, CancellationToken.None).Assigner!;
        double[] centers = map.Centers.ToArray();
        for (int row = 0; row < 5; row++)
            for (int column = 0; column < 3; column++)
                Assert.True(Apart(row * 5 + column, row * 5 + column + 1) < Apart(row * 5 + column, row * 5 + column + 2));
        Assert.True(Apart(0, 24) > 0.9 && Apart(4, 20) > 0.9); // of the square's diagonal, 1.41

        double Apart(int a, int b) => Math.Sqrt(Math.Pow(centers[2 * a] - centers[2 * b], 2) + Math.Pow(centers[2 * a + 1] - centers[2 * b + 1], 2));
    }

    private static ImmutableArray<FeatureInfo> Columns(int count) => [.. Enumerable.Range(0, count).Select(c => new FeatureInfo($"x{c}"))];
}
