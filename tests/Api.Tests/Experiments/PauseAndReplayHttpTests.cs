using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

[Collection(ApiCollection.Name)]
public sealed class PauseAndReplayHttpTests(ApiHost host)
{
    [Fact]
    public async Task A_run_is_paused_listed_as_paused_and_goes_on()
    {
        using var trainer = host.As(Role.Trainer);
        string run = await StartAsync(
            trainer, new { dataset_id = await host.IrisAsync(), target = "species", time_budget_s = 600, model_name = "rested" });
        await UntilAsync(trainer, $"/api/runs/{run}", r => r.GetProperty("state").GetString() == "running");
        var paused = await ReadAsync(await trainer.PostAsync($"/api/runs/{run}/pause", null));
        Assert.Equal(("paused", 0), (paused.GetProperty("state").GetString(), paused.GetProperty("running_trials").GetInt32()));
        var listed = await trainer.GetFromJsonAsync<JsonElement>("/api/runs?state=paused&model_name=rested");
        Assert.Equal(run, listed.GetProperty("items").EnumerateArray().Single().GetProperty("run_id").GetString());
        Assert.Contains("\"message\":\"Paused.\"", await trainer.GetStringAsync($"/api/runs/{run}/events"), StringComparison.Ordinal);

        await ReadAsync(await trainer.PostAsync($"/api/runs/{run}/resume", null));
        await UntilAsync(trainer, $"/api/runs/{run}", r => r.GetProperty("state").GetString() == "running");
        Assert.Equal("cancelled", (await ReadAsync(await trainer.PostAsync($"/api/runs/{run}/cancel", null))).GetProperty("state").GetString());
        Assert.Equal("workflow.transition-not-allowed", await Problems.CodeAsync(
            await trainer.PostAsync($"/api/runs/{run}/pause", null), HttpStatusCode.Conflict));
        Assert.Equal("experiments.no-such-run", await Problems.CodeAsync(
            await trainer.PostAsync("/api/runs/run_none/pause", null), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_version_is_made_again_and_its_record_can_be_read()
    {
        using var trainer = host.As(Role.Trainer);
        string run = await StartAsync(trainer,
            new
            {
                dataset_id = await host.IrisAsync(),
                target = "species",
                max_trials = 2,
                folds = 2,
                trainers = new[] { "logistic_regression" },
                model_name = "again"
            });
        var ended = await UntilAsync(trainer, $"/api/runs/{run}", r => r.GetProperty("state").GetString() == "completed");

        var record = await trainer.GetFromJsonAsync<JsonElement>($"/api/runs/{run}/record");
        Assert.Equal(ended.GetProperty("package_sha256").GetString(), record.GetProperty("package_sha256").GetString());
        Assert.Equal(JsonValueKind.Object, record.GetProperty("plan").ValueKind);
        Assert.Equal(64, record.GetProperty("data_sha256").GetString()!.Length);
        Assert.NotEmpty(record.GetProperty("environment").GetProperty("processor_features").EnumerateArray());

        using var started = await trainer.PostAsync("/api/models/again:1/replay", null);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        string location = started.Headers.Location!.ToString();
        Assert.StartsWith("/api/replays/replay_", location, StringComparison.Ordinal);
        var replay = await UntilAsync(trainer, location, r => r.GetProperty("state").GetString() is not ("queued" or "running"));
        Assert.True(replay.GetProperty("same").GetBoolean(), replay.ToString());
        Assert.Equal(1, (await trainer.GetFromJsonAsync<JsonElement>("/api/replays?model=again")).GetProperty("total").GetInt32());

        var trial = (await trainer.GetFromJsonAsync<JsonElement>($"/api/runs/{run}/trials")).GetProperty("items")[0];
        Assert.Equal(1, trial.GetProperty("attempts").GetInt32());
        Assert.InRange(trial.GetProperty("memory").GetProperty("predicted_bytes").GetInt64(), 1, 1L << 40);
        using var card = new HttpRequestMessage(HttpMethod.Get, "/api/models/again:1/card") { Headers = { { "Accept", "text/markdown" } } };
        Assert.Contains("## Provenance", await (await trainer.SendAsync(card)).Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var stranger = host.As(Role.Trainer, workspace: "elsewhere");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(location)).StatusCode);
        Assert.Equal("models.not-found", await Problems.CodeAsync(
            await trainer.PostAsync("/api/models/nothing/replay", null), HttpStatusCode.NotFound));
    }

    private static async Task<string> StartAsync(HttpClient trainer, object search) =>
        (await ReadAsync(await trainer.PostAsJsonAsync("/api/automl/run", search))).GetProperty("run_id").GetString()!;

    private static Task<JsonElement> UntilAsync(HttpClient caller, string path, Func<JsonElement, bool> wanted) =>
        Eventually.HoldsAsync(() => caller.GetFromJsonAsync<JsonElement>(path), wanted);

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }
    }
}
