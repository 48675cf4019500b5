using Kolosal.Experiments;
using Kolosal.Learning;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Exploration;

public class RowAnalysisTests
{
    private const int Blobs = 3, BlobRows = 60;

    public static TheoryData<string, string> Clusterers => new()
    {
        { "k_means", """{"clusters":3}""" },
        { "mini_batch_k_means", """{"clusters":3}""" },
        { "agglomerative", """{"clusters":3}""" },
        { "gaussian_mixture", """{"clusters":3}""" },
        { "dbscan", """{"radius":0.5}""" },
        { "hdbscan", """{"min_cluster_rows":20}""" },
        { "self_organizing_map", """{"height":1,"width":3}""" },
    };

    [Theory, MemberData(nameof(Clusterers))]
    public void Planted_groups_are_found(string method, string parameters)
    {
        var outcome = Run(Planted(), new("clustering", method, parameters));
        double[] labels = Numbers(outcome, "rows", "cluster");

        // Rows of one group share a label, rows of two groups do not; a density may leave a few rows at the edge to noise.
        Assert.True(labels.Count(label => label < 0) <= labels.Length / 20);
        for (int a = 0; a < labels.Length; a++)
            for (int b = 0; b < a; b++)
                if (labels[a] >= 0 && labels[b] >= 0) Assert.Equal(a / BlobRows == b / BlobRows, labels[a] == labels[b]);
        Assert.Equal(Blobs, Value(outcome, "clusters"));
        Assert.InRange(Value(outcome, "silhouette")!.Value, 0.8, 1);
        Assert.Equal(labels.Length, Numbers(outcome, "clusters", "rows").Sum() + Value(outcome, "noise_rows"));
    }

    [Fact]
    public void Figures_of_shape_are_those_worked_by_hand()
    {
        // 0, 1 | 10, 11. Silhouettes (10.5 - 1) / 10.5 and (9.5 - 1) / 9.5, twice each; spreads 0.5 around 0.5 and 10.5, so Davies and Bouldin
        // (0.5 + 0.5) / 10; between 4 · 25 over 1, within 4 · 0.25 over 2.
        var outcome = Run(Tables.Of(("x", new NumericColumn([0, 1, 10, 11]))), new("clustering", "k_means", """{"clusters":2}""", Scaling: "none"));
        Assert.Equal((9.5 / 10.5 + 8.5 / 9.5) / 2, Value(outcome, "silhouette")!.Value, 12);
        Assert.Equal(0.1, Value(outcome, "davies_bouldin")!.Value, 12);
        Assert.Equal(200, Value(outcome, "calinski_harabasz")!.Value, 9);
        Assert.Equal([0.5, 10.5], Numbers(outcome, "centres", "x").Order());
    }

    [Fact]
    public void A_figure_that_is_not_defined_is_null_with_a_reason()
    {
        var outcome = Run(Planted(), new("clustering", "k_means", """{"clusters":1}"""));
        var silhouette = outcome.Figures.Single(f => f.Name == "silhouette");
        Assert.Null(silhouette.Value);
        Assert.NotNull(silhouette.Reason);
    }

    [Theory, InlineData("isolation_forest"), InlineData("local_outlier_factor"), InlineData("elliptic_envelope"), InlineData("one_class_svm"),
        InlineData("ecod")]
    public void Rows_far_from_all_others_have_the_greatest_scores(string method)
    {
        const int Usual = 294, Planted = 6;
        var random = new SeededRandom(3);
        double[] x = new double[Usual + Planted], y = new double[Usual + Planted];
        for (int row = 0; row < Usual; row++) (x[row], y[row]) = (random.NextNormal(), random.NextNormal());
        for (int i = 0; i < Planted; i++) (x[Usual + i], y[Usual + i]) = ((i % 2 == 0 ? 1 : -1) * (8 + 3 * i), (i < 3 ? 1 : -1) * (9 + 2 * i));
        var outcome = Run(Tables.Of(("x", new NumericColumn(x)), ("y", new NumericColumn(y))), new("anomaly", method, Contamination: 0.02));

        double[] scores = Numbers(outcome, "rows", "score");
        var flags = (BooleanColumn)Table(outcome, "rows")["anomaly"];
        double threshold = Value(outcome, "threshold")!.Value;
        for (int row = 0; row < scores.Length; row++) Assert.Equal(scores[row] > threshold, flags.Values[row]);
        if (method != "one_class_svm") Assert.InRange(Value(outcome, "anomalies")!.Value, 5, 7); // its share is a bound, not a quantile
        double edge = scores[..Usual].Order().ElementAt(Usual * 95 / 100);
        Assert.All(scores[Usual..], score => Assert.True(score > edge, $"{score} is not above {edge}"));
    }

