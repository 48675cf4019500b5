using Kolosal.Drift;
using Kolosal.Fairness;
using Kolosal.Incidents;
using Kolosal.Predictions;
using Kolosal.Slo;
using Kolosal.Storage;

namespace Kolosal.Alerts;

/// <summary>What the monitors of one workspace maintain, read once an evaluation and only when a rule asks.</summary>
internal sealed class MonitorReadings(IGrainFactory grains, ICatalogue catalogue, string workspace)
{
    private readonly Dictionary<string, Task<DriftMonitor?>> drift = [];
    private readonly Dictionary<string, Task<FairnessMonitor?>> fairness = [];
    private readonly Dictionary<string, Task<SloMonitor?>> levels = [];
    private readonly Dictionary<string, Task<PredictionStats>> counts = [];

    /// <summary>A value that stands by itself; null when there is none, and for the metrics that need a window.</summary>
    public async Task<double?> ValueAsync(AlertMetric metric, string model) => metric switch
    {
        AlertMetric.DriftScore => (await DriftAsync(model))?.Last is { } last
            ? last.Columns.Select(column => column.Psi).Append(last.Decisions.Psi).Max() : null,
        AlertMetric.ImpactRatio => (await FairnessAsync(model))?.Last?.Attributes.Min(attribute => attribute.DisparateImpact),
        AlertMetric.LatencyP99 => (await LevelsAsync(model))?.Latency?.P99,
        AlertMetric.Quality => (await LevelsAsync(model))?.Objectives
            .Where(standing => standing.Objective.Type == SloType.Quality && standing.Total > 0).Min(standing => (double?)standing.Sli),
        AlertMetric.OpenIncidents => await OpenIncidentsAsync(model),
        _ => null,
    };

    /// <summary>The fastest burn over the model's objectives: of each the slower of its long and short window, as both must burn to alert.</summary>
    public async Task<double?> BurnAsync(string model, int longMinutes) => (await LevelsAsync(model))?.Objectives
        .SelectMany(standing => standing.BurnRates).Where(burn => burn.LongMinutes == longMinutes)
        .Max(burn => (double?)Math.Min(burn.LongBurn, burn.ShortBurn));

    public Task<PredictionStats> CountsAsync(string model) =>
        Once(counts, model, () => grains.PredictionStats(new(workspace, model)).GetAsync());

    private async Task<double?> OpenIncidentsAsync(string model)
    {
        var about = new CatalogueFilter("model", FilterOperator.Equal, model);
        long open = 0;
        foreach (string status in (string[])["open", "investigating", "mitigated"])
            open += (await catalogue.QueryAsync(
                new(workspace, CatalogueKinds.Incident, [about, new("status", FilterOperator.Equal, status)], Limit: 1),
                    CancellationToken.None)).Total;
        return open;
    }

    private Task<DriftMonitor?> DriftAsync(string model) =>
        Once(drift, model, async () => (await grains.DriftMonitor(new(workspace, model)).GetAsync()).Value);

    private Task<FairnessMonitor?> FairnessAsync(string model) =>
        Once(fairness, model, async () => (await grains.FairnessMonitor(new(workspace, model)).GetAsync()).Value);

    private Task<SloMonitor?> LevelsAsync(string model) =>
        Once(levels, model, async () => (await grains.SloMonitor(new(workspace, model)).GetAsync()).Value);

    private static Task<T> Once<T>(Dictionary<string, Task<T>> known, string model, Func<Task<T>> read) =>
        known.TryGetValue(model, out var asked) ? asked : known[model] = read();
}
