using Kolosal.Testing;

namespace Kolosal.Learning.Clustering;

/// <summary>Every case of k-means, DBSCAN, agglomerative clustering and Gaussian mixtures.
/// Labels of agglomerative clustering are compared up to renaming, as its cases say.</summary>
public class ClustererOracleTests
{
    private const string File = "models_other.json";

    public static TheoryData<string> Ids => OracleReading.Ids(File, "kmeans", "dbscan", "agglomerative", "gaussian_mixture");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Clusters_match(string id)
    {
        var @case = OracleReading.Case(File, id);
        int columns = @case.Matrix("X")[0].Length;
        var rows = new FeatureRows(@case.Vector("X"), [.. Enumerable.Range(0, columns).Select(c => new FeatureInfo($"x{c}"))],
            @case.Matrix("X").Length);
        int[] labels = [.. @case.Expected.GetProperty("labels").EnumerateArray().Select(l => l.GetInt32())];
        switch (@case.Function)
        {
            case "kmeans":
                var clustering = new KMeansClusterer(new(Integer(@case, "k")) { InitialCenters = [.. @case.Vector("init")], Tolerance = 0 })
                    .Fit(rows, 0, CancellationToken.None);
                var centers = (CentroidAssigner)clustering.Assigner!;
                @case.Near("centers", centers.Centers);
                @case.Near("inertia", centers.Inertia(rows));
                Assert.Equal(labels, clustering.Labels);
                break;
            case "dbscan":
                var density = new DbscanClusterer(new(@case.Param("eps"), Integer(@case, "min_samples"))).Run(rows, CancellationToken.None);
                Assert.Equal(labels, density.Labels);
                Assert.Equal(@case.Expected.GetProperty("core").EnumerateArray().Select(c => c.GetInt32()), density.Core);
                break;
            case "agglomerative":
                var linkage = Enum.Parse<Linkage>(@case.Params.GetProperty("linkage").GetString()!, ignoreCase: true);
                var tree = new AgglomerativeClusterer(new(Integer(@case, "clusters"), linkage));
                double[] last = [.. tree.Merges(rows, CancellationToken.None)
                    .TakeLast(@case.Expected.GetProperty("last_merge_distances").GetArrayLength()).Select(m => m.Distance)];
                @case.Near("last_merge_distances", last);
                Assert.Equal(Renamed(labels), Renamed([.. tree.Fit(rows, 0, CancellationToken.None).Labels]));
                break;
            default:
                var covariance = @case.Params.GetProperty("covariance").GetString() switch
                {
                    "tied" => MixtureCovariance.Tied,
                    "diag" => MixtureCovariance.Diagonal,
                    "spherical" => MixtureCovariance.Spherical,
                    _ => MixtureCovariance.Full,
                };
                var mixture = new GaussianMixtureClusterer(new(Integer(@case, "k"), covariance)
                {
                    InitialMeans = [.. @case.Vector("means_init")],
                    Regularization = @case.Param("reg_covar"),
                    Tolerance = @case.Param("tol"),
                    Iterations = 2000,
                }).Run(rows, 0, CancellationToken.None);
                @case.Near("weights", mixture.Shares);
                @case.Near("means", mixture.Means);
                @case.Near("mean_log_likelihood", mixture.MeanLogLikelihood);
                @case.Near("bic", mixture.Bic(rows));
                @case.Near("aic", mixture.Aic(rows));
                Assert.Equal(@case.Expected.GetProperty("converged").GetBoolean(), mixture.Converged);
                Assert.Equal(labels, Enumerable.Range(0, rows.Rows).Select(r => mixture.Assign(rows.Row(r))));
                break;
        }
    }

    private static int Integer(OracleCase @case, string name) => @case.Params.GetProperty(name).GetInt32();

    private static int[] Renamed(int[] labels)
    {
        var names = new Dictionary<int, int>();
        return [.. labels.Select(l => names.TryGetValue(l, out int name) ? name : names[l] = names.Count)];
    }
}
