using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

/// <summary>Quantiles, counts, classes in order and rankings: from an upload to an answer of the served model.</summary>
[Collection(ApiCollection.Name)]
public sealed class TaskRunHttpTests(ApiHost host)
{
    private static readonly string[] Grades = ["low", "mid", "high"];

    [Fact]
    public async Task A_quantile_is_trained_registered_and_served()
    {
        // Levels of 2 x are 2 x, less what is uniform on (0, 1): the level of 0.9 at x = 3 is 6.9.
        string data = await host.UploadAsync("x,y", 600, (i, r) => Row(i % 60 / 10.0, 2 * (i % 60) / 10.0 + r.NextDouble()));
        var run = await TrainAsync(data, "y", """{"quantile":0.9,"trainers":["quantile_regression"],"max_trials":1,"folds":3}""", "upper");
        Assert.Equal(("quantile", "pinball", 0.9), (Text(run, "task"), Text(run, "metric"),
            run.GetProperty("plan").GetProperty("problem").GetProperty("level").GetDouble()));
        Assert.Contains(run.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("the level is 90 %", StringComparison.Ordinal));
        using var trainer = host.As(Role.Trainer);
        var card = await trainer.GetFromJsonAsync<JsonElement>("/api/models/upper:1/card");
        Assert.Equal(("quantile", 0.9), (Text(card, "task"), card.GetProperty("quantile").GetDouble()));
        Assert.InRange(await ServeAsync("upper", """{"x":3}"""), 6.8, 7);
    }

    [Theory]
    [InlineData("/api/train/compare", "none")]
    [InlineData("/api/ensemble/train", "voting")]
    public async Task Several_trainers_learn_a_quantile_together(string route, string ensemble)
    {
        string data = await host.UploadAsync("x,y", 300, (i, r) => Row(i % 60, i % 60 + r.NextDouble()));
        using var trainer = host.As(Role.Trainer);
        string method = ensemble == "none" ? "" : $"\"method\":\"{ensemble}\",";
        using var started = await trainer.PostAsync(route, ApiHost.Json($$"""
            {"dataset_id":"{{data}}","target":"y","quantile":0.8,"folds":2,{{method}}"trainers":["quantile_regression","gradient_boosting"]}
            """));
        string text = await started.Content.ReadAsStringAsync();
        Assert.True(started.IsSuccessStatusCode, text);
        string id = Text(JsonDocument.Parse(text).RootElement, "run_id");
        Assert.Contains("\"state\":\"completed\"", await trainer.GetStringAsync($"/api/runs/{id}/events"));
        var run = await trainer.GetFromJsonAsync<JsonElement>($"/api/runs/{id}");
        Assert.Equal(("quantile", 0.8, ensemble), (Text(run, "task"), run.GetProperty("plan").GetProperty("problem").GetProperty("level").GetDouble(),
            Text(run.GetProperty("plan"), "ensemble")));
    }

    [Fact]
    public async Task A_count_is_trained_and_served()
    {
        string data = await host.UploadAsync("x,y", 400, (i, r) => Row(i % 4, Math.Floor(Math.Pow(2, i % 4) + r.NextDouble())));
        var run = await TrainAsync(data, "y", """{"task":"count","trainers":["gradient_boosting"],"max_trials":1,"folds":3}""", "visits");
        Assert.Equal(("count", "poisson_deviance"), (Text(run, "task"), Text(run, "metric")));
        // ⌊2³ + u⌋ is 8 for u below 1.
        Assert.InRange(await ServeAsync("visits", """{"x":3}"""), 7.5, 8.5);
    }

    [Fact]
    public async Task Classes_in_order_are_trained_and_served()
    {
        string data = await host.UploadAsync("x,grade", 300, (i, _) => $"{i % 30},{Grades[i % 30 / 10]}");
        var run = await TrainAsync(
            data, "grade", """{"class_order":["low","mid","high"],"trainers":["ordinal_logistic"],"max_trials":1,"folds":3}""", "rating");
        Assert.Equal(("ordinal", "quadratic_kappa"), (Text(run, "task"), Text(run, "metric")));
        Assert.Equal(Grades, run.GetProperty("plan").GetProperty("problem").GetProperty("classes").EnumerateArray().Select(c => c.GetString()));
        var said = await AnswerAsync("rating", """{"x":1},{"x":15},{"x":29}""");
        Assert.Equal(Grades, said.Select(p => Text(p, "prediction")));
    }

    [Fact]
    public async Task A_ranking_is_trained_and_orders_the_rows_of_a_request()
    {
        string data = await host.UploadAsync("query,x,grade", 400, (i, r) =>
        {
            double x = r.NextDouble();
            return $"q{i / 8},{Text(x)},{Math.Floor(3 * x)}";
        });
        Assert.Equal("experiments.cannot-learn", await Problems.CodeAsync(await StartAsync(data, "grade", """{"task":"ranking"}""", "search"),
            HttpStatusCode.UnprocessableEntity));
        using var owner = host.As(Role.DataOwner);
        using var roles = await owner.PutAsJsonAsync($"/api/data/{data}/schema", new { columns = new[] { new { name = "query", role = "group" } } });
        Assert.True(roles.IsSuccessStatusCode, await roles.Content.ReadAsStringAsync());
        var run = await TrainAsync(data, "grade", """{"task":"ranking","trainers":["gradient_boosting"],"max_trials":1,"folds":3}""", "search");
        Assert.Equal(("ranking", "ndcg_10"), (Text(run, "task"), Text(run, "metric")));
        var said = await AnswerAsync("search", """{"x":0.1},{"x":0.9},{"x":0.5}""");
        double[] scores = [.. said.Select(Value)];
        Assert.True(scores[0] < scores[2] && scores[2] < scores[1]);
    }

