using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal.Exploration;

/// <summary>What every analysis of rows is asked.</summary>
/// <param name="DatasetId">The dataset, <c>ds_…</c>.</param>
/// <param name="Method">A name from <c>GET /api/analyses/methods</c>; the kind's first when left out.</param>
/// <param name="Parameters">The method's parameters by name; those left out take their defaults.</param>
/// <param name="Columns">Columns to look at; every feature when left out.</param>
/// <param name="Scaling">standard, min_max, robust or none; standard by default.</param>
/// <param name="Seed">0 by default; the same seed, data and options give the same result.</param>
internal sealed record ClusteringRequest(
    [property: JsonRequired] string DatasetId, string? Method = null, Dictionary<string, JsonElement>? Parameters = null,
    [property: MinLength(1)] ImmutableArray<string>? Columns = null, string? Scaling = null, long? Seed = null)
{
    public AnalysisRequest ToAnalysis() =>
        Wire.Rows(AnalysisKinds.Clustering, DatasetId, Parameters, Columns, Scaling, Seed) with { Method = Method };
}

/// <param name="DatasetId">The dataset, <c>ds_…</c>.</param>
/// <param name="Method">A name from <c>GET /api/analyses/methods</c>; isolation_forest when left out.</param>
/// <param name="Contamination">The share of rows that are anomalies, above 0 and at most 0.5; the method's own threshold when left out.</param>
/// <param name="Parameters">The method's parameters by name; those left out take their defaults.</param>
/// <param name="Columns">Columns to look at; every feature when left out.</param>
/// <param name="Scaling">standard, min_max, robust or none; standard by default.</param>
/// <param name="Seed">0 by default.</param>
internal sealed record AnomalyRequest(
    [property: JsonRequired] string DatasetId, string? Method = null, double? Contamination = null,
    Dictionary<string, JsonElement>? Parameters = null, [property: MinLength(1)] ImmutableArray<string>? Columns = null, string? Scaling = null,
    long? Seed = null)
{
    public AnalysisRequest ToAnalysis() => Wire.Rows(AnalysisKinds.Anomaly, DatasetId, Parameters, Columns, Scaling, Seed) with
    {
        Method = Method,
        Contamination = Contamination,
    };
}

/// <param name="DatasetId">The dataset, <c>ds_…</c>.</param>
/// <param name="Components">Coordinates a row gets, 1 to 1000; as many as vary (principal components) or 2 (UMAP) when left out.</param>
/// <param name="Parameters">The method's parameters by name; those left out take their defaults.</param>
/// <param name="Columns">Columns to look at; every feature when left out.</param>
/// <param name="Scaling">standard, min_max, robust or none; standard by default.</param>
/// <param name="Seed">0 by default.</param>
internal sealed record ProjectionRequest(
    [property: JsonRequired] string DatasetId, int? Components = null, Dictionary<string, JsonElement>? Parameters = null,
    [property: MinLength(1)] ImmutableArray<string>? Columns = null, string? Scaling = null, long? Seed = null)
{
    public AnalysisRequest ToAnalysis(string kind) =>
        Wire.Rows(kind, DatasetId, Parameters, Columns, Scaling, Seed) with { Components = Components };
}

/// <param name="DatasetId">The dataset, <c>ds_…</c>.</param>
/// <param name="Target">The column to forecast; the one with that role when left out.</param>
/// <param name="Time">The column of times, equally spaced; the one with that role when left out.</param>
/// <param name="Group">The column that tells series apart; the one with that role, or one series, when left out.</param>
/// <param name="Method">ets, arima, lag_regression or seasonal_naive; ets when left out.</param>
/// <param name="Parameters">The method's parameters by name; those left out take their defaults.</param>
/// <param name="Horizon">Steps ahead, 1 to 1000; a season, or 10, when left out.</param>
/// <param name="Period">Steps in a season, 1 (none) to 366; 1 by default.</param>
/// <param name="Level">Probability of the intervals; 0.95 by default.</param>
/// <param name="Origins">Origins of the evaluation on the past, 0 (none) to 100; 5 by default.</param>
/// <param name="Seed">0 by default.</param>
internal sealed record ForecastRequest(
    [property: JsonRequired] string DatasetId, string? Target = null, string? Time = null, string? Group = null, string? Method = null,
    Dictionary<string, JsonElement>? Parameters = null, int? Horizon = null, int? Period = null, double? Level = null, int? Origins = null,
    long? Seed = null)
{
    public AnalysisRequest ToAnalysis() => AnalysisRequest.For(AnalysisKinds.Forecast, DatasetId) with
    {
        Target = Target,
        Time = Time,
        Group = Group,
        Method = Method,
        Parameters = Wire.Text(Parameters),
        Horizon = Horizon,
        Period = Period,
        Level = Level,
        Origins = Origins,
        Seed = Seed,
    };
}

/// <summary>What the requests share.</summary>
internal static class Wire
{
    public static AnalysisRequest Rows(string kind, string dataset, Dictionary<string, JsonElement>? parameters, ImmutableArray<string>? columns,
        string? scaling, long? seed) => AnalysisRequest.For(kind, dataset) with
        {
            Parameters = Text(parameters),
            Columns = columns ?? [],
            Scaling = scaling,
            Seed = seed,
        };

    public static string? Text(Dictionary<string, JsonElement>? parameters) => parameters is null ? null : JsonSerializer.Serialize(parameters);
}
