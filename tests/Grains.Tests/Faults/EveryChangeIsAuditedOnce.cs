using System.Collections.Immutable;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Audit;
using Kolosal.Datasets;
using Kolosal.Drift;
using Kolosal.Experiments;
using Kolosal.Fairness;
using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Slo;
using Kolosal.Support;
using Kolosal.Testing;
using Kolosal.Tracking;

namespace Kolosal.Faults;

/// <summary>
/// Random commands on records of every kind, all under the same few names, while replies are lost, grains leave memory and the silo is
/// killed: every revision of every stored record stands once in the chain, and nothing else does.
/// </summary>
public class EveryChangeIsAuditedOnce
{
    private const string Workspace = "ws";
    private const int Commands = 160, Kills = 3, MostAttempts = 60;

    /// <summary>Names that records of other kinds have, and such as could be read as part of another's identity.</summary>
    private static readonly string[] Names = ["m", "audit", "incidents", "run_1", "INC-2026-000001", DatasetOf("m"), "prediction-audit"],
        Hostile = ["m#1", "m:1", "model:ws", "ü \"x\"\n"];

    /// <summary>Each answers what the chain must hold of it, action and subject, or null when it was refused.</summary>
    private static readonly Func<Draw, Task<(string Action, string Subject)?>>[] Kinds =
    [
        async d => Told(await d.Grains.ApiKey(Workspace, d.Name).IssueAsync(new("key", null, ["consumer"], [.. new byte[32]], null)),
            "api_key.issue", $"api-keys/{d.Name}"),
        async d => Told(await d.Grains.ApiKey(Workspace, d.Name).RevokeAsync(), "api_key.revoke", $"api-keys/{d.Name}"),
        async d => Told(await d.Grains.Principal(Workspace, d.Name).RegisterAsync(["consumer"]), "principal.register", $"principals/{d.Name}"),
        async d => Told(await d.Grains.Principal(Workspace, d.Name).DisableAsync(), "principal.disable", $"principals/{d.Name}"),
        async d => await RegisterAsync(d),
        async d => await RegisterAsync(d),
        async d => Told(await d.Grains.Model(d.Model).SetAliasAsync($"a{d.Number}", 1), "model.set-alias", null),
        async d => Told(await d.Grains.Model(d.Model).SetLoggingAsync((PredictionLogging)(d.Number % 2)), "", null),
        async d => Told(await d.Grains.Model(d.Model).RetireAsync("1", "old"), "model.retire", $"models/{d.Name}:1"),
        async d => Told(await d.Grains.ModelVersion(d.Model.Version(1)).SetCardAsync(
            new($"purpose {d.Number}", null, null, null, null, null), null), "model-version.set-card", null),
        async d => Told(await d.Grains.DriftMonitor(d.Model).ConfigureAsync(new(300 + d.Number, 0.01)), "drift.configure", $"models/{d.Name}"),
        async d => Told(await d.Grains.FairnessMonitor(d.Model).ConfigureAsync(new(300 + d.Number, 30, 0.8, 0.01)),
            "fairness.configure", $"models/{d.Name}"),
        async d => Told(await d.Grains.SloMonitor(d.Model).DefineAsync(
            new($"slo_{d.Name}.up", SloType.Availability, 0.9 + d.Number / 2000.0, null, 30)), "slo.define", $"slos/slo_{d.Name}.up"),
        async d => await RaiseAsync(d),
        async d => Told(await d.Grains.IncidentDesk(Workspace).ChangeStatusAsync(
            $"INC-{DateTime.UtcNow.Year}-000001", new(d.Number % 3 == 0 ? IncidentStatus.Resolved : IncidentStatus.Open, "a step", null)), "", null),
        async d => ("dataset.create", $"datasets/{await d.Tables.AddAsync(d.Grains, Tables.Binary(20), Workspace, d.Name)}"),
        async d => Told(await d.Grains.Dataset(Workspace, DatasetOf(d.Name)).SetSchemaAsync(
            new([], "label", null, null), expectedRevision: 1), "", null),
        async d => Told(await d.Grains.Dataset(Workspace, DatasetOf(d.Name)).DeleteAsync(), "dataset.delete", null),
        async d => await RunAsync(d),
        async d => Told(await d.Grains.TrackingDesk(Workspace).CreateExperimentAsync(
            new($"e{d.Number % 9}", null, ImmutableDictionary<string, string>.Empty)), "experiment.create", null),
        async d => Told(await Tracked(d).CreateAsync(new(
            "0", null, "", null, ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, string>.Empty)),
            "tracked-run.create", $"runs/{d.Name}"),
        async d => Told(await Tracked(d).LogAsync(new(
            [new("m", MetricPoint.Of(d.Number, d.Number, d.Number))], [new($"p{d.Number}", "1")], [])), "tracked-run.log", $"runs/{d.Name}"),
    ];

