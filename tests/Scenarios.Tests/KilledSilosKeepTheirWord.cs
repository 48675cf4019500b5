using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Testing;
using Xunit.Abstractions;

namespace Kolosal.Scenarios;

/// <summary>
/// One of two silos is killed again and again while a run goes on and callers of the other predict, read and promote: nobody waits long, a
/// failure is a 503 that says when to try again, and at the end everything acknowledged is there and the run has the package of a calm one.
/// </summary>
public sealed class KilledSilosKeepTheirWord(TwoSilos cluster, ITestOutputHelper output) : IClassFixture<TwoSilos>
{
    private const int Seed = 11;

    /// <summary>Two thirds of the time after which a call is given up: nobody may have waited for that. The figures themselves are printed.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    /// <summary>A busy machine is no dead silo: this many of the longest waits while nothing was killed come on top.</summary>
    private const int CalmWaits = 10;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("KOLOSAL_KILLS") ?? "4", CultureInfo.InvariantCulture);

    private readonly Random random = new(Seed);
    private readonly HashSet<int> mayBeActive = [1];
    private readonly Dictionary<string, TimeSpan> calm = [], waits = [];
    private readonly List<string> wrong = [];

    [PostgresFact]
    public async Task Callers_of_the_other_silo_are_answered_in_time_and_nothing_acknowledged_is_lost()
    {
        string expected;
        string run;
        using (var admin = cluster.Open(0))
        {
            await ServeSecondVersionAsync(admin);
            await BeginMonitorsAsync(admin);
            using var stop = new CancellationTokenSource();
            Task[] callers = Call(calm, silo: 0, stop.Token);
            expected = (await EndedAsync(admin, await StartRunAsync(admin))).GetProperty("package_sha256").GetString()!;
            await stop.CancelAsync();
            await Task.WhenAll(callers);
            run = await StartRunAsync(admin);
        }

        for (int kill = 0; kill < Kills; kill++)
        {
            int victim = kill % 2, survivor = 1 - victim;
            using var stop = new CancellationTokenSource();
            Task[] callers = [.. Call(waits, survivor, stop.Token), cluster.PredictAsync(victim, stop.Token, patient: false)];
            await Task.Delay(random.Next(300, 1500));
            await cluster.KillAsync(victim);
            using (var admin = cluster.Open(survivor)) run = await GoesOnAsync(admin, run);
            await stop.CancelAsync();
            await Task.WhenAll(callers);
            await cluster.StartAsync(victim);
        }

        foreach (var (call, wait) in waits)
            output.WriteLine($"{call}: longest wait {wait.TotalMilliseconds:0} ms over {Kills} kills, {calm[call].TotalMilliseconds:0} ms without");
        Assert.True(wrong.Count == 0, $"{wrong.Count} answers, such as {string.Join('\n', wrong.Take(3))}");
        using var reader = cluster.Open(0);
        Assert.Equal(expected, (await EndedAsync(reader, run)).GetProperty("package_sha256").GetString());
        Assert.Contains((await reader.GetAsync($"/api/models/{TwoSilos.Model}")).GetProperty("active").GetInt32(), mayBeActive);
        await cluster.CheckCountsAsync(0);
        await cluster.CheckCountsAsync(1);
        Assert.All(waits, wait => Assert.True(
            wait.Value < LongestWait + CalmWaits * calm[wait.Key], $"{wait.Key} waited {wait.Value.TotalSeconds:0.0} s."));
    }

    private Task[] Call(Dictionary<string, TimeSpan> longest, int silo, CancellationToken stop) =>
    [
        CallAsync(longest, "predict", silo, stop, client => cluster.PredictAsync(client, row: 0)),
        CallAsync(longest, "read", silo, stop, ReadAsync),
        CallAsync(longest, "promote", silo, stop, PromoteAsync),
    ];

    /// <summary>Repeats a call until told to stop, and notes what a caller should not have met.</summary>
    private async Task CallAsync(Dictionary<string, TimeSpan> longest, string name, int silo, CancellationToken stop, Func<Client, Task> call)
    {
        using var client = cluster.Open(silo);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await call(client);
            }
            catch (RefusedException refused)
            {
                lock (wrong)
                    if (refused.Status != 503 || !refused.SaysWhenToRetry) wrong.Add($"{name}: {refused.Message}");
            }
        }

        lock (wrong) longest[name] = longest.TryGetValue(name, out var before) && before > client.LongestWait ? before : client.LongestWait;
    }

    private static async Task ReadAsync(Client client)
    {
        foreach (string place in new[] { "models", "predict/stats", "monitoring/drift", "monitoring/slo" })
            await client.GetAsync($"/api/{place}/{TwoSilos.Model}");
        await client.GetAsync("/api/runs");
        await client.GetAsync("/api/audit/events");
    }

    private async Task PromoteAsync(Client client)
    {
        int active = (await client.GetAsync($"/api/models/{TwoSilos.Model}")).GetProperty("active").GetInt32(), other = 3 - active;
        lock (mayBeActive) mayBeActive.Add(other);
        await client.PostAsync($"/api/models/{TwoSilos.Model}:{other}/promote", new JsonObject { ["note"] = "in turn" });
        lock (mayBeActive)
        {
            mayBeActive.Clear();
            mayBeActive.Add(other);
        }
    }

    /// <summary>Somebody else trains it: who trained a version does not promote it.</summary>
    private async Task ServeSecondVersionAsync(Client admin)
    {
        var made = await admin.PostAsync(
            "/api/security/api-keys", new JsonObject { ["name"] = "second", ["roles"] = new JsonArray("trainer", "data_owner") });
        using var author = cluster.Open(0, made.GetProperty("api_key").GetString()!);
        string run = await StartRunAsync(author, TwoSilos.Model, trials: 1, seed: 2, "logistic_regression");
        await EndedAsync(admin, run);
        await admin.PostAsync($"/api/models/{TwoSilos.Model}:2/validate", new JsonObject());
    }

    /// <summary>A monitor has nothing to tell before the first prediction.</summary>
    private async Task BeginMonitorsAsync(Client admin)
    {
        await cluster.PredictAsync(admin, row: 0);
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                await ReadAsync(admin);
                return true;
            }
            catch (RefusedException refused) when (refused.Status == 404)
            {
                return false;
            }
        });
    }

    private static Task<string> StartRunAsync(Client admin) =>
        StartRunAsync(admin, "long", trials: 12, seed: 7, "logistic_regression", "random_forest", "gradient_boosting");

    private static async Task<string> StartRunAsync(Client admin, string model, int trials, int seed, params string[] trainers)
    {
        var dataset = await admin.PostAsync("/api/data/sample/german_credit", new JsonObject());
        return (await admin.PostAsync("/api/automl/run", new JsonObject
        {
            ["dataset_id"] = dataset.GetProperty("dataset_id").GetString(),
            ["target"] = "risk",
            ["model_name"] = model,
            ["max_trials"] = trials,
            ["folds"] = 4,
            ["seed"] = seed,
            ["trainers"] = new JsonArray([.. trainers.Select(trainer => JsonValue.Create(trainer))]),
        })).GetProperty("run_id").GetString()!;
    }

    /// <summary>Waits until the run has got further than it was when the silo died; one that has ended makes room for the next.</summary>
    private async Task<string> GoesOnAsync(Client admin, string run)
    {
        long killed = Stopwatch.GetTimestamp();
        int? before = null;
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                var found = await admin.GetAsync($"/api/runs/{run}");
                int finished = found.GetProperty("finished_trials").GetInt32();
                before ??= finished;
                return finished > before || found.GetProperty("state").GetString() == "completed";
            }
            catch (RefusedException refused) when (refused.Status == 503)
            {
                return false;
            }
        });
        output.WriteLine($"The run went on {Stopwatch.GetElapsedTime(killed).TotalMilliseconds:0} ms after the kill.");
        var state = (await admin.GetAsync($"/api/runs/{run}")).GetProperty("state").GetString();
        return state == "completed" ? await StartRunAsync(admin) : run;
    }

    private static Task<JsonElement> EndedAsync(Client admin, string run) =>
        admin.UntilAsync($"/api/runs/{run}", found => found.GetProperty("state").GetString() is not ("queued" or "running"));
}
