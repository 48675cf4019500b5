namespace Kolosal.Alerts;

/// <summary>Finds the value that a rule looks at, and whether it is bad. Keeps the samples that windows are computed from, in memory.</summary>
internal sealed class RuleEvaluation
{
    private readonly Dictionary<(AlertMetric, string), SampleSeries> values = [];
    private readonly Dictionary<string, SampleSeries> counts = [];

    /// <returns>The value and the verdict; both null when nothing can be said.</returns>
    public async Task<(double? Value, bool? Bad)> JudgeAsync(AlertRuleSpec rule, string model, MonitorReadings readings, DateTimeOffset now)
    {
        double? value = rule.Kind switch
        {
            AlertKind.Threshold => await ValueAsync(rule, model, readings, now),
            AlertKind.Rate => await ChangeAsync(rule, model, readings, now),
            AlertKind.Absence => (await readings.CountsAsync(model)).LastAt is { } last ? (now - last).TotalMinutes : null,
            AlertKind.Burn => await readings.BurnAsync(model, rule.WindowMinutes),
            _ => null,
        };
        if (value is not { } found || !double.IsFinite(found)) return (null, null);
        return (found, rule.Kind == AlertKind.Absence ? found > rule.WindowMinutes
            : rule.Comparison == AlertComparison.Below ? found < rule.Limit : found > rule.Limit);
    }

    private async Task<double?> ValueAsync(AlertRuleSpec rule, string model, MonitorReadings readings, DateTimeOffset now)
    {
        if (rule.Metric is not (AlertMetric.Traffic or AlertMetric.ErrorRate)) return await readings.ValueAsync(rule.Metric!.Value, model);
        var stats = await readings.CountsAsync(model);
        double all = stats.Requests + stats.Errors;
        var series = Series(counts, model);
        var before = series.Before(now, TimeSpan.FromMinutes(rule.WindowMinutes));
        series.Add(now, all, stats.Errors);
        if (before is not { } then) return null;
        double requests = all - then.First;
        if (rule.Metric == AlertMetric.Traffic) return requests / (now - then.At).TotalMinutes;
        return requests > 0 ? (stats.Errors - then.Second) / requests : null;
    }

    private async Task<double?> ChangeAsync(AlertRuleSpec rule, string model, MonitorReadings readings, DateTimeOffset now)
    {
        if (await ValueAsync(rule, model, readings, now) is not { } current) return null;
        var series = Series(values, (rule.Metric!.Value, model));
        var before = series.Before(now, TimeSpan.FromMinutes(rule.WindowMinutes));
        series.Add(now, current);
        return before is { } then ? current - then.First : null;
    }

    private static SampleSeries Series<TKey>(Dictionary<TKey, SampleSeries> all, TKey key)
        where TKey : notnull => all.TryGetValue(key, out var known) ? known : all[key] = new();
}
