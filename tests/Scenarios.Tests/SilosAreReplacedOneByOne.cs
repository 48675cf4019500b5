using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Testing;
using Xunit.Abstractions;

namespace Kolosal.Scenarios;

/// <summary>Each of three silos is drained and replaced by a new process while callers predict and write: what they were answered is there, once,
/// and no log has a line of an error that nothing explains.</summary>
public sealed class SilosAreReplacedOneByOne(SteadySilos cluster, ITestOutputHelper output) : IClassFixture<SteadySilos>
{
    private const int Silos = 3, Predictors = 3, Writers = 2, ItemsAnIncident = 50;

    /// <summary>Answers that each step waits for, so that every state of the cluster is worked in.</summary>
    private const int PredictionsAStep = 30, WritesAStep = 6;

    /// <summary>What an orchestrator allows (deploy/kubernetes) before it kills.</summary>
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(90);

    /// <summary>A silo was asked that left just then, or a grain lived twice while its place in the directory changed hands, so that its second write
    /// was refused. Who asked was told to come again, and did.</summary>
    private static readonly string[] Passing =
    [
        "Orleans.Runtime.SiloUnavailableException", "Orleans.Runtime.OrleansMessageRejectionException", "Orleans.Storage.InconsistentStateException",
        "Kolosal.PublishPendingException",
    ];

    private readonly ConcurrentDictionary<string, string> incidents = new();
    private readonly ConcurrentBag<string> written = [], met = [];
    private readonly List<string> errors = [], told = [];
    private long predicted;

    [LongPostgresFact]
    public async Task Callers_that_try_again_lose_nothing_and_nothing_counts_twice()
    {
        using var over = new CancellationTokenSource();
        Task[] callers =
        [
            .. Enumerable.Range(0, Predictors).Select(number => PredictAsync(number, over.Token)),
            .. Enumerable.Range(0, Writers).Select(number => WriteAsync(number, over.Token)),
        ];
        await AnsweredAsync(callers);
        for (int silo = 0; silo < Silos; silo++)
        {
            await Task.WhenAll(cluster.DrainAsync(silo).WaitAsync(LongestDrain), AnsweredAsync(callers));
            await ReadLogAsync(silo);
            await AnsweredAsync(callers);
            await cluster.StartAsync(silo);
            await AnsweredAsync(callers);
        }

        await over.CancelAsync();
        await Task.WhenAll(callers);
        foreach (string line in met) output.WriteLine(line);
        using (var admin = cluster.Open(0)) await CheckAsync(admin);
        for (int silo = 0; silo < Silos; silo++)
        {
            await cluster.DrainAsync(silo).WaitAsync(LongestDrain);
            await ReadLogAsync(silo);
        }

        foreach (var kind in told.CountBy(kind => kind)) output.WriteLine($"{kind.Value} lines: {kind.Key}");
        Assert.True(errors.Count == 0, string.Join("\n", errors));
    }

    private async Task PredictAsync(int number, CancellationToken over)
    {
        using var caller = new PatientCaller(cluster, Silos, number % Silos);
        for (int request = 0; !over.IsCancellationRequested; request++)
        {
            var body = new JsonObject
            {
                ["model_id"] = TwoSilos.Model,
                ["rows"] = new JsonArray(cluster.Rows[(number + request) % cluster.Rows.Length].DeepClone()),
            };
            await caller.PostOnceAsync("/api/predict", body, $"predict-{number}-{request}");
            Interlocked.Increment(ref predicted);
        }

        met.Add($"predictions {number}: {Said(caller)}");
    }

    /// <summary>Things to do, added to an incident: each is a new one to the server, so one that was done twice would be there twice.</summary>
    private async Task WriteAsync(int number, CancellationToken over)
    {
        using var caller = new PatientCaller(cluster, Silos, number % Silos);
        string incident = "";
        for (int write = 0; !over.IsCancellationRequested; write++)
        {
            if (write % ItemsAnIncident == 0)
            {
                string subject = $"feeds/{number}-{write}";
                incident = (await caller.PostOnceAsync("/api/security/incidents", new JsonObject
                { ["title"] = "Feed is late", ["type"] = "availability", ["severity"] = "sev4", ["subject"] = subject }, subject))
                    .GetProperty("id").GetString()!;
                Assert.True(incidents.TryAdd(incident, subject));
            }

            string title = $"item-{number}-{write}";
            await caller.PostOnceAsync($"/api/security/incidents/{incident}/action-items", new JsonObject { ["title"] = title }, title);
            written.Add(title);
        }

        met.Add($"writes {number}: {Said(caller)}");
    }

