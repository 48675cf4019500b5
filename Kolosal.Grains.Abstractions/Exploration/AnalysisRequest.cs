namespace Kolosal.Exploration;

/// <summary>What to analyse and how. Everything left out has a default that is written into the plan.</summary>
/// <param name="Kind"><c>clustering</c>, <c>anomaly</c>, <c>pca</c>, <c>umap</c> or <c>forecast</c>.</param>
/// <param name="DatasetId">The dataset, <c>ds_…</c>, of the analysis's own workspace.</param>
/// <param name="Method">A method of the kind; null takes its first.</param>
/// <param name="Parameters">JSON object of the method's parameters; null takes their defaults.</param>
/// <param name="Columns">Columns to look at; empty takes every feature.</param>
/// <param name="Scaling"><c>standard</c>, <c>min_max</c>, <c>robust</c> or <c>none</c>; null takes <c>standard</c>.</param>
/// <param name="Seed">The only source of randomness; null takes 0.</param>
/// <param name="Contamination">Anomalies: the share of rows that are anomalies, above 0 and at most ½.</param>
/// <param name="Components">Projections: coordinates that a row gets.</param>
/// <param name="Target">Forecasts: the column to forecast; null takes the one with that role.</param>
/// <param name="Time">Forecasts: the column of times; null takes the one with that role.</param>
/// <param name="Group">Forecasts: the column that tells series apart; null takes the one with that role, or one series.</param>
/// <param name="Horizon">Forecasts: steps ahead, 1 to 1000.</param>
/// <param name="Period">Forecasts: steps in a season, 1 to 366.</param>
/// <param name="Level">Forecasts: probability of the intervals.</param>
/// <param name="Origins">Forecasts: origins of the evaluation, 0 to 100.</param>
[GenerateSerializer, Immutable, Alias("kolosal.analysis-request")]
public sealed record AnalysisRequest(
    string Kind, string DatasetId, string? Method, string? Parameters, ImmutableArray<string> Columns, string? Scaling, long? Seed,
    double? Contamination, int? Components, string? Target, string? Time, string? Group, int? Horizon, int? Period, double? Level, int? Origins)
{
    /// <summary>Nothing but the defaults.</summary>
    public static AnalysisRequest For(string kind, string datasetId) =>
        new(kind, datasetId, null, null, [], null, null, null, null, null, null, null, null, null, null, null);
}
