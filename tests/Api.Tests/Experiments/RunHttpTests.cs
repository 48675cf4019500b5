using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

[Collection(ApiCollection.Name)]
public sealed class RunHttpTests(ApiHost host)
{
    [Fact]
    public async Task A_search_over_a_sample_is_followed_to_its_leaderboard_and_its_model()
    {
        using var trainer = host.As(Role.Trainer);
        string data = await host.IrisAsync();
        using var started = await trainer.PostAsJsonAsync("/api/automl/run",
            new
            {
                dataset_id = data,
                target = "species",
                max_trials = 3,
                folds = 3,
                trainers = new[] { "logistic_regression" },
                model_name = "iris-search"
            });
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var run = await started.Content.ReadFromJsonAsync<JsonElement>();
        string id = run.GetProperty("run_id").GetString()!;
        Assert.StartsWith("run_", id);
        Assert.Equal($"/api/automl/status/{id}", started.Headers.Location!.ToString());

        // The stream of events ends with the run.
        string events = await trainer.GetStringAsync($"/api/runs/{id}/events");
        Assert.Contains("\"state\":\"completed\"", events);
        Assert.StartsWith("id: 1\n", events);
        using var later = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{id}/events");
        later.Headers.Add("Last-Event-ID", "2");
        Assert.StartsWith("id: 3\n", await (await trainer.SendAsync(later)).Content.ReadAsStringAsync());

        run = await trainer.GetFromJsonAsync<JsonElement>($"/api/automl/status/{id}");
        Assert.Equal(("completed", 100d, 1), (run.GetProperty("state").GetString(), run.GetProperty("percent").GetDouble(),
            run.GetProperty("model_version").GetInt32()));
        Assert.Equal("multiclass", run.GetProperty("plan").GetProperty("problem").GetProperty("task").GetString());
        var board = await trainer.GetFromJsonAsync<JsonElement>($"/api/runs/{id}/leaderboard");
        Assert.Equal([1, 2, 3], board.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("rank").GetInt32()));
        Assert.All(board.GetProperty("entries").EnumerateArray(), e => Assert.Equal(JsonValueKind.Object, e.GetProperty("parameters").ValueKind));
        Assert.Equal(3, (await trainer.GetFromJsonAsync<JsonElement>($"/api/runs/{id}/trials")).GetProperty("total").GetInt32());
        var listed = await trainer.GetFromJsonAsync<JsonElement>("/api/runs?state=completed&model_name=iris-search");
        Assert.Equal(id, listed.GetProperty("items").EnumerateArray().Single().GetProperty("run_id").GetString());
        Assert.Equal(HttpStatusCode.OK, (await trainer.GetAsync("/api/models/iris-search:1")).StatusCode);
        Assert.Equal("workflow.transition-not-allowed", await Problems.CodeAsync(
            await trainer.PostAsync($"/api/runs/{id}/cancel", null), HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Several_trainers_become_one_model_that_says_what_it_is_made_of()
    {
        using var trainer = host.As(Role.Trainer);
        using var started = await trainer.PostAsJsonAsync("/api/ensemble/train", new
        {
            dataset_id = await host.IrisAsync(),
            target = "species",
            folds = 3,
            trainers = new[] { "logistic_regression", "linear_discriminant", "k_nearest_neighbours" },
            method = "voting",
            model_name = "iris-ensemble"
        });
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        string id = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("run_id").GetString()!;
        Assert.Contains("\"state\":\"completed\"", await trainer.GetStringAsync($"/api/runs/{id}/events"));
        var run = await trainer.GetFromJsonAsync<JsonElement>($"/api/runs/{id}");
        Assert.Equal([0, 1, 2], run.GetProperty("members").EnumerateArray().Select(m => m.GetProperty("trial").GetInt32()).Order());
        Assert.All(run.GetProperty("members").EnumerateArray(), m => Assert.Equal(1.0 / 3, m.GetProperty("weight").GetDouble(), 9));
        Assert.Equal("voting", run.GetProperty("plan").GetProperty("ensemble").GetString());
    }

    [Theory]
    [InlineData("{\"ensemble\":\"boosting\"}", "ensemble")]
    [InlineData("{\"test_share\":0.9}", "test_share")]
    [InlineData("{\"infer_limit_us\":0}", "infer_limit_us")]
    [InlineData("{\"monotone\":{\"sepal_length\":\"up\"}}", "monotone")]
    [InlineData("{\"fairness_constraint\":{\"min_disparate_impact\":0.8}}", "fairness_constraint")]
    public async Task An_option_without_a_meaning_is_named(string options, string member)
    {
        using var trainer = host.As(Role.Trainer);
        var request = System.Text.Json.Nodes.JsonNode.Parse(options)!.AsObject();
        request["dataset_id"] = await host.IrisAsync();
        request["target"] = "species";
        using var refused = await trainer.PostAsJsonAsync("/api/automl/run", request);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(member, await refused.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_pruner_that_there_is_none_of_is_refused_with_those_there_are()
    {
        using var trainer = host.As(Role.Trainer);
        using var refused = await trainer.PostAsJsonAsync(
            "/api/automl/run", new { dataset_id = await host.IrisAsync(), target = "species", pruner = "wishing" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        string said = await refused.Content.ReadAsStringAsync();
        Assert.Contains("$.pruner", said);
        Assert.Contains("hyperband", said);
    }

    [Fact]
    public async Task One_trainer_with_its_own_parameters_is_one_trial()
    {
        using var trainer = host.As(Role.Trainer);
        using var started = await trainer.PostAsJsonAsync("/api/train",
            new
            {
                dataset_id = await host.IrisAsync(),
                target = "species",
                trainer = "logistic_regression",
                parameters = new { },
                folds = 2,
                model_name = "iris-one"
            });
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        string status = started.Headers.Location!.ToString();
        var run = await Eventually.HoldsAsync(() => trainer.GetFromJsonAsync<JsonElement>(status),
            r => r.GetProperty("state").GetString() is not ("queued" or "running"));
        Assert.Equal(("completed", 1), (run.GetProperty("state").GetString(), run.GetProperty("finished_trials").GetInt32()));
    }

    [Fact]
    public async Task The_catalogue_states_ranges_and_defaults()
    {
        using var trainer = host.As(Role.Trainer);
        var catalogue = await trainer.GetFromJsonAsync<JsonElement>("/api/train/models");
        var boosting = catalogue.GetProperty("items").EnumerateArray().Single(t => t.GetProperty("name").GetString() == "gradient_boosting");
        Assert.Contains("binary", boosting.GetProperty("tasks").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal("any_threads", boosting.GetProperty("determinism").GetString());
        var library = catalogue.GetProperty("items").EnumerateArray().Single(t => t.GetProperty("name").GetString() == "lightgbm");
        Assert.Equal("same_threads", library.GetProperty("determinism").GetString());
        Assert.NotEmpty(library.GetProperty("unstoppable").GetString()!);
        Assert.All(boosting.GetProperty("parameters").EnumerateArray().Where(p => p.GetProperty("kind").GetString() != "choice"),
            p => Assert.InRange(p.GetProperty("default").GetDouble(), p.GetProperty("low").GetDouble(), p.GetProperty("high").GetDouble()));
    }

    [Fact]
    public async Task What_cannot_be_run_is_refused_with_a_reason()
    {
        using var trainer = host.As(Role.Trainer);
        string data = await host.IrisAsync();
        Assert.Equal("experiments.cannot-learn", await Problems.CodeAsync(
            await trainer.PostAsJsonAsync("/api/automl/run", new { dataset_id = data, target = "nothing" }), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("experiments.bad-option", await Problems.CodeAsync(
            await trainer.PostAsJsonAsync("/api/automl/run", new { dataset_id = data, target = "species", folds = 1 }), HttpStatusCode.BadRequest));
        Assert.Equal("request.malformed-json", await Problems.CodeAsync(
            await trainer.PostAsJsonAsync("/api/automl/run", new { dataset_id = data, target = "species", no_such_option = 1 }),
                HttpStatusCode.BadRequest));
        await Problems.CodeAsync(await trainer.PostAsJsonAsync("/api/automl/run", new { dataset_id = "ds_none", target = "species" }),
            HttpStatusCode.NotFound);
        Assert.Equal("experiments.no-such-run", await Problems.CodeAsync(await trainer.GetAsync("/api/runs/run_none"), HttpStatusCode.NotFound));
        Assert.Equal("experiments.no-such-run", await Problems.CodeAsync(
            await trainer.GetAsync("/api/runs/run_none/events"), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task No_trainers_is_no_choice_and_parameters_are_an_object_of_plain_values()
    {
        using var trainer = host.As(Role.Trainer);
        string data = await host.IrisAsync();
        foreach (string route in (string[])["/api/automl/run", "/api/train/compare"])
            Assert.Equal("request.bad-value", await Problems.CodeAsync(
                await trainer.PostAsJsonAsync(route, new { dataset_id = data, target = "species", trainers = Array.Empty<string>() }),
                    HttpStatusCode.BadRequest));
        foreach (object parameters in (object[])[new[] { 1 }, 7, "x", new { a = new { b = 1 } }, new { a = new[] { 1 } }, new { a = (string?)null }])
            await Problems.CodeAsync(
                await trainer.PostAsJsonAsync("/api/train", new { dataset_id = data, target = "species", trainer = "decision_tree", parameters }),
                    HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_stream_of_events_ends_when_its_key_is_revoked()
    {
        using HttpClient admin = host.As(Role.Admin), trainer = host.As(Role.Trainer);
        using var made = await admin.PostAsJsonAsync("/api/security/api-keys", new { name = "listener", roles = new[] { "trainer" } });
        var key = await made.Content.ReadFromJsonAsync<JsonElement>();
        using var started = await trainer.PostAsJsonAsync(
            "/api/automl/run", new { dataset_id = await host.IrisAsync(), target = "species", time_budget_s = 600 });
        string run = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("run_id").GetString()!;
        using var listener = host.WithKey(key.GetProperty("api_key").GetString()!);
        using var stream = await listener.GetAsync($"/api/runs/{run}/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);

        await admin.DeleteAsync($"/api/security/api-keys/{key.GetProperty("key").GetProperty("id").GetString()}");
        await stream.Content.ReadAsStringAsync().WaitAsync(TimeSpan.FromMinutes(3));
        var state = await trainer.GetFromJsonAsync<JsonElement>($"/api/runs/{run}");
        Assert.Contains(state.GetProperty("state").GetString(), (string?[])["queued", "running"]);
        await trainer.PostAsync($"/api/runs/{run}/cancel", null);
    }

    [Fact]
    public async Task Another_workspace_does_not_see_the_run()
    {
        using var trainer = host.As(Role.Trainer);
        using var started = await trainer.PostAsJsonAsync(
            "/api/train", new { dataset_id = await host.IrisAsync(), target = "species", trainer = "logistic_regression", folds = 2 });
        string status = started.Headers.Location!.ToString();
        using var stranger = host.As(Role.Trainer, workspace: "elsewhere");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(status)).StatusCode);
        await Eventually.HoldsAsync(() => trainer.GetFromJsonAsync<JsonElement>(status), r => r.GetProperty("state").GetString() == "completed");
    }
}
