using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>
/// <c>kill -9</c> at random moments of upload, run, promotion and prediction. After each restart everything that was acknowledged is there;
/// at the end the run has the winner and the package that an undisturbed one has, and counts are exact.
/// </summary>
public sealed class KilledServerKeepsItsWord : IDisposable
{
    private const int Seed = 2026;

    /// <summary>How often the process is killed; more by <c>KOLOSAL_SCENARIO_KILLS</c>, for a night.</summary>
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("KOLOSAL_SCENARIO_KILLS"), out int wanted) ? wanted : 12;

    private readonly DirectoryInfo disturbed = Directory.CreateTempSubdirectory("kolosal-killed-"),
        calm = Directory.CreateTempSubdirectory("kolosal-calm-");
    private readonly Random random = new(Seed);
    private readonly List<string> datasets = [];
    private readonly HashSet<int> mayBeActive = [];
    private JsonNode[] rows = [];
    private long predicted, maybePredicted;
    private int promotions, maybePromotions;
    private int? active;

    private int Acknowledged => datasets.Count + promotions + (int)predicted;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_the_run_ends_with_the_same_package()
    {
        string expected = await UndisturbedPackageAsync();
        string trainer = "", run = "";
        for (int life = 0; life <= Kills; life++)
        {
            using var server = await ServerProcess.StartAsync(disturbed.FullName);
            using var admin = new Client(server.Address, ServerProcess.AdminKey);
            if (life == 0)
            {
                trainer = (await admin.PostAsync("/api/security/api-keys",
                    new JsonObject { ["name"] = "trainer", ["roles"] = new JsonArray("trainer", "data_owner") })).GetProperty("api_key").GetString()!;
                await PrepareAsync(server, trainer);
                run = await StartRunAsync(server, trainer, "long", Search());
            }
            await CheckAsync(admin);
            if (life == Kills) break;

            using var caller = new Client(server.Address, trainer);
            int before = Acknowledged;
            var work = WorkAsync(caller, admin);

            // Every other kill comes after something was acknowledged, however slow the machine is; the rest may come before that.
            while (life % 2 == 0 && Acknowledged == before && !work.IsCompleted) await Task.Delay(5);
            await Task.Delay(random.Next(20, 700));
            await server.KillAsync();
            await work;
        }

        using var last = await ServerProcess.StartAsync(disturbed.FullName);
        using var reader = new Client(last.Address, ServerProcess.AdminKey);
        var ended = await reader.UntilAsync($"/api/automl/status/{run}",
            found => found.GetProperty("state").GetString() is not ("queued" or "running"));
        Assert.Equal("completed", ended.GetProperty("state").GetString());
        Assert.Equal(expected, ended.GetProperty("package_sha256").GetString());
        Assert.Equal(1, ended.GetProperty("model_version").GetInt32());
        await CheckCountsAsync(reader);
        await CheckTrailAsync(reader);
    }

    public void Dispose()
    {
        disturbed.Delete(recursive: true);
        calm.Delete(recursive: true);
    }

    private async Task<string> UndisturbedPackageAsync()
    {
        using var server = await ServerProcess.StartAsync(calm.FullName);
        using var admin = new Client(server.Address, ServerProcess.AdminKey);
        string run = await StartRunAsync(server, ServerProcess.AdminKey, "long", Search());
        var ended = await admin.UntilAsync($"/api/automl/status/{run}",
            found => found.GetProperty("state").GetString() is not ("queued" or "running"));
        return ended.GetProperty("package_sha256").GetString()!;
    }

    private static JsonObject Search() => new()
    {
        ["max_trials"] = 10,
        ["folds"] = 4,
        ["seed"] = 7,
        ["trainers"] = new JsonArray("logistic_regression", "random_forest", "gradient_boosting")
    };

    /// <summary>Two versions of one model to promote in turn, and traffic for the first.</summary>
    private async Task PrepareAsync(ServerProcess server, string trainer)
    {
        using var admin = new Client(server.Address, ServerProcess.AdminKey);
        for (int version = 1; version <= 2; version++)
        {
            string run = await StartRunAsync(server, trainer, "served",
                new() { ["max_trials"] = 1, ["folds"] = 2, ["seed"] = version, ["trainers"] = new JsonArray("logistic_regression") });
            await admin.UntilAsync($"/api/automl/status/{run}", found => found.GetProperty("state").GetString() == "completed");
            await admin.PostAsync($"/api/models/served:{version}/validate", new JsonObject());
        }
        await PromoteAsync(admin, 1);

        rows = await admin.SampleRowsAsync("german_credit", "risk");
        await PredictAsync(admin);
    }

    private static async Task<string> StartRunAsync(ServerProcess server, string key, string model, JsonObject options)
    {
        using var caller = new Client(server.Address, key);
        var dataset = await caller.PostAsync("/api/data/sample/german_credit", new JsonObject());
        options["dataset_id"] = dataset.GetProperty("dataset_id").GetString();
        options["target"] = "risk";
        options["model_name"] = model;
        return (await caller.PostAsync("/api/automl/run", options)).GetProperty("run_id").GetString()!;
    }

    /// <summary>Acts until the server is gone, and writes down what it acknowledged.</summary>
    private async Task WorkAsync(Client caller, Client admin)
    {
        try
        {
            while (true)
            {
                switch (random.Next(8))
                {
                    case 0:
                        datasets.Add((await caller.UploadAsync("rows.csv", Csv())).GetProperty("dataset_id").GetString()!);
                        break;
                    case 1:
                        await PromoteAsync(admin, active == 1 ? 2 : 1);
                        break;
                    default:
                        await PredictAsync(caller);
                        break;
                }
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or TaskCanceledException)
        {
            Assert.NotNull(active);
        }
    }

    private async Task PromoteAsync(Client admin, int version)
    {
        mayBeActive.Add(version);
        maybePromotions++;
        await admin.PostAsync($"/api/models/served:{version}/promote", new JsonObject { ["note"] = "in turn" });
        (promotions, maybePromotions) = (promotions + 1, maybePromotions - 1);
        active = version;
        mayBeActive.Clear();
        mayBeActive.Add(version);
    }

    private async Task PredictAsync(Client caller)
    {
        maybePredicted++;
        await caller.PostAsync("/api/predict", new JsonObject
        {
            ["model_id"] = "served",
            ["rows"] = new JsonArray(rows[random.Next(rows.Length)].DeepClone())
        });
        predicted++;
        maybePredicted--;
    }

    private async Task CheckAsync(Client admin)
    {
        foreach (string dataset in datasets)
            Assert.Equal(dataset, (await admin.GetAsync($"/api/data/{dataset}")).GetProperty("dataset_id").GetString());
        Assert.Contains((await admin.GetAsync("/api/models/served")).GetProperty("active").GetInt32(), mayBeActive);
    }

    /// <summary>Every acknowledged prediction is counted once by each monitor; one whose answer never came may or may not have happened.</summary>
    private async Task CheckCountsAsync(Client admin)
    {
        await admin.UntilAsync("/api/predict/stats/served", found => found.GetProperty("requests").GetInt64() >= predicted);

        // One whose answer never came may still be on its way into the counts, so all are read anew until they agree.
        await Eventually.HoldsAsync(async () =>
        {
            long requests = await RequestsAsync(admin);
            Assert.InRange(requests, predicted, predicted + maybePredicted);
            var drift = await admin.UntilAsync("/api/monitoring/drift/served", _ => true);
            var slo = await admin.UntilAsync("/api/monitoring/slo/served", _ => true);
            return drift.GetProperty("rows_counted").GetInt64() == requests && slo.GetProperty("requests").GetInt64() == requests;
        }, TimeSpan.FromMinutes(5));
    }

    private static async Task<long> RequestsAsync(Client admin) =>
        (await admin.GetAsync("/api/predict/stats/served")).GetProperty("requests").GetInt64();

    /// <summary>Every acknowledged change is once in the chain, and every request in the log is in one sealed batch.</summary>
    private async Task CheckTrailAsync(Client admin)
    {
        var audit = await admin.GetAsync("/api/audit/verify");
        Assert.True(audit.GetProperty("valid").GetBoolean(), audit.ToString());
        long logged = await RequestsAsync(admin);
        JsonElement[] chain = [];
        for (var patience = DateTime.UtcNow.AddMinutes(3); DateTime.UtcNow < patience && Sealed(chain) < logged; await Task.Delay(100))
            chain = [.. (await admin.TextAsync("/api/audit/export?signed=false")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("entry").GetString()!)
                .Select(entry => JsonSerializer.Deserialize<JsonElement>(entry))];

        Assert.Equal(logged, Sealed(chain));
        string[] identities = [.. chain.Select(entry => Text(entry, "event_id"))];
        Assert.Equal(identities.Distinct().Count(), identities.Length);
        int promoted = chain.Count(entry => Text(entry, "action") == "model.promote");
        Assert.InRange(promoted, promotions, promotions + maybePromotions);
        string[] created = [.. chain.Where(entry => Text(entry, "action") == "dataset.create").Select(entry => Text(entry, "subject"))];
        Assert.All(datasets, dataset => Assert.Single(created, subject => subject == $"datasets/{dataset}"));
    }

    private static long Sealed(JsonElement[] chain) => chain
        .Where(entry => Text(entry, "action") == "prediction.batch" && Text(entry, "model") == "served")
        .Sum(entry => entry.GetProperty("detail").GetProperty("requests").GetInt64());

    private static string Text(JsonElement entry, string member) => entry.GetProperty(member).GetString() ?? "";

    private string Csv()
    {
        var text = new StringBuilder("id,x,y\n");
        for (int row = 0; row < 200; row++) text.Append(CultureInfo.InvariantCulture, $"{row},{random.NextDouble():0.000000},{random.Next(1000)}\n");
        return text.ToString();
    }
}
