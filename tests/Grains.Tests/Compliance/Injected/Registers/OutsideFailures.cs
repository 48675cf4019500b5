using System.Collections.Immutable;
using System.Text.Json;
using Kolosal.Backup;
using Kolosal.Chaos;
using Kolosal.Events;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Kolosal.Compliance.Injected;

/// <summary>What build systems, scanners, backups and drills report.</summary>
internal static class OutsideFailures
{
    public static readonly InjectedFailure[] All =
    [
        new("Q10", "a component has no licence", w => BillAsync(w, "b1", licensed: true), w => BillAsync(w, "b2", licensed: false),
            w => BillAsync(w, "b3", licensed: true)),

        new("Q53", "a critical weakness is older than a week", async w =>
        {
            await BillAsync(w, "b1", licensed: true);
            await ScanAsync(w, "b1", 3);
        }, w => ScanAsync(w, "b1", 8), w => ScanAsync(w, "b1", null)),

        new("Q54", "nobody reviewed what was built", w => BuildAsync(w, "b1", "bob"), w => BuildAsync(w, "b2", null),
            w => BuildAsync(w, "b3", "bob")),

        new("Q64", "no backup for a day", w => BackupAsync(w), _ => Task.CompletedTask, w => BackupAsync(w)) { Ripens = TimeSpan.FromHours(25) },

        new("Q65", "a restore does not answer as the system does", async w =>
        {
            await BackupAsync(w);
            await DrillAsync(w, equal: true);
        }, w => DrillAsync(w, equal: false), w => DrillAsync(w, equal: true)),

        new("Q66", "a drilled fault loses records", w => DrilledAsync(w, 0), w => DrilledAsync(w, 2), w => DrilledAsync(w, 0)),

        new("Q29", "a detector raises more false alarms than it says", async w =>
        {
            await BuildAsync(w, "b1", "bob");
            await w.ServeAsync();
            await w.AskedAsync();
        }, w => BuildAsync(w, "b2", "bob", "alarm-contract"), w => BuildAsync(w, "b3", "bob")),

        // No door stands at the grains of this silo, so that nothing could refuse a call from elsewhere: it is never more than missing.
        new("Q45", "a route lets a role through that it should not", w => BuildAsync(w, "b1", "bob"),
            w => BuildAsync(w, "b2", "bob", "permissions"), w => BuildAsync(w, "b3", "bob")) { Healthy = ControlStatus.Missing },

        new("Q48", "a malformed request gets a fault for an answer", w => BuildAsync(w, "b1", "bob"),
            w => BuildAsync(w, "b2", "bob", "malformed-requests"), w => BuildAsync(w, "b3", "bob")),
    ];

    private static Task BuildAsync(InjectedWorld w, string id, string? reviewedBy, params ImmutableArray<string> failed)
    {
        string[] suites = ["tests", "purity", "conventions", "permissions", "malformed-requests", "alarm-contract"];
        w.Silo.Clock.Advance(TimeSpan.FromSeconds(1));
        return w.FeedAsync("build", JsonSerializer.Serialize(new
        {
            build_id = id,
            commit = "98b3a0c7",
            built_at = w.Now.ToString("O"),
            authored_by = "ann",
            reviewed_by = reviewedBy,
            assemblies = new Dictionary<string, string> { ["Kolosal.Api.dll"] = new('a', 64) },
            suites = suites.ToDictionary(suite => suite, suite => !failed.Contains(suite)),
        }));
    }

    private static Task BillAsync(InjectedWorld w, string build, bool licensed)
    {
        w.Silo.Clock.Advance(TimeSpan.FromSeconds(1));
        string licence = licensed ? """ "licenses": [{"license": {"id": "MIT"}}],""" : "";
        return w.FeedAsync("sbom", $$"""
            {"bomFormat": "CycloneDX", "metadata": {"timestamp": "{{w.Now:O}}", "component": {"version": "{{build}}"} }, "components":
             [{"name": "a", "version": "1",{{licence}} "hashes": [{"alg": "SHA-256", "content": "00"}]}]}
            """);
    }

    private static Task ScanAsync(InjectedWorld w, string build, int? daysKnown)
    {
        w.Silo.Clock.Advance(TimeSpan.FromSeconds(1));
        string finding = daysKnown is not { } days ? "" : $$"""
            {"id": "CVE-2026-1", "component": "zip 1.0", "severity": "critical", "known_since": "{{w.Now.AddDays(-days):O}}"}
            """;
        return w.FeedAsync("vulnerabilities", $$"""
            {"build_id": "{{build}}", "scanned_at": "{{w.Now:O}}", "components": 1, "unlicensed": 0, "findings": [{{finding}}]}
            """);
    }

    private static async Task BackupAsync(InjectedWorld w)
    {
        w.As("otto", "operator");
        string id = w.Kept["backup"] = $"bk_{w.Now.Ticks}";
        await InjectedWorld.AcceptedAsync(w.Grains.BackupDesk(w.Workspace).StartAsync(id, new(BackupType.Full, null, "")));
        await w.Silo.LooksAsync(async () =>
            (await w.Grains.Backup(w.Workspace, id).GetAsync()).Value is { Status: BackupStatus.Completed, VerifiedAt: not null });
    }

    /// <summary>Every kind of fault is drilled, as the chaos tests tell of it.</summary>
    private static async Task DrilledAsync(InjectedWorld w, long lost)
    {
        w.Silo.Clock.Advance(TimeSpan.FromSeconds(1));
        var told = w.Silo.Platform.Services.GetRequiredKeyedService<IStreamProvider>(PredictionStream.Provider)
            .GetStream<DrillJudged>(StreamId.Create(DrillStreams.Faults, w.Workspace));
        foreach (var kind in Enum.GetValues<ChaosTestType>())
            await told.OnNextAsync(new($"chaos_{kind}_{w.Now.Ticks}", WireJson.Word(kind), w.Now, lost == 0, lost, 1));
    }

    private static async Task DrillAsync(InjectedWorld w, bool equal)
    {
        w.As("otto", "operator");
        w.Silo.Backups.Equal = equal;
        string id = $"drill_{w.Now.Ticks}";
        await InjectedWorld.AcceptedAsync(w.Grains.BackupDesk(w.Workspace).StartDrillAsync(id, w.Kept["backup"]));
        await w.Silo.LooksAsync(async () =>
            (await w.Grains.RestoreDrill(w.Workspace, id).GetAsync()).Value is { Status: not RestoreDrillStatus.Running });
    }
}
