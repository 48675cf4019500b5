using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

[Collection(ApiCollection.Name)]
public sealed class StudyHttpTests(ApiHost host)
{
    [Fact]
    public async Task A_worker_elsewhere_asks_reports_and_tells()
    {
        using var trainer = host.As(Role.Trainer);
        using var made = await trainer.PostAsJsonAsync("/api/hyperopt", new
        {
            space = new object[]
            {
                new { name = "rate", type = "float", low = 0.001, high = 1, @default = 0.1, log = true },
                new { name = "kind", type = "categorical", choices = new[] { "a", "b" }, @default = "a" },
            },
            directions = new[] { "maximize" },
            pruner = "median",
            max_step = 10,
            first = new object[] { new { rate = 0.5, kind = "b" } },
        });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        string study = made.Headers.Location!.ToString();
        using var ask = new HttpRequestMessage(HttpMethod.Post, $"{study}/ask") { Headers = { { "Idempotency-Key", $"{Guid.NewGuid()}" } } };
        var trial = await (await trainer.SendAsync(ask)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("0.5", "b"), (trial.GetProperty("parameters").GetProperty("rate").ToString(),
            trial.GetProperty("parameters").GetProperty("kind").GetString()));
        using var told = await trainer.PostAsJsonAsync($"{study}/tell", new { trial = 0, step = 1, value = 0.5 });
        var step = await told.Content.ReadFromJsonAsync<JsonElement>();
        Assert.False(step.GetProperty("prune").GetBoolean());
        for (int time = 0; time < 2; time++)
            Assert.Equal(HttpStatusCode.OK, (await trainer.PostAsJsonAsync($"{study}/tell", new { trial = 0, value = 0.9 })).StatusCode);
        Assert.Equal("hyperopt.trial-ended", await Problems.CodeAsync(
            await trainer.PostAsJsonAsync($"{study}/tell", new { trial = 0, value = 0.8 }), HttpStatusCode.Conflict));
        Assert.Equal("hyperopt.no-such-trial", await Problems.CodeAsync(
            await trainer.PostAsJsonAsync($"{study}/tell", new { trial = 5, value = 0.8 }), HttpStatusCode.NotFound));

        var read = await trainer.GetFromJsonAsync<JsonElement>(study);
        Assert.Equal(0.9, read.GetProperty("best")[0].GetProperty("values")[0].GetDouble());
        Assert.Equal(0.5, read.GetProperty("trials")[0].GetProperty("steps")[0].GetProperty("value").GetDouble());
        Assert.Equal("hyperopt.own-algorithm", await Problems.CodeAsync(await trainer.PostAsJsonAsync("/api/hyperopt/apply",
            new { study_id = read.GetProperty("study_id").GetString() }), HttpStatusCode.UnprocessableEntity));
        using var stranger = host.As(Role.Trainer, workspace: "elsewhere");
        await Problems.CodeAsync(await stranger.PostAsync($"{study}/ask", null), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_search_of_one_trainer_is_a_run_and_its_best_is_trained()
    {
        using HttpClient owner = host.As(Role.DataOwner), trainer = host.As(Role.Trainer);
        using var loaded = await owner.PostAsync("/api/data/sample/iris", null);
        string data = (await loaded.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("dataset_id").GetString()!;
        using var made = await trainer.PostAsJsonAsync("/api/hyperopt",
            new { trainer = "decision_tree", dataset_id = data, target = "species", max_trials = 3, folds = 2 });
        Assert.Equal(HttpStatusCode.Accepted, made.StatusCode);
        var study = await made.Content.ReadFromJsonAsync<JsonElement>();
        await EndAsync(trainer, made.Headers.Location!.ToString());
        string id = study.GetProperty("study_id").GetString()!;

        using var applied = await trainer.PostAsJsonAsync("/api/hyperopt/apply", new { study_id = id, model_name = "iris-applied" });
        Assert.Equal(HttpStatusCode.Accepted, applied.StatusCode);
        var run = await EndAsync(trainer, applied.Headers.Location!.ToString());
        var board = await trainer.GetFromJsonAsync<JsonElement>($"/api/runs/{study.GetProperty("run_id").GetString()}/leaderboard");
        var own = await trainer.GetFromJsonAsync<JsonElement>($"/api/runs/{run.GetProperty("run_id").GetString()}/leaderboard");
        Assert.Equal(board.GetProperty("entries")[0].GetProperty("parameters").ToString(),
            own.GetProperty("entries")[0].GetProperty("parameters").ToString());
        var history = await trainer.GetFromJsonAsync<JsonElement>($"/api/hyperopt/history?dataset_id={data}&trainer=decision_tree");
        Assert.Contains(id, history.GetProperty("items").EnumerateArray().Select(s => s.GetProperty("study_id").GetString()));
        Assert.Equal("hyperopt.run-searches", await Problems.CodeAsync(
            await trainer.PostAsync($"/api/hyperopt/{id}/ask", null), HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Spaces_and_choices_are_told_and_what_means_nothing_is_refused()
    {
        using var trainer = host.As(Role.Trainer);
        var config = await trainer.GetFromJsonAsync<JsonElement>("/api/hyperopt/config");
        Assert.Contains("tpe", config.GetProperty("samplers").EnumerateArray().Select(s => s.GetString()));
        Assert.Contains("median", config.GetProperty("pruners").EnumerateArray().Select(s => s.GetString()));
        var space = await trainer.GetFromJsonAsync<JsonElement>("/api/hyperopt/search-space/gradient_boosting");
        Assert.NotEmpty(space.GetProperty("parameters").EnumerateArray());
        await Problems.CodeAsync(await trainer.GetAsync("/api/hyperopt/search-space/nothing"), HttpStatusCode.NotFound);
        foreach (object body in (object[])[new { }, new { trainer = "ridge", target = "y" }, new { trainer = "ridge", dataset_id = "ds_x" },
            new { trainer = "ridge", pruner = "shears" }, new { dataset_id = "ds_x", target = "y" },
            new { trainer = "ridge", dataset_id = "ds_x", target = "y", pruner = "median" }])
            Assert.Equal("hyperopt.bad-option", await Problems.CodeAsync(
                await trainer.PostAsJsonAsync("/api/hyperopt", body), HttpStatusCode.BadRequest));
        await Problems.CodeAsync(await trainer.PostAsJsonAsync("/api/hyperopt/apply", new { study_id = "study_none" }), HttpStatusCode.NotFound);
    }

    private static async Task<JsonElement> EndAsync(HttpClient trainer, string status)
    {
        var run = await Eventually.HoldsAsync(() => trainer.GetFromJsonAsync<JsonElement>(status),
            r => r.GetProperty("state").GetString() is not ("queued" or "running"));
        Assert.Equal("completed", run.GetProperty("state").GetString());
        return run;
    }
}
