using System.Text.Json;
using Kolosal.Access;
using Kolosal.Experiments;
using Kolosal.Models;
using Kolosal.Storage;

namespace Kolosal.Compliance.Controls;

/// <summary>Reads models, their versions and the runs behind them.</summary>
internal sealed class ModelFactsReader(IGrainFactory grains, MonitorFactsReader monitors)
{
    private const string Feature = "Models";

    /// <summary>Models whose monitors are read anew in one turn; each wakes its monitors.</summary>
    private const int MostRefreshed = 100;

    private static readonly TimeSpan RecentRuns = TimeSpan.FromDays(90);

    public async Task<ImmutableArray<ModelFact>> ReadAsync(FactLists lists, DateTimeOffset now)
    {
        var all = ImmutableArray.CreateBuilder<ModelFact>();
        foreach (var listed in await lists.AllAsync<JsonElement>(CatalogueKinds.Model, Feature))
        {
            var key = new ModelKey(lists.Workspace, listed.Id);
            if (await ModelAsync(key) is { } model) all.Add(await monitors.WithMonitorsAsync(lists, key, model, now));
        }

        return all.ToImmutable();
    }

    /// <summary>The same models with what watches those in service, as it is by now. Of many models each turn reads some.</summary>
    public async Task<ImmutableArray<ModelFact>> RefreshAsync(FactLists lists, ImmutableArray<ModelFact> models, DateTimeOffset now, int turn)
    {
        int[] served = [.. Enumerable.Range(0, models.Length).Where(index => models[index].Champion is not null)];
        int turns = (served.Length + MostRefreshed - 1) / MostRefreshed;
        var fresh = models.ToBuilder();
        foreach (int index in served.Where((_, place) => place % turns == turn % turns))
            fresh[index] = await monitors.WithMonitorsAsync(lists, new(lists.Workspace, models[index].Name), models[index], now);
        return fresh.ToImmutable();
    }

    /// <summary>Runs behind versions in service or of late, and what was replayed.</summary>
    public async Task<(ImmutableArray<RunFact> Runs, ImmutableArray<ReplayFact> Replays)> RunsAsync(
        FactLists lists, ImmutableArray<ModelFact> models, DateTimeOffset now)
    {
        var behind = models.SelectMany(model => model.Versions).Where(version => version.IsServable && version.RunId.Length > 0)
            .Select(version => version.RunId).ToHashSet(StringComparer.Ordinal);
        var since = new CatalogueFilter("created_at", FilterOperator.AtLeast, (now - RecentRuns).UtcDateTime.ToString("O"));
        var runs = (await lists.AllAsync<RunSnapshot>(CatalogueKinds.Run, "Experiments", since)).ToDictionary(run => run.Id, StringComparer.Ordinal);
        foreach (string id in behind.Where(id => !runs.ContainsKey(id)))
            if (await lists.FindAsync<RunSnapshot>(CatalogueKinds.Run, id) is { } run) runs[id] = run;

        var found = ImmutableArray.CreateBuilder<RunFact>();
        foreach (var run in runs.Values.OrderBy(run => run.Id, StringComparer.Ordinal))
        {
            // The trail says who started it; asked only where the answer counts.
            var first = !behind.Contains(run.Id) ? null : await lists.FirstAsync<AuditedChange>(
                CatalogueKinds.AuditEvent, "created_at", new CatalogueFilter("subject", FilterOperator.Equal, $"runs/{run.Id}"));
            found.Add(new(
                run.Id, run.Document.DatasetId, WireJson.Word(run.Document.State), first?.Document.Actor, run.CreatedAt, run.Document.UpdatedAt));
        }

        var replays = await lists.AllAsync<ReplayReport>(CatalogueKinds.Replay, "Experiments");
        return (found.ToImmutable(), [.. replays.Select(replay => new ReplayFact(
            replay.Id, replay.Document.Model, replay.Document.Version, replay.Document.Same, replay.Document.UpdatedAt))]);
    }

    /// <returns>Null for a model that was deleted since it was listed.</returns>
    private async Task<ModelFact?> ModelAsync(ModelKey key)
    {
        var grain = grains.Model(key);
        var (report, governance, history) = (await grain.GetAsync(), await grain.GetGovernanceAsync(), await grain.HistoryAsync(null));
        if (!report.Accepted || !governance.Accepted || !history.Accepted) return null;
        var versions = ImmutableArray.CreateBuilder<VersionFact>();
        foreach (var summary in report.Value.Versions)
        {
            var fact = new VersionFact(
                summary.Number, WireJson.Word(summary.Status), summary.PackageSha256, summary.Author, summary.RunId, summary.DatasetId,
                summary.RegisteredAt)
            {
                PrimaryMetric = summary.PrimaryMetric,
                Validation = VersionFactsOf.Of(summary.Validation),
                SunsetAt = governance.Value.Sunsets.TryGetValue(summary.Number, out var sunset) ? sunset : null,
            };
            bool matters = fact.IsServable || summary.Number == report.Value.Versions.Length;
            versions.Add(matters && summary.PackageSha256.Length > 0 ? await WithDetailsAsync(key, fact) : fact);
        }

        return new(key.Name, report.Value.Active, report.Value.Suspended)
        {
            LogsDurably = report.Value.Logging == PredictionLogging.Durable,
            Versions = versions.ToImmutable(),
            Decisions = [.. history.Value.Decisions.Select(VersionFactsOf.Of)],
            Steps = [.. (history.Value.Steps ?? []).Select(step => new StepFact(
                step.At, step.Version, step.From is { } from ? WireJson.Word(from) : null, WireJson.Word(step.To)))],
            Approvals = [.. governance.Value.Approvals.Select(approval => new ApprovalFact(
                approval.Version, approval.By, approval.At, RolePermissions.Grants(approval.Roles.AsSpan(), Permission.ModelsPromote),
                approval.PackageSha256))],
        };
    }

    private async Task<VersionFact> WithDetailsAsync(ModelKey key, VersionFact fact)
    {
        var grain = grains.ModelVersion(key.Version(fact.Number));
        var (card, made) = (await grain.GetCardAsync(), await grain.GetAsync());
        if (!card.Accepted || !made.Accepted) return fact;
        fact = VersionFactsOf.With(fact, card.Value, made.Value.Registration);
        if (!fact.IsServable) return fact;
        var check = await grain.CheckAsync();
        return fact with
        {
            Package = !check.Accepted ? null
                : new(check.Value.Passed, [.. check.Value.Checks.Where(one => !one.Passed).Select(one => one.Name)]),
        };
    }

    /// <summary>What is asked of an audit entry.</summary>
    private sealed record AuditedChange(string Actor, string Action);
}
