using System.Text.Json;
using Kolosal.Access;
using Kolosal.Audit;
using Kolosal.Classification;
using Kolosal.Compliance.Controls;
using Kolosal.Compliance.Registers;
using Kolosal.Datasets;
using Kolosal.Experiments;
using Kolosal.Incidents;
using Kolosal.Notifications;
using Kolosal.Privacy;
using Kolosal.Storage;

namespace Kolosal.Compliance.Injected;

/// <summary>The trail, the host, incidents, channels, and compliance itself.</summary>
internal static class OperationFailures
{
    public static readonly InjectedFailure[] All =
    [
        new("Q35", "a byte of the trail is turned over on the disk", async w =>
        {
            await AppendAsync(w, "things/a#1");
            w.Kept["segment"] = Directory.GetFiles(
                Path.Combine(w.Silo.Platform.DataDirectory, "logs", $"audit-{w.Workspace}"), "*.seg").Order(StringComparer.Ordinal).First();
            w.Kept["copy"] = Convert.ToBase64String(await File.ReadAllBytesAsync(w.Kept["segment"]));
        }, w => OverwriteAsync(w, turned: 1), w => OverwriteAsync(w, turned: 0)) { IsSilent = true },

        new("Q36", "a revision of a record is not in the trail", w => AppendAsync(w, "things/a#1"), w => AppendAsync(w, "things/a#3"),
            w => AppendAsync(w, "things/a#2")),

        new("Q38", "what is on legal hold is gone", w => AppendAsync(w, "things/a#1"), w => HoldAsync(w, "Court order 7."), w => HoldAsync(w, "")),

        new("Q39", "a key stands in the trail", w => AppendAsync(w, "things/a#1"),
            w => AppendAsync(w, "things/a#2", $"AKIA{new string('X', 16)}"), async w =>
        {
            // Nothing is taken out of a trail; what is too old goes with its segment.
            for (int i = 3; i < 15; i++) await AppendAsync(w, $"things/a#{i}", new('x', 8_000));
            w.Silo.Clock.Advance(TimeSpan.FromDays(InjectedSilo.TrailDays + 1));
            await AppendAsync(w, "things/a#15");
            Principal.Current = null;
            Assert.NotNull((await w.Grains.Audit(w.Workspace).DropDueAsync()).Dropped);
        }),

        new("Q40", "the clock follows no reference", w => AppendAsync(w, "things/a#1"), w => HostAsync(w, host => host.IsSynchronised = false),
            w => HostAsync(w, host => host.IsSynchronised = true)),

        new("Q50", "a listener speaks in plain text to other machines", _ => Task.CompletedTask,
            w => HostAsync(w, host => host.Listener = new("http://0.0.0.0:8080", false, false, null)),
            w => HostAsync(w, host => host.Listener = InjectedHost.Sealed)),

        new("Q52", "a setting is another than the approved one", async w => await w.DocumentAsync(
            null, null, controls: [ConfigurationBaseline.Control],
            text: ConfigurationListing.Write(w.Configuration, w.Silo.Platform.Service<IKeyRing>())),
            w => w.SetAsync("Kolosal:Compliance:Limits:KeyDays", "91"), w => w.SetAsync("Kolosal:Compliance:Limits:KeyDays", "90")),

        new("Q55", "rows of production lie in a workspace for tests", async w =>
        {
            await w.SetAsync($"Kolosal:Compliance:Environments:{w.Workspace}", "test");
            await w.SetAsync($"Kolosal:Compliance:Environments:{w.Workspace}-live", "production");
            var live = new InjectedWorld(w.Silo, $"{w.Workspace}-live", TimeSpan.Zero);
            w.Kept["dataset"] = await live.DatasetAsync("d");
            Principal.Current = null;
        }, async w => Assert.Equal(w.Kept["dataset"], await w.DatasetAsync("d", change: made => made with
        {
            Source = TestTables.Registration(Tables.Binary(200), $"{w.Workspace}-live/d", w.Workspace).Source,
        })), async w =>
        {
            w.As("dora", "data_owner");
            await InjectedWorld.AcceptedAsync(w.Grains.Dataset(w.Workspace, w.Kept["dataset"]).DeleteAsync());
        }),

        new("Q56", "the disk is full", _ => Task.CompletedTask, w => HostAsync(w, host => host.Disk = 0.99),
            w => HostAsync(w, host => host.Disk = 0.5)),

        new("Q57", "one silo is alive where two are asked for", w => SilosAsync(w, 1), w => SilosAsync(w, 2), w => SilosAsync(w, 1)),

        new("Q58", "nobody acknowledges a grave incident", _ => Task.CompletedTask, RaiseAsync, ResolveAsync)
        {
            Healthy = ControlStatus.NotApplicable,
            Ripens = TimeSpan.FromMinutes(16),
            Heals = TimeSpan.FromDays(31),
        },

        new("Q59", "nobody is to do what was agreed after an incident", async w =>
        {
            await RaiseAsync(w);
            await ResolveAsync(w);
            await InjectedWorld.AcceptedAsync(w.Grains.Incident(w.Workspace, w.Kept["incident"]).WritePostmortemAsync(
                new("what", "whom", "why", "how seen", "what done", "what learnt"), null));
        }, async w => await InjectedWorld.AcceptedAsync(
            w.Grains.Incident(w.Workspace, w.Kept["incident"]).AddActionItemAsync("a1", new("Mend it", null, null))), async w =>
            await InjectedWorld.AcceptedAsync(
                w.Grains.Incident(w.Workspace, w.Kept["incident"]).ChangeActionItemAsync("a1", new("olga", w.Now.AddDays(5), null)))),

        new("Q60", "nobody went through the runbooks for half a year", ExerciseAsync, _ => Task.CompletedTask, ExerciseAsync)
        {
            Ripens = TimeSpan.FromDays(181),
        },

        new("Q63", "a channel was not tried for a week", async w =>
        {
            w.As("olga");
            await InjectedWorld.AcceptedAsync(w.Grains.NotificationDesk(w.Workspace).CreateAsync("ep_1", new(
                NotificationChannel.Webhook, "https://hooks.example/a", "", EventFilter.All, $"whsec_{Convert.ToBase64String(new byte[32])}")));
            await TryAsync(w);
        }, _ => Task.CompletedTask, TryAsync) { Ripens = TimeSpan.FromDays(8), IsSilent = true },

        new("Q68", "what is past its time is not purged", async w =>
        {
            await w.DatasetAsync("d");
            w.As("dora", "data_owner");
            await InjectedWorld.AcceptedAsync(w.Grains.Retention(w.Workspace).SetAsync(new(400, []), null));
            await InjectedWorld.AcceptedAsync(w.Grains.Retention(w.Workspace).PurgeAsync());
        }, _ => Task.CompletedTask, async w => await InjectedWorld.AcceptedAsync(w.Grains.Retention(w.Workspace).PurgeAsync()))
        {
            Ripens = TimeSpan.FromHours(25),
            IsSilent = true, // that nothing was due is no change of anything
        },

        new("Q77", "an approved document runs out", async w =>
        {
            await w.DocumentAsync("threat", "security_officer");
            w.Kept["document"] = await w.DocumentAsync("ai-policy", "top_management", w.Now.AddDays(2));
        }, _ => Task.CompletedTask, async w =>
        {
            w.As("boss");
            await InjectedWorld.AcceptedAsync(
                w.Grains.Evidence(w.Workspace, w.Kept["document"]).ChangeStatusAsync(new(EvidenceStatus.Expired, null, null, null), null));
        }) { Ripens = TimeSpan.FromDays(3) },

        new("Q78", "nobody works on what is red", w => AppendAsync(w, "things/a#1"), async w =>
        {
            await w.PrincipalAsync("prn_ann", "consumer");
            await InjectedWorld.AcceptedAsync(
                w.Grains.ApiKey(w.Workspace, "key_1").IssueAsync(new("key", "prn_ann", ["consumer"], [.. new byte[32]], null)));
            await w.ReachesAsync("Q41", ControlStatus.Fail, "a key without an end");
        }, WorkAsync) { Ripens = TimeSpan.FromHours(25) },
    ];

