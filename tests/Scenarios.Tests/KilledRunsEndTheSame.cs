using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Kolosal.Scenarios;

/// <summary>
/// Runs limited by trials, each with one <c>kill -9</c> at a random moment of its life: all end with the winner and the package of an undisturbed
/// one, and a kill costs at most the trials that were on a slot. One limited by time is made again from its record to the same hash.
/// </summary>
public sealed class KilledRunsEndTheSame(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 97, Slots = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>How many runs are killed; more by <c>KOLOSAL_SCENARIO_RUNS</c>, for a night.</summary>
    private static readonly int Runs = int.Parse(Environment.GetEnvironmentVariable("KOLOSAL_SCENARIO_RUNS") ?? "3", CultureInfo.InvariantCulture);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-runs-");
    private readonly Random random = new(Seed);

    [Fact]
    public async Task Every_run_that_is_killed_once_has_the_winner_of_an_undisturbed_one()
    {
        var server = await StartAsync();
        try
        {
            var calm = await EndsAsync(server, await BeginAsync(server, Search("calm")));
            double longest = calm.GetProperty("elapsed_seconds").GetDouble();
            List<int> repeated = [];
            for (int number = 0; number < Runs; number++)
            {
                string run = await BeginAsync(server, Search($"killed-{number}"));
                await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * longest));
                server = await KillAsync(server);
                var ended = await EndsAsync(server, run);
                foreach (string figure in (string[])["state", "package_sha256", "best_trainer"])
                    Assert.Equal(calm.GetProperty(figure).GetString(), ended.GetProperty(figure).GetString());
                Assert.Equal((0, 1), (ended.GetProperty("failed_trials").GetInt32(), ended.GetProperty("model_version").GetInt32()));
                using var admin = new Client(server.Address, ServerProcess.AdminKey);
                repeated.Add(await Repetitions.CountAsync(admin, run));
            }
            output.WriteLine($"{Runs} runs, each killed once: trials begun again {string.Join(' ', repeated)}.");
            Assert.All(repeated, again => Assert.InRange(again, 0, Slots));

            // Which trials a search finishes within its time nobody can know; its record does.
            var timed = Search("timed");
            timed.Remove("max_trials");
            timed["time_budget_s"] = 8;
            string cut = await BeginAsync(server, timed);
            using (var admin = new Client(server.Address, ServerProcess.AdminKey))
                await admin.UntilAsync($"/api/runs/{cut}", found => found.GetProperty("finished_trials").GetInt32() >= 1);
            server = await KillAsync(server);
            var late = await EndsAsync(server, cut);
            Assert.True(late.GetProperty("state").GetString() == "completed", late.ToString());
            Assert.Equal((true, ""), await ReplayAsync(server, "timed"));
            Assert.Equal((true, ""), await ReplayAsync(server, "killed-0"));
        }
        finally
        {
            server.Dispose();
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    private Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(folder.FullName, new Dictionary<string, string>
    {
        ["Kolosal:TrainingPool:Threads"] = Slots.ToString(CultureInfo.InvariantCulture),
    });

    private async Task<ServerProcess> KillAsync(ServerProcess server)
    {
        await server.KillAsync();
        server.Dispose();
        return await StartAsync();
    }

    private static JsonObject Search(string model) => new()
    {
        ["target"] = "risk",
        ["model_name"] = model,
        ["max_trials"] = 12,
        ["folds"] = 2,
        ["seed"] = 7,
        ["trainers"] = new JsonArray("logistic_regression", "random_forest", "gradient_boosting"),
    };

    private static async Task<string> BeginAsync(ServerProcess server, JsonObject search)
    {
        using var admin = new Client(server.Address, ServerProcess.AdminKey);
        search["dataset_id"] = (await admin.PostAsync("/api/data/sample/german_credit", new JsonObject())).GetProperty("dataset_id").GetString();
        return (await admin.PostAsync("/api/automl/run", search)).GetProperty("run_id").GetString()!;
    }

    private static async Task<JsonElement> EndsAsync(ServerProcess server, string run)
    {
        using var admin = new Client(server.Address, ServerProcess.AdminKey);
        return await admin.UntilAsync($"/api/runs/{run}", found => found.GetProperty("state").GetString() is not ("queued" or "running"),
            Patience);
    }

    /// <returns>The verdict, and the parts that differ.</returns>
    private static async Task<(bool? Same, string Differs)> ReplayAsync(ServerProcess server, string model)
    {
        using var admin = new Client(server.Address, ServerProcess.AdminKey);
        string id = (await admin.PostAsync($"/api/models/{model}:1/replay", new JsonObject())).GetProperty("replay_id").GetString()!;
        var ended = await admin.UntilAsync($"/api/replays/{id}", found => found.GetProperty("state").GetString() is not ("queued" or "running"),
            Patience);
        var same = ended.GetProperty("same");
        return (same.ValueKind == JsonValueKind.Null ? null : same.GetBoolean(), string.Join(", ",
            ended.GetProperty("parts").EnumerateArray().Where(part => !part.GetProperty("same").GetBoolean()).Select(part => part.ToString())));
    }
}