    [Fact]
    public void Principal_components_of_a_cross_are_its_arms()
    {
        // Rows ±2 (0.6, 0.8) and ±(−0.8, 0.6): variances 8 / 3 and 2 / 3, directions the arms, each with its greatest loading positive.
        var outcome = Run(Tables.Of(("x", new NumericColumn([1.2, -1.2, -0.8, 0.8])), ("y", new NumericColumn([1.6, -1.6, 0.6, -0.6]))),
            new("pca", Scaling: "none"));
        Equal([8.0 / 3, 2.0 / 3], Numbers(outcome, "components", "variance"));
        Equal([0.8, 0.2], Numbers(outcome, "components", "variance_share"));
        Equal([0.8, 1], Numbers(outcome, "components", "cumulative_share"));
        Equal([0.6, 0.8], Numbers(outcome, "loadings", "pc1"));
        Equal([0.8, -0.6], Numbers(outcome, "loadings", "pc2"));
        Equal([2, -2, 0, 0], Numbers(outcome, "rows", "pc1"));
        Equal([0, 0, -1, 1], Numbers(outcome, "rows", "pc2"));
    }

    [Fact]
    public void Components_asked_for_are_those_of_most_variance()
    {
        var outcome = Run(Tables.Regression(80), new("pca", Components: 1));
        Assert.Equal(1, Value(outcome, "components"));
        Assert.InRange(Value(outcome, "variance_share")!.Value, 1.0 / 3, 1);
        Assert.Equal(["row", "pc1"], Table(outcome, "rows").Schema.Columns.Select(c => c.Name));
    }

    [Fact]
    public void An_embedding_keeps_planted_groups_apart_and_follows_from_its_seed()
    {
        var outcome = Run(Planted(), new("umap", Seed: 5));
        double[] x = Numbers(outcome, "rows", "umap1"), y = Numbers(outcome, "rows", "umap2");
        for (int row = 0; row < x.Length; row++)
        {
            int nearest = Enumerable.Range(0, x.Length).Where(other => other != row)
                .MinBy(other => (x[other] - x[row]) * (x[other] - x[row]) + (y[other] - y[row]) * (y[other] - y[row]));
            Assert.Equal(row / BlobRows, nearest / BlobRows);
        }
        Assert.Equal(Bytes(outcome), Bytes(Run(Planted(), new("umap", Seed: 5))));
        Assert.NotEqual(Bytes(outcome), Bytes(Run(Planted(), new("umap", Seed: 6))));
    }

    [Fact]
    public void The_answer_says_how_columns_became_numbers()
    {
        var random = new SeededRandom(1);
        double[] x = [.. Enumerable.Range(0, 40).Select(row => row == 7 ? double.NaN : random.NextNormal())];
        string?[] colour = [.. Enumerable.Range(0, 40).Select(row => row % 10 == 0 ? null : row % 2 == 0 ? "red" : "blue")];
        var table = Tables.Of(("x", NumericColumn.FromNaN(x)), ("colour", CategoricalColumn.From(colour)),
            ("same", new NumericColumn([.. Enumerable.Repeat(1.0, 40)])), ("name", new TextColumn([.. Enumerable.Range(0, 40).Select(i => $"n{i}")])),
            ("y", new NumericColumn([.. Enumerable.Range(0, 40).Select(i => (double)i)])));
        table = table.WithSchema(table.Schema.WithTarget("y").With(table.Schema["name"] with { Role = ColumnRole.Id }));
        var outcome = Run(table, new("clustering", "k_means", """{"clusters":2}"""));

        Assert.Equal(
            [("x", "number", 2, 1), ("colour", "one_hot", 3, 4), ("same", "left_out", 0, 0), ("name", "left_out", 0, 0), ("y", "left_out", 0, 0)],
            outcome.Encoding.Select(c => (c.Column, c.EncodedAs, c.Features, c.Missing)));
        Assert.Contains("target", outcome.Encoding[4].Remark, StringComparison.Ordinal);
        Assert.Equal("n7", Table(outcome, "rows")["name"].TextAt(7));
    }

    private static AnalysisOutcome Run(Frame table, AnalysisOptions options) =>
        Analysis.Run(table, AnalysisPlanner.Plan(options, table.Schema, table.Rows), CancellationToken.None);

    private static Frame Planted()
    {
        var random = new SeededRandom(2);
        (double X, double Y)[] centres = [(0, 0), (20, 0), (0, 20)];
        double[] x = new double[Blobs * BlobRows], y = new double[Blobs * BlobRows];
        for (int row = 0; row < x.Length; row++)
            (x[row], y[row]) = (centres[row / BlobRows].X + random.NextNormal(), centres[row / BlobRows].Y + random.NextNormal());
        return Tables.Of(("x", new NumericColumn(x)), ("y", new NumericColumn(y)));
    }

    internal static Frame Table(AnalysisOutcome outcome, string name) => outcome.Tables.Single(t => t.Name == name).Rows;

    internal static double[] Numbers(AnalysisOutcome outcome, string table, string column) =>
        ((NumericColumn)Table(outcome, table)[column]).Values.ToArray();

    internal static double? Value(AnalysisOutcome outcome, string figure) => outcome.Figures.Single(f => f.Name == figure).Value;

    internal static byte[] Bytes(AnalysisOutcome outcome)
    {
        using var bytes = new MemoryStream();
        foreach (var table in outcome.Tables) OutcomeCodec.Write(table.Rows, bytes);
        return bytes.ToArray();
    }

    private static void Equal(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < found.Length; i++) Assert.Equal(expected[i], found[i], 10);
    }
}