    [Fact]
    public async Task A_model_of_lags_is_asked_with_them_and_refuses_rows_without()
    {
        double last = 0;
        string data = await host.UploadAsync("t,y", 300, (i, r) => Row(i, last = 0.8 * last + r.NextDouble()));
        using var owner = host.As(Role.DataOwner);
        using var roles = await owner.PutAsJsonAsync($"/api/data/{data}/schema", new { columns = new[] { new { name = "t", role = "time" } } });
        Assert.True(roles.IsSuccessStatusCode, await roles.Content.ReadAsStringAsync());
        var run = await TrainAsync(
            data, "y", """{"history":{"lags":[1]},"trainers":["linear_regression"],"max_trials":1,"folds":3}""", "next");
        Assert.Contains(run.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("went before a row", StringComparison.Ordinal));
        Assert.InRange(await ServeAsync("next", """{"y_lag_1":2}"""), 2.0, 2.2); // 0.8 · 2 + ½
        using var consumer = host.As(Role.Consumer);
        using var refused = await consumer.PostAsync("/api/predict", ApiHost.Json("""{"model_id":"next","rows":[{"y":2}]}"""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        string why = await refused.Content.ReadAsStringAsync();
        Assert.True(why.Contains("y_lag_1", StringComparison.Ordinal), why);
    }

    [Theory]
    [InlineData("""{"history":{"lags":[0]}}""", 400)]
    [InlineData("""{"history":{"columns":["nobody"]}}""", 400)]
    [InlineData("""{"history":{}}""", 422)]
    [InlineData("""{"quantile":2}""", 400)]
    [InlineData("""{"task":"median"}""", 400)]
    [InlineData("""{"task":"regression","quantile":0.5}""", 400)]
    [InlineData("""{"task":"quantile","trainers":["ridge"]}""", 400)]
    [InlineData("""{"task":"quantile","ensemble":"stacking"}""", 400)]
    [InlineData("""{"interaction_constraints":[["nobody"]]}""", 400)]
    [InlineData("""{"selection":"best"}""", 400)]
    [InlineData("""{"calibration":"platt"}""", 400)]
    [InlineData("""{"task":"count"}""", 422)]
    [InlineData("""{"task":"ranking"}""", 422)]
    public async Task What_does_not_fit_is_refused(string options, int status)
    {
        string data = await host.UploadAsync("x,y", 60, (i, r) => Row(i, i + r.NextDouble()));
        using var refused = await StartAsync(data, "y", options, "none");
        Assert.True((int)refused.StatusCode == status, await refused.Content.ReadAsStringAsync());
    }

    private async Task<double> ServeAsync(string model, string row) => Value((await AnswerAsync(model, row))[0]);

    private async Task<JsonElement[]> AnswerAsync(string model, string rows)
    {
        using var approver = host.As(Role.Admin, subject: "bob");
        using var validated = await approver.PostAsync($"/api/models/{model}:1/validate", null);
        Assert.True(validated.IsSuccessStatusCode, await validated.Content.ReadAsStringAsync());
        using var promoted = await approver.PostAsync($"/api/models/{model}:1/promote", ApiHost.Json("""{"note":"good"}"""));
        Assert.True(promoted.IsSuccessStatusCode, await promoted.Content.ReadAsStringAsync());
        using var consumer = host.As(Role.Consumer);
        using var answer = await consumer.PostAsync("/api/predict", ApiHost.Json($$"""{"model_id":"{{model}}","rows":[{{rows}}]}"""));
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return [.. JsonSerializer.Deserialize<JsonElement>(text).GetProperty("predictions").EnumerateArray()];
    }

    private async Task<JsonElement> TrainAsync(string data, string target, string options, string model)
    {
        using var started = await StartAsync(data, target, options, model);
        string text = await started.Content.ReadAsStringAsync();
        Assert.True(started.StatusCode == HttpStatusCode.Accepted, text);
        string id = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("run_id").GetString()!;
        using var trainer = host.As(Role.Trainer);
        var run = await Eventually.HoldsAsync(() => trainer.GetFromJsonAsync<JsonElement>($"/api/runs/{id}"),
            r => r.GetProperty("state").GetString() is "completed" or "failed");
        Assert.True(Text(run, "state") == "completed", run.ToString());
        return run;
    }

    private async Task<HttpResponseMessage> StartAsync(string data, string target, string options, string model)
    {
        var request = JsonNode.Parse(options)!.AsObject();
        (request["dataset_id"], request["target"], request["model_name"]) = (data, target, model);
        using var trainer = host.As(Role.Trainer);
        return await trainer.PostAsJsonAsync("/api/automl/run", request);
    }

    private static string Row(double x, double y) => $"{Text(x)},{Text(y)}";

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static double Value(JsonElement prediction) => prediction.GetProperty("prediction").GetDouble();
}
