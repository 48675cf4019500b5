using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

[Collection(ApiCollection.Name)]
public sealed class WarmStartHttpTests(ApiHost host)
{
    [Fact]
    public async Task A_second_search_begins_where_the_first_ended_and_is_made_again_from_its_record()
    {
        const string Workspace = "warm";
        using var owner = host.As(Role.DataOwner, workspace: Workspace);
        using var trainer = host.As(Role.Trainer, workspace: Workspace);
        string data = (await ReadAsync(await owner.PostAsync("/api/data/sample/iris", null))).GetProperty("dataset_id").GetString()!;
        var search = new Dictionary<string, object>
        {
            ["dataset_id"] = data,
            ["target"] = "species",
            ["max_trials"] = 8,
            ["folds"] = 3,
            ["trainers"] = new[] { "logistic_regression", "linear_discriminant" },
            ["model_name"] = "warmed",
        };
        var first = await RunAsync(trainer, search);
        Assert.Empty(first.GetProperty("warm_start").EnumerateArray());
        Assert.Equal(4, first.GetProperty("shape").GetProperty("features").GetInt32());

        search["warm_start"] = true;
        search["pruner"] = "none";
        var second = await RunAsync(trainer, search);
        string earlier = first.GetProperty("run_id").GetString()!, run = second.GetProperty("run_id").GetString()!;
        var taken = second.GetProperty("warm_start").EnumerateArray().ToArray();
        Assert.NotEmpty(taken);
        Assert.All(taken, t => Assert.Equal((earlier, 0.0), (t.GetProperty("run_id").GetString()!, t.GetProperty("distance").GetDouble())));
        var trials = (await trainer.GetFromJsonAsync<JsonElement>($"/api/runs/{run}/trials")).GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(taken[0].GetProperty("parameters").GetRawText(), trials[0].GetProperty("parameters").GetRawText());
        var plan = (await trainer.GetFromJsonAsync<JsonElement>($"/api/runs/{run}/record")).GetProperty("plan");
        Assert.Equal((earlier, "none"),
            (plan.GetProperty("portfolio")[0].GetProperty("from_run").GetString()!, plan.GetProperty("pruner").GetString()));

        using var started = await trainer.PostAsync("/api/models/warmed:2/replay", null);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        string location = started.Headers.Location!.ToString();
        var replay = await Eventually.HoldsAsync(() => trainer.GetFromJsonAsync<JsonElement>(location),
            r => r.GetProperty("state").GetString() is not ("queued" or "running"));
        Assert.True(replay.GetProperty("same").GetBoolean(), replay.ToString());
    }

    private static async Task<JsonElement> RunAsync(HttpClient trainer, Dictionary<string, object> search)
    {
        string run = (await ReadAsync(await trainer.PostAsJsonAsync("/api/automl/run", search))).GetProperty("run_id").GetString()!;
        var ended = await Eventually.HoldsAsync(() => trainer.GetFromJsonAsync<JsonElement>($"/api/automl/status/{run}"),
            r => r.GetProperty("state").GetString() is not ("queued" or "running"));
        Assert.Equal("completed", ended.GetProperty("state").GetString());
        return ended;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }
    }
}
