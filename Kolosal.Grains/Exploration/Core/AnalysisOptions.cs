namespace Kolosal.Exploration;

/// <summary>What an analysis was asked for; what is null takes its default.</summary>
/// <param name="Kind">One of <see cref="AnalysisKinds"/>.</param>
/// <param name="Method">Name in <see cref="AnalysisMethods"/>; null takes the kind's first.</param>
/// <param name="Parameters">JSON object of the method's parameters; null takes the defaults.</param>
/// <param name="Columns">Columns to look at; empty takes every feature of the schema.</param>
/// <param name="Scaling"><c>standard</c>, <c>min_max</c>, <c>robust</c> or <c>none</c>; null takes <c>standard</c>.</param>
/// <param name="Seed">The only source of randomness; null takes 0.</param>
/// <param name="Contamination">Anomalies only: the share of rows that are anomalies, above 0 and at most ½; null keeps the method's own
/// threshold.</param>
/// <param name="Components">Projections only: how many coordinates a row gets; null takes the method's default.</param>
/// <param name="Target">Forecasts only: the column to forecast; null takes the one with that role.</param>
/// <param name="Time">Forecasts only: the column of times; null takes the one with that role.</param>
/// <param name="Group">Forecasts only: the column that tells series apart; null takes the one with that role, or one series.</param>
/// <param name="Horizon">Forecasts only: steps ahead; null takes a season, or 10.</param>
/// <param name="Period">Forecasts only: steps in a season, 1 for none; null takes 1.</param>
/// <param name="Level">Forecasts only: probability of the intervals; null takes 0.95.</param>
/// <param name="Origins">Forecasts only: origins of the evaluation, 0 for none; null takes 5.</param>
public sealed record AnalysisOptions(
    string Kind, string? Method = null, string? Parameters = null, ImmutableArray<string> Columns = default, string? Scaling = null,
    long? Seed = null, double? Contamination = null, int? Components = null, string? Target = null, string? Time = null, string? Group = null,
    int? Horizon = null, int? Period = null, double? Level = null, int? Origins = null);

/// <summary>The kinds of analyses.</summary>
public static class AnalysisKinds
{
    public const string Clustering = "clustering", Anomaly = "anomaly", Pca = "pca", Umap = "umap", Forecast = "forecast";

    public static ImmutableArray<string> All { get; } = [Clustering, Anomaly, Pca, Umap, Forecast];
}

/// <summary>An option that has no meaning.</summary>
/// <param name="option">Its name on the wire.</param>
/// <param name="message">What was needed and what came.</param>
public sealed class AnalysisOptionException(string option, string message) : Exception(message)
{
    public string Option => option;
}
