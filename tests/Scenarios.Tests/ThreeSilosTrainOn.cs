using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Testing;
using Xunit.Abstractions;

namespace Kolosal.Scenarios;

/// <summary>One of three silos is killed while a run's trials are on all of them: the same model comes of it, and a time budget hardly
/// notices.</summary>
public sealed class ThreeSilosTrainOn(ThreeSilos cluster, ITestOutputHelper output) : IClassFixture<ThreeSilos>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private const double BudgetSeconds = 60, MostLost = 0.1;

    [PostgresFact]
    public async Task A_run_that_loses_one_of_three_silos_has_the_same_winner_and_repeats_at_most_a_trial_a_slot()
    {
        string undisturbed = (await EndsAsync(1, await StartAsync(1, "three-calm", Search()))).GetProperty("package_sha256").GetString()!;
        string run = await StartAsync(0, "three-killed", Search());
        using (var admin = cluster.Open(1))
            await admin.UntilAsync($"/api/runs/{run}", found => found.GetProperty("finished_trials").GetInt32() >= 3, Patience);
        await cluster.KillAsync(0);
        var ended = await EndsAsync(1, run);
        Assert.Equal(undisturbed, ended.GetProperty("package_sha256").GetString());
        Assert.Equal(0, ended.GetProperty("failed_trials").GetInt32());

        using var reader = cluster.Open(1);
        int repeated = await Repetitions.CountAsync(reader, run);
        output.WriteLine($"Trials begun again after the kill: {repeated} of {ended.GetProperty("finished_trials")}.");
        Assert.InRange(repeated, 0, 6); // three silos of two slots: the run may have lived on the dead one, and all its calls with it
        await cluster.StartAsync(0);
    }

    [PostgresFact]
    public async Task A_killed_silo_costs_a_time_budget_little()
    {
        var search = Search();
        search.Remove("max_trials");
        search["time_budget_s"] = BudgetSeconds;
        string run = await StartAsync(2, "three-timed", search);
        long began = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(() => Stopwatch.GetElapsedTime(began).TotalSeconds > BudgetSeconds / 3, TimeSpan.FromSeconds(BudgetSeconds));
        await cluster.KillAsync(2);
        var ended = await EndsAsync(1, run);

        // What the run did not count as work: the time until it went on, and work that died with the silo.
        double took = Stopwatch.GetElapsedTime(began).TotalSeconds, lost = (took - ended.GetProperty("elapsed_seconds").GetDouble()) / BudgetSeconds;
        output.WriteLine($"A run of {BudgetSeconds} s with a kill in between took {took:0.0} s; {lost:P1} of its budget were lost to the kill.");
        Assert.InRange(lost, -1, MostLost);
        await cluster.StartAsync(2);
    }

    private static JsonObject Search() => new()
    {
        ["target"] = "risk",
        ["max_trials"] = 12,
        ["folds"] = 3,
        ["seed"] = 7,
        ["parallelism"] = 6,
        ["trainers"] = new JsonArray("gradient_boosting", "random_forest"),
    };

    private async Task<string> StartAsync(int silo, string model, JsonObject search)
    {
        using var admin = cluster.Open(silo);
        search["dataset_id"] = (await admin.PostAsync("/api/data/sample/german_credit", new JsonObject())).GetProperty("dataset_id").GetString();
        search["model_name"] = model;
        return (await admin.PostAsync("/api/automl/run", search)).GetProperty("run_id").GetString()!;
    }

    private async Task<JsonElement> EndsAsync(int silo, string run)
    {
        using var admin = cluster.Open(silo);
        var ended = await admin.UntilAsync($"/api/runs/{run}", found => found.GetProperty("state").GetString() is not ("queued" or "running"),
            Patience);
        Assert.True(ended.GetProperty("state").GetString() == "completed", ended.ToString());
        return ended;
    }
}
