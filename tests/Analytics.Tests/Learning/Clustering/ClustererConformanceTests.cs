using Kolosal.Statistics;

namespace Kolosal.Learning.Clustering;

/// <summary>What every algorithm in <see cref="Clusterers.All"/> keeps.</summary>
public class ClustererConformanceTests
{
    public static TheoryData<string> Names => [.. Clusterers.All.Select(c => c.Name)];

    /// <summary>Those whose groups do not hang on the order of the rows, if no two distances are equal.</summary>
    public static TheoryData<string> Unordered =>
        [.. Clusterers.All.Select(c => c.Name).Where(name => name is "agglomerative" or "dbscan" or "hdbscan")];

    /// <summary>Those that put new rows into the clusters learnt.</summary>
    public static TheoryData<string> Assigning => [.. Clusterers.All.Where(c => c.Read is not null).Select(c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Only_clusterers_with_a_reader_have_an_assigner(string name) =>
        Assert.Equal(Clusterers.Get(name).Read is not null, Fit(name, Normal(300, 3)).Assigner is not null);

    [Theory, MemberData(nameof(Names))]
    public void The_same_rows_seed_and_options_give_the_same_clusters(string name)
    {
        var rows = Normal(400, 3);
        Clustering first = Fit(name, rows), second = Fit(name, rows);
        Assert.Equal(first.Labels.ToArray(), second.Labels.ToArray());
        if (first.Assigner is not null) Assert.Equal(Bytes(first.Assigner), Bytes(second.Assigner!));
    }

    [Theory, MemberData(nameof(Names))]
    public void Labels_are_cluster_numbers_or_noise(string name)
    {
        var rows = Normal(300, 3);
        var clustering = Fit(name, rows);
        Assert.Equal(rows.Rows, clustering.Labels.Length);
        Assert.All(clustering.Labels, l => Assert.InRange(l, -1, clustering.Clusters - 1));
    }

    [Theory, MemberData(nameof(Names))]
    public void Blobs_far_apart_are_found_exactly(string name)
    {
        var (rows, truth) = Blobs(240);
        var clustering = Fit(name, rows, clusters: 3);
        Assert.Equal(3, clustering.Labels.Distinct().Count());
        Assert.Equal(Renamed(truth), Renamed([.. clustering.Labels]));
        if (clustering.Assigner is { } assigner)
            for (int row = 0; row < rows.Rows; row++) Assert.Equal(clustering.Labels[row], assigner.Assign(rows.Row(row)));
    }

    [Theory, MemberData(nameof(Unordered))]
    public void The_order_of_the_rows_only_renames_the_clusters(string name)
    {
        var rows = Blobs(150).Rows;
        int[] order = [.. Enumerable.Range(0, rows.Rows)];
        new SeededRandom(8).Shuffle(order.AsSpan());
        double[] shuffled = [.. order.SelectMany(row => rows.Row(row).ToArray())];
        var clustering = Fit(name, rows, clusters: 3);
        var again = Fit(name, new FeatureRows(shuffled, rows.Columns, rows.Rows), clusters: 3);
        Assert.Equal(Renamed([.. order.Select(row => clustering.Labels[row])]), Renamed([.. again.Labels]));
    }

    [Theory, MemberData(nameof(Assigning))]
    public void An_assigner_read_back_writes_the_same_bytes_and_assigns_the_same(string name)
    {
        var rows = Normal(300, 3);
        var assigner = Fit(name, rows).Assigner!;
        byte[] bytes = Bytes(assigner);
        var back = Clusterers.Get(name).Read!(new BinaryReader(new MemoryStream(bytes)));
        Assert.Equal(bytes, Bytes(back));
        Assert.Equal((assigner.Inputs, assigner.Clusters), (back.Inputs, back.Clusters));
        var others = Normal(200, 3, seed: 11);
        for (int row = 0; row < others.Rows; row++) Assert.Equal(assigner.Assign(others.Row(row)), back.Assign(others.Row(row)));
        for (int length = 0; length < bytes.Length; length += 1 + bytes.Length / 50)
        {
            var fault = Record.Exception(() => Clusterers.Get(name).Read!(new BinaryReader(new MemoryStream(bytes, 0, length))));
            Assert.True(fault is InvalidDataException or EndOfStreamException,
                $"{length} of {bytes.Length} bytes: {fault?.GetType().Name ?? "accepted"}");
        }
    }

    [Theory, MemberData(nameof(Assigning))]
    public void Assigning_allocates_nothing(string name)
    {
        var rows = Normal(200, 3);
        var assigner = Fit(name, rows).Assigner!;
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int row = 0; row < rows.Rows; row++) assigner.Assign(rows.Row(row));
        }));
    }

    [Theory, MemberData(nameof(Names))]
    public void Rows_of_weight_zero_do_not_pull(string name)
    {
        var (rows, truth) = Blobs(240);
        double[] features = rows.Features.ToArray(), weights = [.. Enumerable.Repeat(1.0, 240)];
        for (int row = 0; row < 240; row += 8)
        {
            weights[row] = 0;
            features[2 * row] = 300 + row; // far out
        }
        var clustering = Fit(name, new FeatureRows(features, rows.Columns, 240, weights), clusters: 3);
        int[] counted = [.. Enumerable.Range(0, 240).Where(r => weights[r] > 0)];
        Assert.Equal(Renamed([.. counted.Select(r => truth[r])]), Renamed([.. counted.Select(r => clustering.Labels[r])]));
    }

    [Theory, MemberData(nameof(Names))]
    public void One_row_and_identical_rows_are_grouped_or_refused(string name)
    {
        foreach (int count in (int[])[1, 2, 40])
            foreach (int clusters in (int[])[1, 2, 8])
            {
                Clustering? clustering = null;
                var fault = Record.Exception(() => clustering =
                    Fit(name, new FeatureRows(Enumerable.Repeat(2.5, count * 2).ToArray(), [new("x"), new("y")], count), clusters));
                if (fault is not null) Assert.IsType<TrainingException>(fault);
                else if (clustering!.Assigner is not null) Assert.Single(clustering.Labels.Distinct()); // by distance there is no telling them apart
            }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_hole_is_refused_with_its_place(string name)
    {
        double[] features = Normal(60, 3).Features.ToArray();
        features[4] = double.NaN;
        Assert.Contains("row 1", Assert.Throws<TrainingException>(() => Fit(name, new FeatureRows(features, Normal(60, 3).Columns, 60))).Message);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_ends_of_every_option_can_be_fitted(string name)
    {
        var clusterer = Clusterers.Get(name);
        var rows = Normal(120, 3);
        foreach (var parameter in clusterer.Space.Parameters)
        {
            var ends = ParameterEnds.Of(parameter);
            foreach (var end in ends)
                Assert.Equal(120, clusterer.Create(clusterer.Space.Complete(HyperParameters.Empty.With(parameter.Name, end)))
                    .Fit(rows, 1, CancellationToken.None).Labels.Length);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_fit_cancelled_before_it_begins_does_not_begin(string name) =>
        Cancellation.StopsAtOnce(cancel => Create(name).Fit(Normal(100, 3), 1, cancel));

    [Theory, MemberData(nameof(Names))]
    public void Weights_that_are_all_alike_are_none(string name)
    {
        var rows = Normal(300, 3);
        foreach (double weight in (double[])[1e-6, 1.0 / 300, 1e200])
        {
            var weighted = new FeatureRows(rows.Features, rows.Columns, rows.Rows, Enumerable.Repeat(weight, rows.Rows).ToArray());
            Assert.Equal(Fit(name, rows).Labels.ToArray(), Fit(name, weighted).Labels.ToArray());
        }
    }

    [Theory, InlineData("k_means"), InlineData("mini_batch_k_means"), InlineData("dbscan"), InlineData("gaussian_mixture"),
        InlineData("self_organizing_map")]
    public void Weights_times_a_constant_make_the_same_clusters(string name)
    {
        var rows = Blobs(240).Rows;
        int[] Labels(double factor) => [.. Fit(name, new FeatureRows(rows.Features, rows.Columns, rows.Rows,
            Enumerable.Range(0, rows.Rows).Select(row => factor * (1 + row % 3)).ToArray()), clusters: 3).Labels];
        foreach (double factor in (double[])[1e-9, 1.0 / 480, 1e9]) Assert.Equal(Labels(1), Labels(factor));
    }

    private static IClusterer Create(string name, int? clusters = null)
    {
        var clusterer = Clusterers.Get(name);
        var given = HyperParameters.Empty;
        if (clusters is { } k && clusterer.Space.Parameters.Any(p => p.Name == "clusters")) given = given.With("clusters", (double)k);
        // a map of one line
        if (clusters is { } units && clusterer.Space.Parameters.Any(p => p.Name == "height"))
            given = given.With("height", 1).With("width", (double)units);
        return clusterer.Create(clusterer.Space.Complete(given));
    }

    private static Clustering Fit(string name, FeatureRows rows, int? clusters = null) => Create(name, clusters).Fit(rows, 1, CancellationToken.None);

    private static byte[] Bytes(IClusterAssigner assigner)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream)) assigner.Write(writer);
        return stream.ToArray();
    }

    internal static FeatureRows Normal(int count, int columns, ulong seed = 7)
    {
        var random = new SeededRandom(seed);
        double[] features = new double[count * columns];
        foreach (ref double value in features.AsSpan()) value = random.NextNormal();
        return new(features, [.. Enumerable.Range(0, columns).Select(c => new FeatureInfo($"x{c}"))], count);
    }

    /// <summary>Three groups of radius below 1 whose centres are 12 apart.</summary>
    private static (FeatureRows Rows, int[] Truth) Blobs(int count)
    {
        var random = new SeededRandom(4);
        double[] features = new double[count * 2];
        int[] truth = new int[count];
        for (int row = 0; row < count; row++)
        {
            truth[row] = random.Next(3);
            double angle = 2 * Math.PI * random.NextDouble(), radius = 0.9 * Math.Sqrt(random.NextDouble());
            features[2 * row] = (truth[row] == 1 ? 12 : truth[row] == 2 ? 6 : 0) + radius * Math.Cos(angle);
            features[2 * row + 1] = (truth[row] == 2 ? 10.4 : 0) + radius * Math.Sin(angle);
        }
        return (new(features, [new("x"), new("y")], count), truth);
    }

    private static int[] Renamed(int[] labels)
    {
        var names = new Dictionary<int, int>();
        return [.. labels.Select(l => names.TryGetValue(l, out int name) ? name : names[l] = names.Count)];
    }
}
