using System.Text.Json;
using Kolosal.Drift;
using Kolosal.Fairness;
using Kolosal.Feedback;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Slo;

namespace Kolosal.Compliance.Controls;

/// <summary>Reads what watches a model.</summary>
internal sealed class MonitorFactsReader(IGrainFactory grains)
{
    private const int Week = 7, Month = 30, HourMinutes = 60;

    /// <summary>The model with its monitors, its traffic and its serving plan.</summary>
    public async Task<ModelFact> WithMonitorsAsync(FactLists lists, ModelKey key, ModelFact model, DateTimeOffset now)
    {
        // A name that nobody ever asked for has no monitors to wake.
        if (model.Active is null && model.Decisions.IsEmpty) return model;
        if (model.Active is not null) await grains.ExplanationSample(key).WatchAsync();
        var service = await grains.SloMonitor(key).GetAsync();
        var plan = await grains.ServingPlan(key).GetAsync();
        return model with
        {
            Drift = await DriftAsync(key),
            Fairness = await FairnessAsync(key),
            Performance = await PerformanceAsync(key, model),
            Service = service.Accepted ? Of(service.Value) : null,
            Traffic = await TrafficAsync(lists, key, service.Value, now),
            Referrals = plan is { Accepted: true, Value.Referrals: { } rule } ? new(
                rule.MinConfidence is not null || rule.AmbiguousSet || rule.OutOfDistribution is not null || !rule.Decisions.IsDefaultOrEmpty,
                rule.SamplePercent, rule.DecideWithinMinutes) : null,
            Explained = await ExplainedAsync(lists, key, model, now),
            HasReasons = await lists.FindAsync<JsonElement>(CatalogueKinds.ReasonDictionary, model.Name) is not null,
            Retrains = (await lists.FindAsync<RetrainingListing>(CatalogueKinds.RetrainingPolicy, model.Name))?.Document.Policy.Enabled,
        };
    }

    private static async Task<ExplainedFact?> ExplainedAsync(FactLists lists, ModelKey key, ModelFact model, DateTimeOffset now)
    {
        var listed = await lists.FindAsync<ExplanationSamples>(CatalogueKinds.ExplanationSample, key.Name);
        ExplanationSample[] seen =
            [.. (listed?.Document.Items ?? []).Where(sample => sample.Version == model.Active && sample.At >= now.AddDays(-Month))];
        return seen is not [.., var last] ? null : new(
            seen.Sum(sample => sample.Rows), seen.Max(sample => sample.AdditivityError),
            ExplainedFact.Percentile(seen.SelectMany(sample => sample.Milliseconds), 0.99), seen.Min(sample => sample.Stability), last.Fault,
            last.At);
    }

    private static SloFact Of(SloMonitor monitor) => new(monitor.At,
    [
        .. monitor.Objectives.Select(standing => new ObjectiveFact(
            standing.SloId, WireJson.Word(standing.Objective.Type), standing.BudgetRemaining,
            standing.Windows.FirstOrDefault(window => window.WindowMinutes == HourMinutes && window.Total > 0)?.Burn, standing.IncidentId)),
    ]);

    private async Task<MonitorFact?> DriftAsync(ModelKey key)
    {
        var found = await grains.DriftMonitor(key).GetAsync();
        return found.Accepted ? new(
            found.Value.Version, found.Value.Held?.Reason ?? found.Value.Unmonitored?.Reason, found.Value.Last?.ClosedAt,
            found.Value.RowsInWindow) : null;
    }

    private async Task<FairnessFact?> FairnessAsync(ModelKey key)
    {
        var found = await grains.FairnessMonitor(key).GetAsync();
        if (!found.Accepted) return null;
        var monitor = found.Value;
        return new(
            monitor.Version, monitor.Held?.Reason ?? monitor.Unmonitored?.Reason, monitor.Last?.ClosedAt, monitor.RowsInWindow,
            monitor.Settings.MinimumGroupRows,
            [
                .. monitor.Reports.Concat(monitor.OutcomeReports ?? []).OrderByDescending(report => report.ClosedAt)
                    .ThenBy(report => report.WindowId, StringComparer.Ordinal)
                    .Select(report => new FairnessWindowFact(report.WindowId, report.Version, report.ClosedAt, [.. Disparities(report)])),
            ]);
    }

