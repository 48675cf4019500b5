using System.Text.Json.Nodes;
using Kolosal.Learning.Anomaly;
using Kolosal.Learning.Clustering;
using Kolosal.Learning.Preprocessing;
using Kolosal.Learning.Preprocessing.Resampling;

namespace Kolosal.Learning;

/// <summary>A default stands in the search space, from which factories read it; where an options record has one as well, it is the same.</summary>
public class DefaultsTests
{
    private static readonly string[] Kernel = ["Gamma", "Offset"], Family = ["Power"], Penalty = ["Choice"], Limit = ["Limit", "K"];

    /// <summary>Members of options whose own default differs from that of the search on purpose.</summary>
    private static readonly Dictionary<string, string[]> Apart = new()
    {
        // The search begins where polynomials have terms of every degree; the options are the textbook's.
        ["svm"] = Kernel,
        ["nu_svm"] = [.. Kernel, "Nu"], // see the remarks of its descriptor
        ["nystroem_svm"] = Kernel,
        ["one_class_svm"] = Kernel,

        // The family of the trainer's name fixes the power.
        ["poisson_regression"] = Family,
        ["gamma_regression"] = Family,

        // Whoever searches wants the penalty found; whoever builds the options names it.
        ["lasso"] = Penalty,
        ["elastic_net"] = Penalty,

        // One limit that every rule can start from; without a search each rule has its author's.
        ["outlier_clipper"] = Limit,
        ["outlier_flags"] = Limit,
        ["outlier_filter"] = Limit,

        // What makes the algorithm of the name out of the options it shares.
        ["james_stein_encoder"] = ["Smoothing"],
        ["extra_trees"] = ["Bootstrap", "RandomCuts"],
        ["quantile_forest"] = ["ColumnShare", "MinRowsPerLeaf"],

        // See the comments of their defaults: chosen for quality on data, the options are those of the field.
        ["random_forest"] = ["Trees"],
        ["gradient_boosting"] = ["RowSample", "ColumnSample"],

        // A tree alone must not memorise, the trees of a forest may.
        ["decision_tree"] = ["MaxDepth", "MinRowsPerLeaf", "LeafSmoothing"],
    };

    public static TheoryData<string, string> Entries
    {
        get
        {
            var entries = new TheoryData<string, string>();
            foreach (var (family, name, _, _) in Factories()) entries.Add(family, name);
            return entries;
        }
    }

    [Theory, MemberData(nameof(Entries))]
    public void Nothing_given_is_the_defaults_given(string family, string name)
    {
        var (_, _, space, create) = Factories().Single(f => f.Family == family && f.Name == name);
        Assert.Equal(AlgorithmFields.Texts(create(space.Defaults)), AlgorithmFields.Texts(create(HyperParameters.Empty)));
    }

    [Theory, MemberData(nameof(Entries))]
    public void Options_have_the_defaults_of_the_space(string family, string name)
    {
        var (_, _, _, create) = Factories().Single(f => f.Family == family && f.Name == name);
        string[] apart = Apart.GetValueOrDefault(name, []);
        foreach (object options in AlgorithmFields.Options(create(HyperParameters.Empty)))
            if (AlgorithmFields.Plain(options.GetType()) is { } plain)
                Assert.Equal(Without(apart, AlgorithmFields.Text(plain)), Without(apart, AlgorithmFields.Text(options)));
    }

    [Fact]
    public void Every_exception_is_an_entry() =>
        Assert.All(Apart.Keys, name => Assert.Contains(Factories(), f => f.Name == name));

    private static IEnumerable<(string Family, string Name, SearchSpace Space, Func<HyperParameters, object> Create)> Factories() =>
    [
        .. Trainers.All.Select(t => ("trainer", t.Name, t.Space, (Func<HyperParameters, object>)t.Create)),
        .. Transforms.All.Select(t => ("step", t.Name, t.Space, (Func<HyperParameters, object>)t.Create)),
        .. Resamplers.All.Select(t => ("resampler", t.Name, t.Space, (Func<HyperParameters, object>)t.Create)),
        .. AnomalyTrainers.All.Select(t => ("anomaly", t.Name, t.Space, (Func<HyperParameters, object>)t.Create)),
        .. Clusterers.All.Select(t => ("clusterer", t.Name, t.Space, (Func<HyperParameters, object>)t.Create)),
    ];

    /// <summary>A JSON text without the members named, at any depth.</summary>
    private static string Without(string[] members, string json)
    {
        var root = JsonNode.Parse(json)!;
        Prune(root);
        return root.ToJsonString();

        void Prune(JsonNode? node)
        {
            if (node is not JsonObject named) return;
            foreach (string member in members) named.Remove(member);
            foreach (var (_, inner) in named) Prune(inner);
        }
    }
}
