using Kolosal.Access;
using Kolosal.Drift;
using Kolosal.Incidents;
using Kolosal.Security;
using Kolosal.Testing;

namespace Kolosal.Compliance;

/// <summary>Every pair of statuses of the records of trust, against tables that are written here a second time. Registers and evidence have tests of
/// their own; a backup's statuses follow from what its engine does.</summary>
public sealed class TransitionsOfTrustTests : IAsyncLifetime
{
    private const string Workspace = "ws";

    private PlatformSilo silo = null!;
    private int made;

    public async Task InitializeAsync() => silo = await PlatformSilo.StartAsync();

    public async Task DisposeAsync()
    {
        Principal.Current = null;
        await silo.DisposeAsync();
    }

    [Fact]
    public Task Security_events() => EveryPairAsync(
        "open>investigating,resolved,false_positive;investigating>resolved,false_positive;resolved>open;false_positive>open",
        async () => (await silo.Grains.SecurityDesk(Workspace).ReportAsync(new(
            $"e{++made}", SecurityEventType.PolicyViolation, SecuritySeverity.Low, $"10.0.0.{made}", "Seen", "Something was seen.", 1,
            DateTimeOffset.UtcNow, DateTimeOffset.UtcNow))).Id,
        async (string id, SecurityEventStatus to) =>
            (await silo.Grains.SecurityEvent(Workspace, id).ChangeStatusAsync(new(to, "why", null))).Refusal);

    [Fact]
    public Task Drift_detections() => EveryPairAsync(
        "open>investigating,resolved,false_positive;investigating>resolved,false_positive;resolved>open;false_positive>open",
        async () =>
        {
            string id = $"dd_{++made}";
            await silo.Grains.DriftDetection(Workspace, id).RecordAsync(new(
                "m", 1, DriftType.DataDrift, DriftSeverity.High, "tool", null, null, DateTimeOffset.UtcNow, 500, "PSI 0.4", []));
            return id;
        },
        async (string id, DetectionStatus to) => (await silo.Grains.DriftDetection(Workspace, id).ChangeStatusAsync(new(to, "why", null))).Refusal);

    [Fact]
    public Task Incidents() => EveryPairAsync(
        "open>investigating,mitigated,resolved;investigating>mitigated,resolved;mitigated>investigating,resolved;"
            + "resolved>open,postmortem;postmortem>",
        () => silo.Grains.IncidentDesk(Workspace).RaiseAsync(new(
            $"e{++made}", $"models/m{made}", null, IncidentType.Availability, IncidentSeverity.Sev3, "Slow", DateTimeOffset.UtcNow,
            DateTimeOffset.UtcNow, "p99")),
        async (string id, IncidentStatus to) =>
        {
            if (to == IncidentStatus.Postmortem && await ReadAsync(id) == IncidentStatus.Resolved)
            {
                await silo.Grains.Incident(Workspace, id).WritePostmortemAsync(
                    new("what", "whom", "why", "how seen", "what done", "what learnt"), null);
            }

            return (await silo.Grains.IncidentDesk(Workspace).ChangeStatusAsync(id, new(to, "why", null))).Refusal;
        });

    [Fact]
    public Task Access_reviews() => EveryPairAsync(
        "pending>approved,revoked,needs_justification;needs_justification>pending,approved,revoked;approved>pending,revoked;revoked>",
        async () =>
        {
            string id = $"rev_{++made}";
            Principal.Current = new(Workspace, "ann", ["admin"]);
            await silo.Grains.Principal(Workspace, $"prn_{made}").RegisterAsync(["consumer"]);
            var opened = await silo.Grains.AccessReview(Workspace, id).OpenAsync(
                new(AccessReviewType.UserAccess, $"prn_{made}", DateTimeOffset.UtcNow.AddDays(14), 90, "quarterly"));
            Assert.True(opened.Accepted, opened.Refusal?.Message);
            return id;
        },
        async (string id, AccessReviewStatus to) =>
        {
            Principal.Current = new(Workspace, "rita", ["admin"]);
            return (await silo.Grains.AccessReview(Workspace, id).DecideAsync(new(to, "why", null))).Refusal;
        });

    private async Task<IncidentStatus> ReadAsync(string id) => (await silo.Grains.Incident(Workspace, id).GetAsync()).Value!.Status;

    private static async Task EveryPairAsync<TStatus>(string table, Func<Task<string>> make, Func<string, TStatus, Task<Refusal?>> step)
        where TStatus : struct, Enum
    {
        var rows = table.Split(';').Select(row => row.Split('>')).ToDictionary(row => Parse<TStatus>(row[0]),
            row => row[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Parse<TStatus>).ToArray());
        var first = Parse<TStatus>(table.Split('>')[0]);
        Assert.Equal(Enum.GetValues<TStatus>().Order(), rows.Keys.Order());
        foreach (var from in rows.Keys)
            foreach (var to in Enum.GetValues<TStatus>().Where(to => !to.Equals(from)))
            {
                string id = await make();
                foreach (var before in WayTo(rows, first, from)) Assert.Null(await step(id, before));
                var refused = await step(id, to);
                string pair = $"{WireJson.Word(from)} > {WireJson.Word(to)}: {refused?.Code}";
                if (rows[from].Contains(to)) Assert.True(refused is null, pair);
                else Assert.True(refused is { Kind: RefusalKind.Conflict, Code: "workflow.transition-not-allowed" }, pair);
            }
    }

    private static TStatus[] WayTo<TStatus>(Dictionary<TStatus, TStatus[]> rows, TStatus first, TStatus wanted)
        where TStatus : struct, Enum
    {
        var ways = new Queue<TStatus[]>([[]]);
        while (ways.TryDequeue(out var way))
        {
            var at = way.Length == 0 ? first : way[^1];
            if (at.Equals(wanted)) return way;
            foreach (var next in rows[at].Where(next => !way.Contains(next) && !next.Equals(first))) ways.Enqueue([.. way, next]);
        }

        throw new InvalidOperationException($"Nothing leads to {wanted}.");
    }

    private static TStatus Parse<TStatus>(string word)
        where TStatus : struct, Enum => Enum.GetValues<TStatus>().Single(status => WireJson.Word(status) == word);
}