    private async Task AnsweredAsync(Task[] callers)
    {
        var (predictions, writes) = (Interlocked.Read(ref predicted) + PredictionsAStep, written.Count + WritesAStep);
        await Eventually.HoldsAsync(async () =>
        {
            foreach (var ended in callers.Where(caller => caller.IsCompleted)) await ended;
            return Interlocked.Read(ref predicted) >= predictions && written.Count >= writes;
        });
    }

    private async Task CheckAsync(Client admin)
    {
        // Of one row each. A request that failed or was given up is recorded, too, and is tried again under its key.
        await admin.UntilAsync($"/api/predict/stats/{TwoSilos.Model}", found => found.GetProperty("rows").GetInt64() >= predicted);
        long recorded = 0;
        await Eventually.HoldsAsync(async () =>
        {
            var stats = await admin.GetAsync($"/api/predict/stats/{TwoSilos.Model}");
            Assert.Equal(predicted, stats.GetProperty("rows").GetInt64());
            recorded = stats.GetProperty("requests").GetInt64() + stats.GetProperty("errors").GetInt64();
            return (await CountAsync(admin, "drift", "rows_counted"), await CountAsync(admin, "slo", "requests")) == (predicted, recorded);
        });
        Assert.Equal(recorded, await admin.SealedAsync(recorded));

        var items = new List<string>();
        foreach (string incident in incidents.Keys)
            items.AddRange((await admin.GetAsync($"/api/security/incidents/{incident}")).GetProperty("action_items").EnumerateArray()
                .Select(item => item.GetProperty("title").GetString()!));
        Assert.Equal(written.Order(StringComparer.Ordinal), items.Order(StringComparer.Ordinal));
        var audit = await admin.GetAsync("/api/audit/verify");
        Assert.True(audit.GetProperty("valid").GetBoolean(), audit.ToString());
        output.WriteLine($"{predicted} predictions and {written.Count} writes, each there once.");
    }

    private static async Task<long> CountAsync(Client admin, string monitor, string member) =>
        (await admin.GetAsync($"/api/monitoring/{monitor}/{TwoSilos.Model}")).GetProperty(member).GetInt64();

    private async Task ReadLogAsync(int silo)
    {
        foreach (string text in await cluster.WarningsAsync(silo))
        {
            var line = JsonSerializer.Deserialize<JsonElement>(text);
            if (Member(line, "@l") is "Error" or "Fatal" && !IsExplained(line)) errors.Add($"silo {silo}: {text}");
            else told.Add($"{Member(line, "@l")} {Member(line, "SourceContext").Split('`')[0]}");
        }
    }

    /// <summary>What is called an error and is none, where silos come and go.</summary>
    private static bool IsExplained(JsonElement line)
    {
        string source = Member(line, "SourceContext"), fault = Member(line, "@x");

        // Queues of the stream are shared out anew: who gives one away breaks off reading it. What was in it stands in the log as well.
        bool handedOver = (source.StartsWith("Orleans.Providers.MemoryAdapterReceiver", StringComparison.Ordinal)
            || source.StartsWith("Orleans.Streams.", StringComparison.Ordinal))
            && fault.StartsWith("System.OperationCanceledException", StringComparison.Ordinal);

        // Incidents are told in the log, where nothing else takes them: the sample's rows come in the file's order, which is a drift.
        return handedOver || source == "Kolosal.Notifications.LogTransport"
            || Passing.Any(passing => fault.StartsWith(passing, StringComparison.Ordinal));
    }

    private static string Member(JsonElement line, string name) => line.TryGetProperty(name, out var said) ? said.ToString() : "";

    private static string Said(PatientCaller caller) => string.Create(CultureInfo.InvariantCulture,
        $"{caller.Met.Later} asked to come later, {caller.Met.Shut} doors shut, slowest {caller.Met.Slowest.TotalMilliseconds:0} ms");
}

/// <summary>Three silos that take none for dead that is only slow: here each leaves by itself.</summary>
public sealed class SteadySilos() : TwoSilos(silos: 3)
{
    protected override IReadOnlyDictionary<string, string> SettingsOf(int silo, string connectionString) =>
        new Dictionary<string, string> { ["Kolosal:Cluster:ProbeTimeoutMilliseconds"] = "20000" };
}
