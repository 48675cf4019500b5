using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kolosal.Alerts;
using Kolosal.Audit;
using Kolosal.Drift;
using Kolosal.Events;
using Kolosal.Fairness;
using Kolosal.Feedback;
using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Monitoring;
using Kolosal.Predictions;
using Kolosal.Referrals;
using Kolosal.Retraining;
using Kolosal.Slo;
using Kolosal.Storage;
using Kolosal.Support;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Faults;

/// <summary>Events come twice, late or never, grains leave memory: every consumer of the
/// prediction stream ends where an undisturbed one does.</summary>
public partial class ConsumersUnderFaults
{
    private const int Requests = 420;
    private static readonly ModelKey Model = new("ws", "loans");
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Kolosal:Drift:WindowRows"] = "100",
        ["Kolosal:Fairness:WindowRows"] = "100",
        ["Kolosal:Performance:EstimateRows"] = "70",
        ["Kolosal:Predictions:GatherMilliseconds"] = "1",
    };

    /// <summary>By class, what it has counted and what it says.</summary>
    private static readonly Dictionary<Type, Func<PlatformSilo, Task<(long Counted, object? Document)>>> Consumers = new()
    {
        [typeof(DriftMonitorGrain)] = async silo =>
            await silo.Grains.DriftMonitor(Model).GetAsync() is { Value: { } found } ? (found.RowsCounted, found) : default,
        [typeof(FairnessMonitorGrain)] = async silo =>
            await silo.Grains.FairnessMonitor(Model).GetAsync() is { Value: { } found } ? (found.RowsCounted, found) : default,
        [typeof(SloMonitorGrain)] = async silo =>
            await silo.Grains.SloMonitor(Model).GetAsync() is { Value: { } found } ? (found.Requests, found) : default,
        [typeof(PredictionStatsGrain)] = async silo =>
            await silo.Grains.PredictionStats(Model).GetAsync() is var found ? (found.Requests, found) : default,
        [typeof(PerformanceMonitorGrain)] = async silo =>
            await silo.Grains.PerformanceMonitor(Model).GetAsync() is { Value: { } found }
                ? (found.Estimates.Sum(window => window.Rows), found) : default,

        // It is about outcomes, which are none of these: it has read so many records.
        [typeof(FeedbackGrain)] = async silo =>
            await silo.Grains.GetGrain<ILogConsumerGrain>(Model.ToString(), typeof(FeedbackGrain).FullName)
                .StandAsync(silo.Service<IPredictionLog>().LogId, -1) is var standing ? (standing.Counted + 1, standing) : default,
        [typeof(TrafficMonitorGrain)] = async silo =>
            await silo.Grains.TrafficMonitor(Model).GetAsync() is var found ? (found.Arms.Sum(arm => arm.Requests), found) : default,

        // Nobody is referred here; what is, and once, is a case of ReferralGrainTests.
        [typeof(ReferralIntakeGrain)] = async silo =>
            await silo.Grains.GetGrain<ILogConsumerGrain>(Model.ToString(), typeof(ReferralIntakeGrain).FullName)
                .StandAsync(silo.Service<IPredictionLog>().LogId, -1) is var standing ? (standing.Counted + 1, standing) : default,
        [typeof(PredictionAuditGrain)] = async silo => await SealedAsync(silo) is var found ? (found, found) : default,
    };

    /// <summary>Those whom the streams of incidents and of security events wake. They count nothing from it: a reminder finds what it did not
    /// tell, which their own tests show.</summary>
    private static readonly string[] Woken =
    [
        nameof(AlertListenerGrain), nameof(Compliance.Controls.ComplianceListenerGrain), nameof(IncidentListenerGrain), nameof(IncidentNewsGrain),
        nameof(SecurityListenerGrain),
    ];

    [Fact]
    public void Every_consumer_is_exercised() => Assert.Equal(
        typeof(DriftMonitorGrain).Assembly.GetTypes().Where(type => type.IsDefined(typeof(ImplicitStreamSubscriptionAttribute), inherit: false))
            .Select(type => type.Name).Order(),
        Consumers.Keys.Select(type => type.Name).Concat(Woken).Order());

    [Fact]
    public async Task Every_consumer_counts_and_judges_as_in_an_undisturbed_run()
    {
        var requests = Served(seed: 11);
        var calm = await RunAsync(requests, null, new Mischief(0));
        var faults = new CallFaults(Seed: 5, Deactivations: 0.05, Redeliveries: 0.2);
        var mischief = new Mischief(0.2);
        var disturbed = await RunAsync(requests, faults, mischief);
        Assert.True(mischief is { Twice: > 0, Lost: > 0, Late: > 0 }, "The faults did not happen.");
        foreach (var (consumer, document) in calm) Assert.Equal(document, disturbed[consumer]);
    }

    private static async Task<Dictionary<string, string>> RunAsync(List<ServedRequest> requests, CallFaults? faults, Mischief mischief)
    {
        await using var silo = await PlatformSilo.StartAsync(Settings, faults, services: mischief.Replace);
        await MonitoredModel.RegisterAsync(silo, Model);
        var log = silo.Services.GetRequiredService<IPredictionLog>();
        foreach (var part in requests.Chunk(10))
        {
            foreach (var request in part) await log.AppendAsync(Model.ToString(), new byte[32], request, durable: true);
            long published = mischief.Published;
            await Eventually.HoldsAsync(() => mischief.Published > published);
        }

        var documents = new Dictionary<string, string>();
        foreach (var (type, read) in Consumers)
        {
            // What was lost last shows when the next event comes, or when a monitor wakes up.
            var found = await Eventually.HoldsAsync(
                async () =>
                {
                    await silo.Services.GetRequiredService<IPredictionPublisher>().PublishAsync(
                        Model.ToString(), new PredictionsLogged(log.LogId, Requests - 1), CancellationToken.None);
                    return await read(silo);
                },
                answer => answer.Counted >= Requests);
            Assert.Equal(Requests, found.Counted);
            documents.Add(type.Name, Text(found.Document));
        }

        var audit = await silo.Grains.Audit(Model.Workspace).VerifyAsync();
        Assert.True(audit.Valid, audit.Fault);
        return documents;
    }

    /// <summary>Without the numbers of incidents, which depend on who raised first, and without what looks at the clock.</summary>
    private static string Text(object? document)
    {
        var node = JsonNode.Parse(JsonSerializer.Serialize(document, WireJson.Options))!;
        if (node is JsonObject whole && whole["objectives"] is JsonArray objectives)
        {
            foreach (string member in (string[])["at", "recent"]) whole.Remove(member);
            foreach (var objective in objectives)
                foreach (string member in (string[])["burn_rates", "windows"]) objective!.AsObject().Remove(member);
        }
        return Incident().Replace(node.ToJsonString(), "incident");
    }

    private static async Task<long> SealedAsync(PlatformSilo silo)
    {
        var found = await silo.Services.GetRequiredService<ICatalogue>()
            .FindAsync(Model.Workspace, "prediction_audit", Model.Name, CancellationToken.None);
        return found is null ? 0 : JsonNode.Parse(found.Document)!["sealed"]!.GetValue<long>();
    }

    private static List<ServedRequest> Served(int seed)
    {
        var random = new Random(seed);
        var began = DateTimeOffset.UtcNow.AddMinutes(-1);
        var requests = new List<ServedRequest>();
        for (int i = 0; i < Requests; i++)
        {
            bool shifted = i >= Requests / 2, selected = random.NextDouble() < 0.5;
            requests.Add(new(
                0, Guid.NewGuid(), 1, began.AddMilliseconds(i), 1 + random.NextDouble(), null, false, 1,
                [random.NextDouble() + (shifted ? 3 : 0), random.Next(2)], selected ? [0.2, 0.8] : [0.8, 0.2], [selected ? 1 : 0]));
        }

        return requests;
    }

    [GeneratedRegex("INC-\\d+-\\d+")]
    private static partial Regex Incident();

    /// <summary>Stands between feed and stream: publishes some events twice, keeps some for later, and loses some.</summary>
    private sealed class Mischief(double share)
    {
        private readonly double share = share;
        private readonly Random random = new(7);
        private long published;

        public long Published => Interlocked.Read(ref published);

        public int Twice { get; private set; }

        public int Lost { get; private set; }

        public int Late { get; private set; }

        public void Replace(IServiceCollection services)
        {
            var real = services.Single(service => service.ServiceType == typeof(IPredictionPublisher)).ImplementationType!;
            services.AddSingleton<IPredictionPublisher>(provider =>
                new Publisher(this, (IPredictionPublisher)ActivatorUtilities.CreateInstance(provider, real)));
        }

        private sealed class Publisher(Mischief mischief, IPredictionPublisher stream) : IPredictionPublisher
        {
            private readonly Lock gate = new();
            private PredictionsLogged? kept;

            public async Task PublishAsync(string model, PredictionsLogged served, CancellationToken cancel)
            {
                foreach (var sent in Decide(served)) await stream.PublishAsync(model, sent, cancel);
                Interlocked.Increment(ref mischief.published);
            }

            private List<PredictionsLogged> Decide(PredictionsLogged served)
            {
                lock (gate)
                {
                    List<PredictionsLogged> sent = [served];
                    double drawn = mischief.random.NextDouble() / mischief.share;
                    if (drawn < 1)
                    {
                        mischief.Twice++;
                        sent.Add(served);
                    }
                    else if (drawn < 2)
                    {
                        mischief.Lost++;
                        sent.Clear();
                    }
                    else if (drawn < 3 && kept is null)
                    {
                        mischief.Late++;
                        kept = served;
                        return [];
                    }

                    if (kept is { } late)
                    {
                        sent.Add(late);
                        kept = null;
                    }

                    return sent;
                }
            }

        }
    }
}
