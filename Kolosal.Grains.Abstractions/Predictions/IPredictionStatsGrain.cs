using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Predictions;

/// <summary>Counts what one model has answered, each request exactly once. Key <c>workspace/name</c>.</summary>
[Alias("kolosal.predictions.IPredictionStatsGrain")]
public interface IPredictionStatsGrain : IGrainWithStringKey
{
    /// <summary>The counts; all zero for a model that was never asked. They follow the replies by about 50 ms.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.MonitoringRead)]
    Task<PredictionStats> GetAsync();

    /// <summary>The logs that hold records of the model, with the position of the last one counted in each.</summary>
    [Alias("Logs"), ReadOnly]
    Task<ImmutableDictionary<string, long>> LogsAsync();
}

/// <summary>What a model has answered since it was first asked.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Requests">Requests answered, with a prediction or with a refusal for the caller's fault.</param>
/// <param name="Rows">Rows predicted.</param>
/// <param name="ClientErrors">Requests refused for the caller's fault.</param>
/// <param name="Errors">Requests that failed for another reason; they were not served and are not among <paramref name="Requests"/>.</param>
/// <param name="MeanLatencyMilliseconds">Over answered requests; 0 when there is none.</param>
/// <param name="LongestLatencyMilliseconds">Over answered requests.</param>
/// <param name="RowsByVersion">Rows predicted by version.</param>
/// <param name="FirstAt">When the first request was recorded; null when there is none.</param>
/// <param name="LastAt">When the last request was recorded.</param>
/// <param name="Outcomes">Predicted rows whose outcome became known; each once, however often it was reported.</param>
/// <param name="Corrections">Outcomes that replaced an earlier one.</param>
[GenerateSerializer, Immutable, Alias("kolosal.prediction-stats")]
public sealed record PredictionStats(
    string Model, long Requests, long Rows, long ClientErrors, long Errors, double MeanLatencyMilliseconds, double LongestLatencyMilliseconds,
    ImmutableDictionary<int, long> RowsByVersion, DateTimeOffset? FirstAt, DateTimeOffset? LastAt,
    long Outcomes = 0, long Corrections = 0);

public static class PredictionStatsGrains
{
    public static IPredictionStatsGrain PredictionStats(this IGrainFactory grains, ModelKey model) =>
        grains.GetGrain<IPredictionStatsGrain>(model.ToString());
}