    private static ITrackedRunGrain Tracked(Draw draw) => draw.Grains.TrackedRun(new ResourceKey(Workspace, draw.Name));

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Every_acknowledged_change_of_every_record_is_once_in_the_chain(int seed)
    {
        var random = new Random(seed);
        var faults = new CallFaults(seed, DroppedReplies: 0.04, Deactivations: 0.08);
        await using var silo = await TestTables.StartSiloAsync(faults: faults);
        string data = await Attempt(() => silo.Service<TestTables>().AddAsync(silo.Grains, Tables.Binary(60), Workspace, content: "data"));
        string[] names = [.. random.GetItems(Names, 3), .. random.GetItems(Hostile, 1)];
        var acknowledged = new List<(string Action, string Subject)>();
        for (int number = 0; number < Commands; number++)
        {
            string name = names[random.Next(names.Length)];
            var kind = Kinds[random.Next(Kinds.Length)];
            int drawn = number;
            var told = await Attempt(() => kind(new(silo.Grains, silo.Service<TestTables>(), name, drawn, data)));
            if (told is { Action.Length: > 0 }) acknowledged.Add(told.Value);
            if (number % (Commands / (Kills + 1)) == Commands / (Kills + 1) - 1) await silo.Silo.KillAsync();
        }

        faults.End();
        var (chain, expected) = await Eventually.HoldsAsync(
            async () => (await ChainAsync(silo), Revisions(silo)), found => Same(found.Item1, found.Item2));
        Assert.Equal(expected, chain.Select(entry => entry.EventId).Order(StringComparer.Ordinal));
        foreach (var (action, subject) in acknowledged)
            Assert.Contains(chain, entry => entry.Action == action && (subject.Length == 0 || entry.Subject == subject));
        string[] kinds = [.. acknowledged.Select(told => told.Action).Distinct().Order(StringComparer.Ordinal)];
        Assert.True(kinds.Length >= 12, $"Too few kinds of change happened: {string.Join(", ", kinds)}.");
        var verified = await silo.Grains.Audit(Workspace).VerifyAsync();
        Assert.True(verified.Valid, verified.Fault);
        Assert.Equal(verified.Entries, verified.Checkpoint?.Entries);
    }

    private static bool Same(List<(string EventId, string Action, string Subject)> chain, string[] expected) =>
        chain.Select(entry => entry.EventId).Order(StringComparer.Ordinal).SequenceEqual(expected);

    private static async Task<List<(string EventId, string Action, string Subject)>> ChainAsync(PlatformSilo silo)
    {
        var entries = new List<(string, string, string)>();
        await foreach (var line in silo.Grains.Audit(Workspace).ExportAsync(0))
        {
            Assert.Null(line.Fault);
            using var entry = JsonDocument.Parse(line.Entry);
            string Member(string name) => entry.RootElement.GetProperty(name).GetString()!;
            entries.Add((Member("event_id"), Member("action"), Member("subject")));
        }

        return entries;
    }

    /// <summary>What the store says has happened: of every record each revision from 1 on, by type and key of its grain.</summary>
    private static string[] Revisions(PlatformSilo silo) => [.. silo.Silo.Storage.Records
        .Where(record => record.State.TryGetProperty("Revision", out var revision) && revision.GetInt64() > 0
            && record.State.TryGetProperty("Outbox", out _))
        .SelectMany(record => Enumerable.Range(1, (int)record.State.GetProperty("Revision").GetInt64())
            .Select(revision => $"{record.Grain.Type}:{record.Grain.Key}#{revision}"))
        .Order(StringComparer.Ordinal)];

    /// <summary>Repeats a command as a caller does who got no answer.</summary>
    private static async Task<T> Attempt<T>(Func<Task<T>> command)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await command();
            }
            catch (Exception fault) when (attempt < MostAttempts
                && fault is TimeoutException or Orleans.Runtime.OrleansException or InvalidOperationException or PublishPendingException)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<(string, string)?> RegisterAsync(Draw draw)
    {
        string sha256 = new("abcdef"[draw.Number % 6], 64);
        return Told(await draw.Grains.Model(draw.Model).RegisterAsync(new(
            sha256, new(Workspace, sha256, 1), "", "", "key_author", "run_1", "ds_1", "prior", "binary", "risk",
            new("roc_auc", [], 800, 100, 100, 0.5), MonitoredModel.Reference())), "model.register", null);
    }

    private static async Task<(string, string)?> RaiseAsync(Draw draw)
    {
        string id = await draw.Grains.IncidentDesk(Workspace).RaiseAsync(new(
            $"{draw.Name}/{draw.Number}", $"models/{draw.Name}", draw.Name, IncidentType.Drift, IncidentSeverity.Sev3, "Drift",
            DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, "PSI 0.4"));
        return ("incident.open", $"incidents/{id}");
    }

    private static async Task<(string, string)?> RunAsync(Draw draw)
    {
        var run = draw.Grains.Run(new ResourceKey(Workspace, draw.Name));
        var started = await run.StartAsync(RunRequest.For(draw.Data, "label") with
        {
            ModelName = draw.Name,
            Trainers = ["logistic_regression"],
            MaxTrials = 1,
            Folds = 2,
            Seed = 3,
        });
        if (!started.Accepted) return null;
        await run.CancelAsync();
        return ("run.start", $"runs/{draw.Name}");
    }

    private static string DatasetOf(string content) =>
        DatasetIds.Of(TestTables.Registration(Tables.Binary(20), content, Workspace).Source.Sha256);

    private static (string, string)? Told<T>(Result<T> answer, string action, string? subject) =>
        answer.Accepted ? (action, subject ?? "") : null;

    private sealed record Draw(IGrainFactory Grains, TestTables Tables, string Name, int Number, string Data)
    {
        public ModelKey Model => new(Workspace, Name);
    }
}