    private static Task AppendAsync(InjectedWorld w, string id, string note = "") => w.Grains.Audit(w.Workspace).AppendAsync(
        [new(id, w.Now, "ann", "thing.change", "things/a", null, JsonSerializer.Serialize(new { note }))]);

    /// <summary>Writes a byte of the trail's first segment anew from the segment's copy; what was appended since stays.</summary>
    /// <param name="w">The workspace.</param>
    /// <param name="turned">Bits that are turned over.</param>
    private static async Task OverwriteAsync(InjectedWorld w, byte turned)
    {
        byte[] copy = Convert.FromBase64String(w.Kept["copy"]);
        int at = Array.FindLastIndex(copy, one => one != 0) / 2;
        await using var segment = new FileStream(w.Kept["segment"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        segment.Position = at;
        segment.WriteByte((byte)(copy[at] ^ turned));
    }

    private static Task HostAsync(InjectedWorld w, Action<InjectedHost> change)
    {
        change(w.Silo.Host);
        return Task.CompletedTask;
    }

    private static async Task HoldAsync(InjectedWorld w, string reason)
    {
        w.As("dora", "data_owner");
        var known = w.Grains.ClassificationOf(w.Workspace, "datasets/ds_gone");
        if (!(await known.GetAsync()).Accepted)
        {
            await InjectedWorld.AcceptedAsync(known.ClassifyAsync(
                new("datasets/ds_gone", Sensitivity.Internal, DataKind.Pii, Residency.Global, true, 365, [], "olga", null)));
        }

        await InjectedWorld.AcceptedAsync(known.ChangeAsync(new(LegalHold: reason), null));
    }

    private static Task SilosAsync(InjectedWorld w, int least) => w.SetAsync("Kolosal:Compliance:Limits:Silos", $"{least}");

    /// <summary>Says of everything that is red what is done about it.</summary>
    private static async Task WorkAsync(InjectedWorld w)
    {
        var opened = await w.Silo.Platform.Service<ICatalogue>().RegisterAsync<CorrectiveAction>(
            w.Workspace, RegisterKinds.CorrectiveAction, CancellationToken.None);
        w.As("olga");
        foreach (var action in opened)
        {
            await InjectedWorld.AcceptedAsync(w.Grains.Register<ICorrectiveActionGrain>(w.Workspace, action.Id).ChangeAsync(
                new() { Cause = "found out", Action = "mended soon", Due = w.Now.AddDays(5) }, null));
        }
    }

    private static Task RaiseAsync(InjectedWorld w) => RaiseAsync(w, IncidentType.Availability, IncidentSeverity.Sev1, "e1");

    private static async Task RaiseAsync(InjectedWorld w, IncidentType type, IncidentSeverity severity, string evidence)
    {
        w.As("wanda");
        w.Kept["incident"] = await w.Grains.IncidentDesk(w.Workspace).RaiseAsync(new(
            evidence, "models/m", null, type, severity, "Nothing answers", w.Now, w.Now, "timeouts"));
    }

    private static async Task ResolveAsync(InjectedWorld w)
    {
        w.As("olga");
        foreach (var status in (IncidentStatus[])[IncidentStatus.Investigating, IncidentStatus.Mitigated, IncidentStatus.Resolved])
            await InjectedWorld.AcceptedAsync(w.Grains.Incident(w.Workspace, w.Kept["incident"]).ChangeStatusAsync(new(status, "done", null)));
    }

    private static async Task ExerciseAsync(InjectedWorld w)
    {
        foreach (var kind in Enum.GetValues<IncidentType>())
        {
            await RaiseAsync(w, kind, IncidentSeverity.Sev4, $"{kind} {w.Now.Ticks}");
            await ResolveAsync(w);
            await InjectedWorld.AcceptedAsync(w.Grains.Incident(w.Workspace, w.Kept["incident"]).WritePostmortemAsync(
                new("exercise", "nobody", "none", "planned", "by the runbook", "it works"), null));
        }
    }

    private static async Task TryAsync(InjectedWorld w)
    {
        w.As("olga");
        string id = $"t{w.Now.Ticks}";
        await InjectedWorld.AcceptedAsync(w.Grains.NotificationEndpoint(w.Workspace, "ep_1").TestAsync(id));
        await w.Silo.LooksAsync(async () => (await w.Grains.NotificationEndpoint(w.Workspace, "ep_1").ListDeliveriesAsync()).Value
            .All(one => one.Status == DeliveryStatus.Delivered));
    }
}
