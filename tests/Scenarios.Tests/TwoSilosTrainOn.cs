using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Testing;
using Xunit.Abstractions;

namespace Kolosal.Scenarios;

/// <summary>A run whose trials are spread over two silos goes on when either dies and when it comes back, and ends as if nothing had been.
/// </summary>
public sealed class TwoSilosTrainOn(TwoSilos cluster, ITestOutputHelper output) : IClassFixture<TwoSilos>
{
    /// <summary>Generous: a dead silo is noticed after two seconds, a trial takes another, and the machine may be very busy.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    [PostgresFact]
    public async Task A_run_survives_each_silo_in_turn_and_has_the_same_winner()
    {
        string undisturbed = await EndsAsync(1, await StartAsync(1, "undisturbed"));
        string run = await StartAsync(0, "disturbed");
        await FinishedAsync(1, run, 2);
        for (int dies = 0; dies < 2; dies++)
        {
            int lives = 1 - dies;
            await cluster.KillAsync(dies);
            long killed = Stopwatch.GetTimestamp();
            int before = await FinishedAsync(lives, run, 0);
            await FinishedAsync(lives, run, before + 1);
            var took = Stopwatch.GetElapsedTime(killed);
            output.WriteLine($"Silo {dies} was killed with {before} trials finished; the next was {took.TotalSeconds:0.0} s later.");
            Assert.True(took < Soon, $"The run went on {took} after the kill.");
            await cluster.StartAsync(dies);
            await FinishedAsync(dies, run, before + 2);
        }

        Assert.Equal(undisturbed, await EndsAsync(0, run));
        using var admin = cluster.Open(0);
        var ended = await admin.GetAsync($"/api/runs/{run}");
        output.WriteLine($"Calls lost: {ended.GetProperty("lost_calls")}");
        Assert.Equal(0, ended.GetProperty("failed_trials").GetInt32());
    }

    private async Task<string> StartAsync(int silo, string model)
    {
        using var admin = cluster.Open(silo);
        string dataset = (await admin.PostAsync("/api/data/sample/german_credit", new JsonObject())).GetProperty("dataset_id").GetString()!;
        return (await admin.PostAsync("/api/automl/run", new JsonObject
        {
            ["dataset_id"] = dataset,
            ["target"] = "risk",
            ["model_name"] = model,
            ["max_trials"] = 24,
            ["folds"] = 5,
            ["seed"] = 7,
            ["trainers"] = new JsonArray("gradient_boosting", "random_forest"),
        })).GetProperty("run_id").GetString()!;
    }

    /// <summary>Waits until so many trials have a score, or the run is over; whoever is asked may not know yet that the other is gone.</summary>
    private async Task<int> FinishedAsync(int silo, string run, int wanted)
    {
        using var admin = cluster.Open(silo);
        return await Eventually.HoldsAsync(async () =>
        {
            try
            {
                var found = await admin.GetAsync($"/api/runs/{run}");
                return IsOver(found) ? int.MaxValue : found.GetProperty("finished_trials").GetInt32();
            }
            catch (RefusedException refused) when (refused.Status >= 500)
            {
                return -1;
            }
        }, finished => finished >= wanted);
    }

    private async Task<string> EndsAsync(int silo, string run)
    {
        using var admin = cluster.Open(silo);
        var ended = await admin.UntilAsync($"/api/runs/{run}", IsOver);
        Assert.True(ended.GetProperty("state").GetString() == "completed", ended.ToString());
        return ended.GetProperty("package_sha256").GetString()!;
    }

    private static bool IsOver(JsonElement run) => run.GetProperty("state").GetString() is not ("queued" or "running");
}