    /// <summary>The measures that limits are set for; of others the platform only tells.</summary>
    private static IEnumerable<DisparityFact> Disparities(FairnessReport report) =>
        from attribute in report.Attributes
        from measure in attribute.Measures ?? []
        where measure.Measure is MeasureNames.DisparateImpact or MeasureNames.DemographicParity or MeasureNames.EqualOpportunity
            or MeasureNames.EqualizedOdds
        select new DisparityFact(attribute.Attribute, measure.Measure, measure.Value, measure.Low, measure.High);

    private async Task<PerformanceFact?> PerformanceAsync(ModelKey key, ModelFact model)
    {
        var found = await grains.PerformanceMonitor(key).GetAsync();
        if (!found.Accepted) return null;
        var monitor = found.Value;
        int version = model.Active ?? monitor.Version;
        var standing = monitor.Versions.FirstOrDefault(one => one.Version == version);
        var last = monitor.Reports.Where(report => report.Version == version).MaxBy(report => report.ClosedAt);
        string? metric = last?.Metric ?? standing?.Metric;
        var score = last?.Scores.FirstOrDefault(one => one.Metric == metric);
        return new(
            version, standing?.Outcomes ?? 0, last?.ClosedAt, metric, score?.Value, score?.HigherIsBetter ?? true,
            standing?.Scores.FirstOrDefault(one => one.Metric == "ece")?.Value);
    }

    private async Task<TrafficFact?> TrafficAsync(FactLists lists, ModelKey key, SloMonitor? service, DateTimeOffset now)
    {
        var stats = await grains.PredictionStats(key).GetAsync();
        if (stats.Requests == 0) return null;
        var traffic = await grains.TrafficMonitor(key).GetAsync();
        ScopeDay[] scope = [.. (traffic.Scope ?? []).Where(day => day.Day > now.AddDays(-Week))];
        var audited = await lists.FindAsync<SealedListing>(CatalogueKinds.PredictionAudit, key.Name);
        var week = service?.Days.Where(point => point.At >= now.AddDays(-Week)).ToList();
        return new(
            stats.Requests, stats.LastAt, audited?.Document.Sealed, audited?.UpdatedAt, week?.Sum(point => point.Requests),
            week?.Sum(point => point.ClientErrors))
        {
            WeekScored = scope.Length == 0 ? null : scope.Sum(day => day.Scored),
            WeekUnlike = scope.Length == 0 ? null : scope.Sum(day => day.Unlike),
            WeekPurposes = await PurposesAsync(key, traffic.Purposes ?? [], now),
            LastByVersion = traffic.Arms.GroupBy(arm => arm.Version)
                .ToImmutableSortedDictionary(arms => arms.Key, arms => arms.Max(arm => arm.LastAt)),
            Coverage =
            [
                .. traffic.Coverage.Where(standing => standing.Outcomes > 0).Select(standing => new CoverageFact(
                    standing.Version, standing.Promised, (double)standing.Covered / standing.Outcomes, standing.Outcomes)),
            ],
        };
    }

    /// <summary>By version, also of one that serves no more: its answers count for the week.</summary>
    private async Task<ImmutableArray<PurposesFact>> PurposesAsync(ModelKey key, ImmutableArray<PurposeDay> days, DateTimeOffset now)
    {
        var found = ImmutableArray.CreateBuilder<PurposesFact>();
        foreach (var version in days.Where(day => day.Day > now.AddDays(-Week)).GroupBy(day => day.Version).OrderBy(version => version.Key))
        {
            var declared = version.Where(day => day.Purpose is not null).GroupBy(day => day.Purpose!, StringComparer.Ordinal)
                .ToImmutableSortedDictionary(purpose => purpose.Key, purpose => purpose.Sum(day => day.Requests), StringComparer.Ordinal);

            // Where nobody declares anything, no card is asked.
            var card = declared.IsEmpty ? null : (await grains.ModelVersion(key.Version(version.Key)).GetCardAsync()).Value;
            found.Add(new(
                version.Key, card?.Words.Purposes ?? [], declared, version.Where(day => day.Further).Sum(day => day.Requests),
                version.Where(day => day is { Purpose: null, Further: false }).Sum(day => day.Requests)));
        }

        return found.ToImmutable();
    }

    /// <summary>What the list says of the seals of a model's log.</summary>
    private sealed record SealedListing(long Sealed);

    /// <summary>What the list says of a retraining policy. Retraining is a sibling and is not asked.</summary>
    private sealed record RetrainingListing(RetrainingSwitch Policy);

    private sealed record RetrainingSwitch(bool Enabled);
}
