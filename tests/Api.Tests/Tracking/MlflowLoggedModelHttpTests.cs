using System.Net;
using System.Text;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Tracking;

/// <summary>What MLflow 3's Python client sends when it logs a model, measures it and looks for it, and what it reads of the answers.</summary>
[Collection(ApiCollection.Name)]
public sealed class MlflowLoggedModelHttpTests(ApiHost host)
{
    private const string Api = "/api/2.0/mlflow", Proxy = "/api/2.0/mlflow-artifacts/artifacts";

    [Fact]
    public async Task A_model_is_logged_from_its_first_request_to_its_last()
    {
        using var client = host.As(Role.Trainer, workspace: "ml_logged");
        string run = Text((await SendAsync(client, "POST", "runs/create", """{"experiment_id": "0", "start_time": 1764450000123}"""))
            .GetProperty("run").GetProperty("info"), "run_id");

        var info = (await SendAsync(client, "POST", "logged-models", $$"""
            {"experiment_id": "0", "name": "model", "source_run_id": "{{run}}", "model_type": "classifier",
             "params": [{"key": "depth", "value": "3"}], "tags": [{"key": "team", "value": "risk"}]}
            """)).GetProperty("model").GetProperty("info");
        string id = Text(info, "model_id");
        Assert.Matches("^m-[0-9a-f]{32}$", id);
        Assert.Equal(("LOGGED_MODEL_PENDING", $"mlflow-artifacts:/0/models/{id}/artifacts", run), (
            Text(info, "status"), Text(info, "artifact_uri"), Text(info, "source_run_id")));

        // Its files go to the artifact_uri, as those of a run do.
        using (var put = await client.PutAsync($"{Proxy}/0/models/{id}/artifacts/MLmodel", new ByteArrayContent("flavors: {}"u8.ToArray())))
            Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal("flavors: {}", await client.GetStringAsync($"{Proxy}/0/models/{id}/artifacts/MLmodel"));
        var files = (await SendAsync(client, "GET", $"logged-models/{id}/artifacts/directories")).GetProperty("files");
        Assert.Equal(("MLmodel", 11L), (Text(files[0], "path"), files[0].GetProperty("file_size").GetInt64()));

        var ready = await SendAsync(client, "PATCH", $"logged-models/{id}", $$"""{"model_id": "{{id}}", "status": "LOGGED_MODEL_READY"}""");
        Assert.Equal("LOGGED_MODEL_READY", Text(ready.GetProperty("model").GetProperty("info"), "status"));
        await SendAsync(client, "POST", "runs/outputs", $$"""{"run_id": "{{run}}", "models": [{"model_id": "{{id}}", "step": 2}]}""");
        await SendAsync(client, "PATCH", $"logged-models/{id}/tags", $$"""
            {"model_id": "{{id}}", "tags": [{"key": "team", "value": "fraud"}, {"key": "phase", "value": "try"}]}
            """);
        await SendAsync(client, "DELETE", $"logged-models/{id}/tags/phase");
        await SendAsync(client, "POST", $"logged-models/{id}/params", $$"""{"model_id": "{{id}}", "params": [{"key": "lr", "value": "0.1"}]}""");

        // Points that name the model are the run's and the model's.
        await SendAsync(client, "POST", "runs/log-metric", $$"""
            {"run_id": "{{run}}", "run_uuid": "{{run}}", "key": "acc", "value": 0.5, "timestamp": 1764450000456, "step": 1, "model_id": "{{id}}",
             "dataset_name": "holdout", "dataset_digest": "d1"}
            """);
        await SendAsync(client, "POST", "runs/log-batch", $$"""
            {"run_id": "{{run}}", "metrics": [
              {"key": "acc", "value": 0.75, "timestamp": 1764450000789, "step": 2, "model_id": "{{id}}", "dataset_name": "holdout",
               "dataset_digest": "d1"},
              {"key": "acc", "value": 0.25, "timestamp": 1764450000789, "step": 2, "model_id": "{{id}}", "dataset_name": "other",
               "dataset_digest": "d2"},
              {"key": "loss", "value": "NaN", "timestamp": 1764450000789, "step": 2, "model_id": "{{id}}"}]}
            """);
        var model = (await SendAsync(client, "GET", $"logged-models/{id}")).GetProperty("model");
        Assert.Equal([("team", "fraud")], Pairs(model.GetProperty("info").GetProperty("tags")));
        Assert.Equal([("depth", "3"), ("lr", "0.1")], Pairs(model.GetProperty("data").GetProperty("params")));
        var metrics = model.GetProperty("data").GetProperty("metrics").EnumerateArray().ToArray();
        Assert.Equal([("acc", "holdout"), ("acc", "other"), ("loss", "")], metrics.Select(m => (Text(m, "key"), Text(m, "dataset_name"))));
        Assert.Equal((0.75, "NaN", run, id), (metrics[0].GetProperty("value").GetDouble(), Text(metrics[2], "value"), Text(metrics[0], "run_id"),
            Text(metrics[0], "model_id")));
        var read = (await SendAsync(client, "GET", $"runs/get?run_id={run}")).GetProperty("run");
        var output = read.GetProperty("outputs").GetProperty("model_outputs")[0];
        Assert.Equal((id, 2L), (Text(output, "model_id"), output.GetProperty("step").GetInt64()));

        await SendAsync(client, "DELETE", $"logged-models/{id}");
        await SendAsync(client, "DELETE", $"logged-models/{id}");
        await RefusedAsync(client, "GET", $"logged-models/{id}", null, 404, "RESOURCE_DOES_NOT_EXIST");
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"{Proxy}/0/models/{id}/artifacts/MLmodel")).StatusCode);
    }

    [Fact]
    public async Task Models_are_searched_by_what_was_measured_of_them()
    {
        using var client = host.As(Role.Trainer, workspace: "ml_logged_search");
        string run = Text((await SendAsync(client, "POST", "runs/create", """{"experiment_id": "0"}""")).GetProperty("run").GetProperty("info"),
            "run_id");
        for (int i = 0; i < 3; i++)
        {
            string id = Text((await SendAsync(client, "POST", "logged-models", $$"""
                {"experiment_id": "0", "name": "model-{{i}}", "params": [{"key": "depth", "value": "{{i}}"}]}
                """)).GetProperty("model").GetProperty("info"), "model_id");
            await SendAsync(client, "POST", "runs/log-metric", $$"""
                {"run_id": "{{run}}", "key": "acc", "value": 0.{{i + 5}}, "timestamp": 1764450000456, "model_id": "{{id}}", "dataset_name": "a"}
                """);
            await SendAsync(client, "POST", "runs/log-metric", $$"""
                {"run_id": "{{run}}", "key": "acc", "value": 0.{{9 - i}}, "timestamp": 1764450000457, "model_id": "{{id}}", "dataset_name": "b"}
                """);
        }
        Assert.Equal(["model-2", "model-1"], await FoundAsync("""
            {"experiment_ids": ["0"], "filter": "metrics.acc > 0.55", "datasets": [{"dataset_name": "a"}],
             "order_by": [{"field_name": "metrics.acc", "ascending": false}]}
            """));
        Assert.Equal(["model-0", "model-1", "model-2"], await FoundAsync("""
            {"experiment_ids": ["0"], "datasets": [{"dataset_name": "b"}], "order_by": [{"field_name": "metrics.acc", "ascending": false}]}
            """));
        Assert.Equal(["model-1"], await FoundAsync("""
            {"experiment_ids": ["0"], "filter": "params.depth = '1' AND status = 'PENDING'", "order_by": [{"field_name": "creation_time"}]}
            """));
        Assert.Empty(await FoundAsync("""{"experiment_ids": ["7"]}"""));
        var first = await SendAsync(client, "POST", "logged-models/search", """
            {"experiment_ids": ["0"], "max_results": 2, "order_by": [{"field_name": "name"}]}
            """);
        var second = await SendAsync(client, "POST", "logged-models/search", $$"""
            {"experiment_ids": ["0"], "max_results": 2, "order_by": [{"field_name": "name"}], "page_token": "{{Text(first, "next_page_token")}}"}
            """);
        Assert.Equal("model-2", Text(second.GetProperty("models")[0].GetProperty("info"), "name"));
        Assert.False(second.TryGetProperty("next_page_token", out _));

        async Task<string[]> FoundAsync(string body) => [.. (await SendAsync(client, "POST", "logged-models/search", body)).GetProperty("models")
            .EnumerateArray().Select(model => Text(model.GetProperty("info"), "name"))];
    }

    [Fact]
    public async Task What_cannot_be_is_refused_in_the_client_s_words()
    {
        using var client = host.As(Role.Trainer, workspace: "ml_logged_bad");
        string id = Text((await SendAsync(client, "POST", "logged-models", """
            {"experiment_id": "0", "params": [{"key": "depth", "value": "3"}]}
            """)).GetProperty("model").GetProperty("info"), "model_id");
        await RefusedAsync(client, "POST", "logged-models", """{"experiment_id": "99"}""", 404, "RESOURCE_DOES_NOT_EXIST");
        await RefusedAsync(client, "PATCH", $"logged-models/{id}", """{"status": "DONE"}""", 400, "INVALID_PARAMETER_VALUE");
        await RefusedAsync(client, "PATCH", $"logged-models/{id}", """{"status": "LOGGED_MODEL_PENDING"}""", 400, "INVALID_PARAMETER_VALUE");
        await RefusedAsync(client, "POST", $"logged-models/{id}/params", """{"params": [{"key": "depth", "value": "4"}]}""", 400,
            "INVALID_PARAMETER_VALUE");
        await RefusedAsync(client, "DELETE", $"logged-models/{id}/tags/none", null, 404, "RESOURCE_DOES_NOT_EXIST");
        await RefusedAsync(client, "POST", "logged-models/search", """{"experiment_ids": ["0"], "filter": "colour = 'red'"}""", 400,
            "INVALID_PARAMETER_VALUE");
        using var stranger = host.As(Role.Trainer, workspace: "elsewhere");
        await RefusedAsync(stranger, "GET", $"logged-models/{id}", null, 404, "RESOURCE_DOES_NOT_EXIST");
    }

    private static Task<HttpResponseMessage> CallAsync(HttpClient client, string method, string path, string? body) =>
        client.SendAsync(new HttpRequestMessage(new(method), $"{Api}/{path}")
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        });

    private static async Task<JsonElement> SendAsync(HttpClient client, string method, string path, string? body = null)
    {
        using var response = await CallAsync(client, method, path, body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{method} {path}: {response.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static async Task RefusedAsync(HttpClient client, string method, string path, string? body, int status, string code)
    {
        using var response = await CallAsync(client, method, path, body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{method} {path}: {response.StatusCode} {text}");
        Assert.Equal(code, Text(JsonSerializer.Deserialize<JsonElement>(text), "error_code"));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static (string Key, string Value)[] Pairs(JsonElement pairs) =>
        [.. pairs.EnumerateArray().Select(pair => (Text(pair, "key"), Text(pair, "value")))];
}
