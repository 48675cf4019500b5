using System.Globalization;
using Kolosal.Learning.Anomaly;
using Kolosal.Testing;

namespace Kolosal.Learning.Clustering;

/// <summary>Clusterers and anomaly detectors at their defaults on real data, beside scikit-learn 1.2.1 on the same rows.</summary>
public class RealDataTests
{
    [DataFact]
    public void K_means_on_digits_is_as_tight_as_the_peer()
    {
        // scikit-learn: 1,165,171 to 1,165,183 over three seeds; mini-batches 1,193,696 to 1,212,651 over five.
        var (rows, _) = Read("digits.csv", standardize: false);
        double full = ((CentroidAssigner)new KMeansClusterer(new(10)).Fit(rows, 1, CancellationToken.None).Assigner!).Inertia(rows);
        Assert.True(full < 1_165_183 * 1.002, $"{full}");
        double batches = ((CentroidAssigner)new MiniBatchKMeansClusterer(new(10)).Fit(rows, 1, CancellationToken.None).Assigner!).Inertia(rows);
        Assert.True(batches < 1_212_651, $"{batches}");
    }

    [DataFact]
    public void Mixtures_of_the_wines_are_as_likely_as_the_peers()
    {
        // scikit-learn, three components, nats a row, the least of ten seeds (the most: −11.739, −13.732, −14.407, −15.395).
        var (rows, _) = Read("wine.csv", standardize: true);
        foreach (var (covariance, peer) in ((MixtureCovariance, double)[])[(MixtureCovariance.Full, -11.8406), (MixtureCovariance.Tied, -13.7552),
            (MixtureCovariance.Diagonal, -14.4552), (MixtureCovariance.Spherical, -15.3954)])
        {
            double ours = new GaussianMixtureClusterer(new(3, covariance)).Run(rows, 1, CancellationToken.None).MeanLogLikelihood;
            Assert.True(ours > peer - 0.001, $"{covariance}: {ours} against {peer}");
        }
    }

    [DataFact]
    public void Malignant_tumours_among_benign_ones_are_ranked_as_by_the_peers()
    {
        // Every benign row and each malignant one whose number is a multiple of ten, columns standardised on
        // all 569. scikit-learn: isolation forest .933 (mean of five seeds), LOF .889, envelope .918 to .923.
        var (all, labels) = Read("breast_cancer.csv", standardize: true);
        int[] kept = [.. Enumerable.Range(0, all.Rows).Where(r => labels[r] == 1 || r % 10 == 0)];
        var rows = new FeatureRows(kept.SelectMany(r => all.Row(r).ToArray()).ToArray(), all.Columns, kept.Length);
        Assert.Equal(376, rows.Rows);
        double forest = Enumerable.Range(0, 5).Average(seed =>
            Auc(Scores(new IsolationForestTrainer(new()).Fit(rows, (ulong)seed, CancellationToken.None))));
        Assert.True(forest > 0.9326 - 0.01, $"{forest}");
        Assert.Equal(0.889282028600914, Auc(new LocalOutlierFactorTrainer(new()).TrainingScores(rows, CancellationToken.None)), 9);
        double envelope = Auc(Scores(new EllipticEnvelopeTrainer(new()).Fit(rows, 1, CancellationToken.None)));
        Assert.True(envelope > 0.918 - 0.01, $"{envelope}");

        double[] Scores(IAnomalyDetector detector) => [.. Enumerable.Range(0, rows.Rows).Select(r => detector.Score(rows.Row(r)))];

        double Auc(double[] scores) => Metrics.RankMetrics.RocAuc([.. kept.Select(r => labels[r] == 0)], scores, []);
    }

    private static (FeatureRows Rows, int[] Labels) Read(string file, bool standardize)
    {
        double[][] table = [.. File.ReadLines(Path.Combine(SharedFolders.Data!, file)).Skip(1)
            .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
        int columns = table[0].Length - 1;
        double[] features = [.. table.SelectMany(row => row[..columns])];
        for (int c = 0; c < columns && standardize; c++)
        {
            double mean = table.Average(row => row[c]), deviation = Math.Sqrt(table.Average(row => (row[c] - mean) * (row[c] - mean)));
            for (int r = 0; r < table.Length; r++) features[r * columns + c] = (table[r][c] - mean) / deviation;
        }
        return (new(features, [.. Enumerable.Range(0, columns).Select(c => new FeatureInfo($"x{c}"))], table.Length),
            [.. table.Select(row => (int)row[columns])]);
    }
}
