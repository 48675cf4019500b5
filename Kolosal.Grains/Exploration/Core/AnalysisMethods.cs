using Kolosal.Learning;
using Kolosal.Learning.Anomaly;
using Kolosal.Learning.Clustering;
using Kolosal.Learning.Preprocessing.Projection;

namespace Kolosal.Exploration;

/// <summary>One way to make an analysis.</summary>
/// <param name="Kind">One of <see cref="AnalysisKinds"/>.</param>
/// <param name="Name">Unique in its kind.</param>
/// <param name="Space">Its parameters with ranges and defaults.</param>
/// <param name="MaxRows">More rows are refused; null for as many as fit.</param>
public sealed record AnalysisMethod(string Kind, string Name, SearchSpace Space, int? MaxRows = null);

/// <summary>Every method there is.</summary>
public static class AnalysisMethods
{
    /// <summary>Methods that look at every row's neighbours: by a search tree, which does not help where columns are many, so that time may grow
    /// with the square of the rows. Chosen: an hour or so of one thread at the worst.</summary>
    public const int MostRowsWithNeighbours = 100_000;

    /// <summary>Methods that keep the distance or kernel value of every pair of rows.</summary>
    public const int MostRowsWithPairs = AgglomerativeClusterer.MaxRows;

    private static readonly Dictionary<string, int> Limits = new()
    {
        ["agglomerative"] = MostRowsWithPairs,
        ["one_class_svm"] = MostRowsWithPairs,
        ["dbscan"] = MostRowsWithNeighbours,
        ["hdbscan"] = MostRowsWithNeighbours,
        ["local_outlier_factor"] = MostRowsWithNeighbours,
        ["umap"] = MostRowsWithNeighbours,
    };

    /// <summary>By kind, the default first. The parameters of forecasts are those of a series without a season.</summary>
    public static ImmutableArray<AnalysisMethod> All { get; } =
    [
        .. Clusterers.All.Select(c => Method(AnalysisKinds.Clustering, c.Name, c.Space)),
        Method(AnalysisKinds.Anomaly, IsolationForestTrainer.Descriptor.Name, IsolationForestTrainer.Descriptor.Space),
        .. AnomalyTrainers.All.Where(a => a.Name != IsolationForestTrainer.Descriptor.Name)
            .Select(a => Method(AnalysisKinds.Anomaly, a.Name, a.Space)),
        Method(AnalysisKinds.Pca, "pca", PrincipalComponents.Descriptor.Space),
        Method(AnalysisKinds.Umap, "umap", Umap.Descriptor.Space),
        .. Forecasters.Names.Select(name => Method(AnalysisKinds.Forecast, name, Forecasters.Space(name, period: 1))),
    ];

    /// <summary>The method of a name, or the kind's default.</summary>
    /// <exception cref="AnalysisOptionException">The kind has none of this name.</exception>
    public static AnalysisMethod Get(string kind, string? name)
    {
        var able = All.Where(m => m.Kind == kind).ToArray();
        if (able.Length == 0)
            throw new AnalysisOptionException("kind", $"An analysis is one of {string.Join(", ", AnalysisKinds.All)}, got '{kind}'.");
        return able.FirstOrDefault(m => name is null || m.Name == name)
            ?? throw new AnalysisOptionException(
                "method", $"There is no method '{name}' for this; use {string.Join(", ", able.Select(m => m.Name))}.");
    }

    private static AnalysisMethod Method(string kind, string name, SearchSpace space) =>
        new(kind, name, space, Limits.TryGetValue(name, out int most) ? most : null);
}
