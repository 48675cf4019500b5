using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Tracking;

/// <summary>
/// What MLflow's Python client sends for its documented calls: addresses, query strings and bodies in its forms (whole numbers as numbers or as
/// texts, repeated parameters, words for values that are no numbers, members of later versions), and what it reads of the answers.
/// </summary>
[Collection(ApiCollection.Name)]
public sealed class MlflowHttpTests(ApiHost host)
{
    private const string Api = "/api/2.0/mlflow", Proxy = "/api/2.0/mlflow-artifacts/artifacts";

    [Fact]
    public async Task A_client_sets_an_experiment_and_logs_a_run_from_beginning_to_end()
    {
        using var client = Client("ml_run");

        // set_experiment: asks by name first, and makes it when that is answered with RESOURCE_DOES_NOT_EXIST.
        await RefusedAsync(await client.GetAsync($"{Api}/experiments/get-by-name?experiment_name=churn+%26+co"), 404, "RESOURCE_DOES_NOT_EXIST");
        string experiment = Text(await PostAsync(client, "experiments/create", """
            {"name": "churn & co", "artifact_location": "", "tags": [{"key": "mlflow.note.content", "value": "two\nlines"}]}
            """), "experiment_id");
        var read = (await GetAsync(client, "experiments/get-by-name?experiment_name=churn+%26+co")).GetProperty("experiment");
        Assert.Equal((experiment, "active", $"mlflow-artifacts:/{experiment}"),
            (Text(read, "experiment_id"), Text(read, "lifecycle_stage"), Text(read, "artifact_location")));
        Assert.Equal("churn & co", Text((await GetAsync(client, $"experiments/get?experiment_id={experiment}")).GetProperty("experiment"), "name"));

        var run = (await PostAsync(client, "runs/create", $$"""
            {"experiment_id": "{{experiment}}", "user_id": "ann", "run_name": "salty-cow-7", "start_time": 1764450000123, "tags": [
              {"key": "mlflow.user", "value": "ann"}, {"key": "mlflow.source.name", "value": "train.py"},
              {"key": "mlflow.source.type", "value": "LOCAL"}, {"key": "mlflow.runName", "value": "salty-cow-7"}]}
            """)).GetProperty("run");
        var info = run.GetProperty("info");
        string id = Text(info, "run_id");
        Assert.Matches("^[0-9a-f]{32}$", id);
        Assert.Equal((id, "RUNNING", "salty-cow-7", 1764450000123L, $"mlflow-artifacts:/{experiment}/{id}/artifacts"), (
            Text(info, "run_uuid"), Text(info, "status"), Text(info, "run_name"), info.GetProperty("start_time").GetInt64(),
            Text(info, "artifact_uri")));

        await PostAsync(client, "runs/log-parameter", $$"""{"run_id": "{{id}}", "run_uuid": "{{id}}", "key": "lr", "value": "0.01"}""");
        await PostAsync(client, "runs/log-metric", $$"""
            {"run_uuid": "{{id}}", "run_id": "{{id}}", "key": "loss", "value": 0.25, "timestamp": 1764450000456, "step": 1, "model_id": null}
            """);
        await PostAsync(client, "runs/log-batch", $$"""
            {"run_id": "{{id}}", "metrics": [
               {"key": "loss", "value": 0.125, "timestamp": "1764450000789", "step": "2"},
               {"key": "acc", "value": 0.75, "timestamp": 1764450000789, "dataset_name": "later versions send this"},
               {"key": "bad", "value": "NaN", "timestamp": 1764450000789, "step": 0},
               {"key": "huge", "value": "-Infinity", "timestamp": 1764450000789, "step": 0}],
             "params": [{"key": "depth", "value": "3"}, {"key": "empty"}], "tags": [{"key": "phase", "value": "fit"}]}
            """);
        await PostAsync(client, "runs/set-tag", $$"""{"run_id": "{{id}}", "run_uuid": "{{id}}", "key": "phase", "value": "done"}""");
        await PostAsync(client, "runs/delete-tag", $$"""{"run_id": "{{id}}", "key": "mlflow.source.type"}""");
        await PostAsync(client, "runs/log-inputs", $$$"""
            {"run_id": "{{{id}}}", "datasets": [{"tags": [{"key": "mlflow.data.context", "value": "training"}], "dataset": {"name": "rows",
              "digest": "d1", "source_type": "local", "source": "{\"uri\": \"rows.csv\"}", "schema": "{\"mlflow_colspec\": []}",
              "profile": "{\"num_rows\": 10}"}}], "models": []}
            """);
        await PostAsync(client, "runs/log-model", $$$"""{"run_id": "{{{id}}}", "model_json": "{\"artifact_path\": \"model\", \"flavors\": {}}"}""");
        var ended = (await PostAsync(client, "runs/update", $$"""
            {"run_id": "{{id}}", "run_uuid": "{{id}}", "status": "FINISHED", "end_time": 1764450001000}
            """)).GetProperty("run_info");
        Assert.Equal(("FINISHED", 1764450001000L), (Text(ended, "status"), ended.GetProperty("end_time").GetInt64()));

        var whole = (await GetAsync(client, $"runs/get?run_uuid={id}&run_id={id}")).GetProperty("run");
        var data = whole.GetProperty("data");
        var metrics = data.GetProperty("metrics").EnumerateArray().ToDictionary(metric => Text(metric, "key"));
        Assert.Equal((0.125, 2L, 1764450000789L), (metrics["loss"].GetProperty("value").GetDouble(), metrics["loss"].GetProperty("step").GetInt64(),
            metrics["loss"].GetProperty("timestamp").GetInt64()));
        Assert.Equal(("NaN", "-Infinity"), (Text(metrics["bad"], "value"), Text(metrics["huge"], "value")));
        Assert.Equal([("depth", "3"), ("empty", ""), ("lr", "0.01")], Pairs(data.GetProperty("params")));
        var tags = Pairs(data.GetProperty("tags")).ToDictionary(tag => tag.Key, tag => tag.Value);
        Assert.Equal("done", tags["phase"]);
        Assert.DoesNotContain("mlflow.source.type", tags.Keys);
        Assert.Equal("""[{"artifact_path":"model","flavors":{}}]""", tags["mlflow.log-model.history"]);
        var input = whole.GetProperty("inputs").GetProperty("dataset_inputs")[0];
        Assert.Equal(("rows", "{\"num_rows\": 10}"), (Text(input.GetProperty("dataset"), "name"), Text(input.GetProperty("dataset"), "profile")));

        var history = await GetAsync(client, $"metrics/get-history?run_uuid={id}&metric_key=loss&run_id={id}");
        Assert.Equal([0.25, 0.125], history.GetProperty("metrics").EnumerateArray().Select(point => point.GetProperty("value").GetDouble()));
        Assert.False(history.TryGetProperty("next_page_token", out _));
        var first = await GetAsync(client, $"metrics/get-history?run_id={id}&metric_key=loss&max_results=1");
        var second = await GetAsync(client,
            $"metrics/get-history?run_id={id}&metric_key=loss&max_results=1&page_token={Text(first, "next_page_token")}");
        Assert.Equal(2, second.GetProperty("metrics")[0].GetProperty("step").GetInt64());
        var sampled = await GetAsync(client,
            $"metrics/get-history-bulk-interval?run_ids={id}&metric_key=loss&start_step=2&end_step=9&max_results=100");
        Assert.Equal((id, 2L), (Text(sampled.GetProperty("metrics")[0], "run_id"), sampled.GetProperty("metrics")[0].GetProperty("step").GetInt64()));
    }

    [Fact]
    public async Task A_run_without_an_experiment_goes_to_the_default_one()
    {
        using var client = Client("ml_default");
        Assert.Equal("Default", Text((await GetAsync(client, "experiments/get?experiment_id=0")).GetProperty("experiment"), "name"));
        var run = await PostAsync(client, "runs/create", """{"start_time": "1764450000123"}""");
        Assert.Equal("0", Text(run.GetProperty("run").GetProperty("info"), "experiment_id"));
    }

    [Fact]
    public async Task Runs_are_searched_in_the_client_s_language_and_by_page()
    {
        using var client = Client("ml_search");
        string[] ids = new string[5];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = Text((await PostAsync(client, "runs/create", $$"""{"experiment_id": "0", "start_time": {{1000 + i}}}"""))
                .GetProperty("run").GetProperty("info"), "run_id");
            await PostAsync(client, "runs/log-batch", string.Create(CultureInfo.InvariantCulture, $$"""
                {"run_id": "{{ids[i]}}", "metrics": [{"key": "acc", "value": {{i / 10.0}}, "timestamp": 1, "step": 0}],
                 "params": [{"key": "lr", "value": "{{i % 2}}"}], "tags": [{"key": "x", "value": "ay{{i}}"}]}
                """));
        }
        await PostAsync(client, "runs/update", $$"""{"run_id": "{{ids[4]}}", "status": "FINISHED"}""");
        await PostAsync(client, "runs/delete", $$"""{"run_id": "{{ids[0]}}"}""");

        Assert.Equal((string[])[ids[4], ids[3], ids[2], ids[1]], await FoundAsync(
            """{"experiment_ids": ["0"], "run_view_type": "ACTIVE_ONLY", "max_results": 1000}"""));
        Assert.Equal((string[])[ids[0]], await FoundAsync("""{"experiment_ids": ["0"], "run_view_type": "DELETED_ONLY"}"""));
        Assert.Equal((string[])[ids[4]], await FoundAsync("""
            {"experiment_ids": ["0"], "filter": "metrics.acc > 0.1 and params.lr = '0' and tags.x LIKE '%y%' and attributes.status = 'FINISHED'"}
            """));
        Assert.Equal((string[])[ids[2], ids[4]], await FoundAsync("""
            {"experiment_ids": ["0"], "filter": "params.`lr` = \"0\"", "order_by": ["metrics.acc ASC"], "run_view_type": "ACTIVE_ONLY"}
            """));
        var page = await PostAsync(client, "runs/search", """{"experiment_ids": ["0"], "max_results": "3"}""");
        string token = Text(page, "next_page_token");
        page = await PostAsync(client, "runs/search", $$"""{"experiment_ids": ["0"], "max_results": 3, "page_token": "{{token}}"}""");
        Assert.Equal([ids[1]], Ids(page));
        Assert.False(page.TryGetProperty("next_page_token", out _));
        await RefusedAsync(await SendAsync(client, HttpMethod.Post, "runs/search", """{"experiment_ids": ["0"], "filter": "metrics.acc > 'x'"}"""),
            400, "INVALID_PARAMETER_VALUE");
        await RefusedAsync(await SendAsync(client, HttpMethod.Post, "runs/search", """{"experiment_ids": ["0"], "max_results": 50001}"""),
            400, "INVALID_PARAMETER_VALUE");

        async Task<string[]> FoundAsync(string body) => Ids(await PostAsync(client, "runs/search", body));
        static string[] Ids(JsonElement page) =>
            [.. page.GetProperty("runs").EnumerateArray().Select(run => Text(run.GetProperty("info"), "run_id"))];
    }

    [Fact]
    public async Task Experiments_are_searched_renamed_deleted_and_restored()
    {
        using var client = Client("ml_experiments");
        string id = Text(await PostAsync(client, "experiments/create", """{"name": "one"}"""), "experiment_id");
        await PostAsync(client, "experiments/create", """{"name": "two", "tags": [{"key": "team", "value": "risk"}]}""");
        await RefusedAsync(await SendAsync(client, HttpMethod.Post, "experiments/create", """{"name": "one"}"""), 400, "RESOURCE_ALREADY_EXISTS");
        await RefusedAsync(await SendAsync(client, HttpMethod.Post, "experiments/create", """{"name": ""}"""), 400, "INVALID_PARAMETER_VALUE");
        await PostAsync(client, "experiments/set-experiment-tag", $$"""{"experiment_id": "{{id}}", "key": "team", "value": "ops"}""");
        Assert.Equal((string[])["two"], Names(await PostAsync(client, "experiments/search", """
            {"max_results": 1000, "filter": "tags.team = 'risk'", "view_type": "ACTIVE_ONLY", "order_by": ["name"]}
            """)));
        await PostAsync(client, "experiments/update", $$"""{"experiment_id": "{{id}}", "new_name": "uno"}""");
        await PostAsync(client, "experiments/delete", $$"""{"experiment_id": "{{id}}"}""");
        var deleted = await GetAsync(client, "experiments/get-by-name?experiment_name=uno");
        Assert.Equal("deleted", Text(deleted.GetProperty("experiment"), "lifecycle_stage"));
        Assert.Equal((string[])["two"], Names(await GetAsync(client, "experiments/search?max_results=10&view_type=ACTIVE_ONLY")));
        Assert.Equal((string[])["uno"], Names(await GetAsync(
            client, "experiments/search?max_results=10&view_type=DELETED_ONLY&order_by=name&order_by=creation_time+DESC")));
        await RefusedAsync(
            await SendAsync(client, HttpMethod.Post, "runs/create", $$"""{"experiment_id": "{{id}}"}"""), 400, "INVALID_PARAMETER_VALUE");
        await PostAsync(client, "experiments/restore", $$"""{"experiment_id": "{{id}}"}""");
        await PostAsync(client, "runs/create", $$"""{"experiment_id": "{{id}}"}""");

        static string[] Names(JsonElement page) =>
            [.. page.GetProperty("experiments").EnumerateArray().Select(experiment => Text(experiment, "name"))];
    }

    [Fact]
    public async Task Artifacts_go_and_come_through_the_proxy()
    {
        using var client = Client("ml_artifacts");
        var info = (await PostAsync(client, "runs/create", """{"experiment_id": "0"}""")).GetProperty("run").GetProperty("info");
        string id = Text(info, "run_id"), root = Text(info, "artifact_uri")["mlflow-artifacts:/".Length..];

        // log_artifact sends the type that it guesses from the name.
        foreach (var (path, text, type) in ((string, string, string)[])
            [("model/MLmodel", "flavors: {}", "application/octet-stream"), ("model/data/meta.json", "{not json", "application/json"),
                ("empty.txt", "", "text/plain")])
        {
            using var content = new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue(type));
            using var stored = await client.PutAsync($"{Proxy}/{root}/{path}", content);
            Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        }

        Assert.Equal(((string, bool)[])[("empty.txt", false), ("model", true)], await FilesAsync($"{Proxy}?path={root}"));
        Assert.Equal(((string, bool)[])[("MLmodel", false), ("data", true)], await FilesAsync($"{Proxy}?path={root}/model"));
        Assert.Empty(await FilesAsync($"{Proxy}?path={root}/model/MLmodel"));
        Assert.Equal(((string, bool)[])[("model/MLmodel", false), ("model/data", true)],
            await FilesAsync($"{Api}/artifacts/list?run_id={id}&path=model"));
        var listed = await GetAsync(client, $"artifacts/list?run_uuid={id}&run_id={id}");
        Assert.Equal((Text(info, "artifact_uri"), 0L), (
            Text(listed, "root_uri"), listed.GetProperty("files")[0].GetProperty("file_size").GetInt64()));
        Assert.Equal("{not json", await client.GetStringAsync($"{Proxy}/{root}/model/data/meta.json"));
        Assert.Equal("", await client.GetStringAsync($"{Proxy}/{root}/empty.txt"));
        await RefusedAsync(await client.GetAsync($"{Proxy}/{root}/absent"), 404, "RESOURCE_DOES_NOT_EXIST");
        await RefusedAsync(await client.PutAsync($"{Proxy}/{root}/a%2F..%2F..%2Fb", new StringContent("x")), 400, "INVALID_PARAMETER_VALUE");
        await RefusedAsync(
            await client.PutAsync($"{Proxy}/0/{new string('0', 32)}/artifacts/x", new StringContent("x")), 404, "RESOURCE_DOES_NOT_EXIST");
        using (var removed = await client.DeleteAsync($"{Proxy}/{root}/model")) Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.Equal(((string, bool)[])[("empty.txt", false)], await FilesAsync($"{Proxy}?path={root}"));

        async Task<(string, bool)[]> FilesAsync(string address) =>
            [.. (await NeedAsync(await client.GetAsync(address))).GetProperty("files").EnumerateArray()
                .Select(file => (Text(file, "path"), file.GetProperty("is_dir").GetBoolean()))];
    }

    [Fact]
    public async Task Models_are_registered_with_versions_aliases_stages_and_tags()
    {
        using var client = Client("ml_models");
        var model = (await PostAsync(client, "registered-models/create", """
            {"name": "churn model", "description": "who leaves", "tags": [{"key": "team", "value": "risk"}]}
            """)).GetProperty("registered_model");
        Assert.Equal("who leaves", Text(model, "description"));
        await RefusedAsync(
            await SendAsync(client, HttpMethod.Post, "registered-models/create", """{"name": "churn model"}"""), 400, "RESOURCE_ALREADY_EXISTS");
        for (int i = 1; i <= 2; i++)
        {
            var version = (await PostAsync(client, "model-versions/create", $$"""
                {"name": "churn model", "source": "mlflow-artifacts:/0/r{{i}}/artifacts/model", "run_id": "r{{i}}", "tags": [], "description": ""}
                """)).GetProperty("model_version");
            Assert.Equal(($"{i}", "READY", "None"), (Text(version, "version"), Text(version, "status"), Text(version, "current_stage")));
        }
        await PostAsync(client, "registered-models/alias", """{"name": "churn model", "alias": "champion", "version": "2"}""");
        var named = (await GetAsync(client, "registered-models/alias?name=churn+model&alias=champion")).GetProperty("model_version");
        Assert.Equal(("2", "champion"), (Text(named, "version"), named.GetProperty("aliases")[0].GetString()));
        await PostAsync(client, "model-versions/set-tag", """{"name": "churn model", "version": "1", "key": "checked", "value": "yes"}""");
        await PostAsync(client, "model-versions/transition-stage",
            """{"name": "churn model", "version": "1", "stage": "Production", "archive_existing_versions": false}""");
        var latest = await PostAsync(client, "registered-models/get-latest-versions", """{"name": "churn model", "stages": ["Production"]}""");
        Assert.Equal("1", Text(latest.GetProperty("model_versions")[0], "version"));
        Assert.Equal("mlflow-artifacts:/0/r1/artifacts/model",
            Text(await GetAsync(client, "model-versions/get-download-uri?name=churn+model&version=1"), "artifact_uri"));
        await NeedAsync(await SendAsync(client, HttpMethod.Patch, "model-versions/update",
            """{"name": "churn model", "version": "1", "description": "good"}"""));
        var described = await GetAsync(client, "model-versions/get?name=churn+model&version=1");
        Assert.Equal("good", Text(described.GetProperty("model_version"), "description"));
        var found = await GetAsync(client, "model-versions/search?filter=name%3D%27churn+model%27&max_results=10000&order_by=version_number+DESC");
        Assert.Equal((string[])["2", "1"], found.GetProperty("model_versions").EnumerateArray().Select(version => Text(version, "version")));
        Assert.Equal("churn model", Text((await GetAsync(client, "registered-models/search?filter=name+ILIKE+%27CHURN%25%27&max_results=100"))
            .GetProperty("registered_models")[0], "name"));
        await NeedAsync(await SendAsync(client, HttpMethod.Patch, "registered-models/update", """{"name": "churn model", "description": "x"}"""));
        await PostAsync(client, "registered-models/set-tag", """{"name": "churn model", "key": "k", "value": "v"}""");
        await NeedAsync(await SendAsync(client, HttpMethod.Delete, "registered-models/delete-tag", """{"name": "churn model", "key": "k"}"""));
        await NeedAsync(await SendAsync(client, HttpMethod.Delete, "model-versions/delete-tag",
            """{"name": "churn model", "version": "1", "key": "checked"}"""));
        await NeedAsync(await SendAsync(client, HttpMethod.Delete, "registered-models/alias", """{"name": "churn model", "alias": "champion"}"""));
        await RefusedAsync(await client.GetAsync($"{Api}/registered-models/alias?name=churn+model&alias=champion"), 400, "INVALID_PARAMETER_VALUE");
        await NeedAsync(await SendAsync(client, HttpMethod.Delete, "model-versions/delete", """{"name": "churn model", "version": "2"}"""));
        await RefusedAsync(await client.GetAsync($"{Api}/model-versions/get?name=churn+model&version=2"), 404, "RESOURCE_DOES_NOT_EXIST");
        await PostAsync(client, "registered-models/rename", """{"name": "churn model", "new_name": "leavers"}""");
        Assert.Equal("x", Text((await GetAsync(client, "registered-models/get?name=leavers")).GetProperty("registered_model"), "description"));
        await NeedAsync(await SendAsync(client, HttpMethod.Delete, "registered-models/delete", """{"name": "leavers"}"""));
        await RefusedAsync(await client.GetAsync($"{Api}/registered-models/get?name=leavers"), 404, "RESOURCE_DOES_NOT_EXIST");
    }

    [Fact]
    public async Task Refusals_carry_the_client_s_code_and_message_beside_the_problem()
    {
        using var client = Client("ml_errors");
        string id = Text((await PostAsync(client, "runs/create", "{}")).GetProperty("run").GetProperty("info"), "run_id");
        await PostAsync(client, "runs/log-parameter", $$"""{"run_id": "{{id}}", "key": "a", "value": "1"}""");
        (string Path, string Body, int Status, string Code)[] refused =
        [
            ("runs/log-parameter", $$"""{"run_id": "{{id}}", "key": "a", "value": "2"}""", 400, "INVALID_PARAMETER_VALUE"),
            ("runs/log-parameter", $$"""{"run_id": "{{id}}", "key": "", "value": "2"}""", 400, "INVALID_PARAMETER_VALUE"),
            ("runs/log-parameter", $$"""{"run_id": "{{id}}", "key": "b", "value": "{{new string('v', 6001)}}"}""", 400, "INVALID_PARAMETER_VALUE"),
            ("runs/log-metric", $$"""{"run_id": "{{id}}", "key": "m", "value": "much", "timestamp": 1}""", 400, "INVALID_PARAMETER_VALUE"),
            ("runs/log-metric", $$"""{"run_id": "{{id}}", "key": "m", "timestamp": 1}""", 400, "INVALID_PARAMETER_VALUE"),
            ("runs/log-metric", """{"key": "m", "value": 1, "timestamp": 1}""", 400, "INVALID_PARAMETER_VALUE"),
            ("runs/log-metric", """{"run_id": "00000000000000000000000000000000", "key": "m", "value": 1, "timestamp": 1}""",
                404, "RESOURCE_DOES_NOT_EXIST"),
            ("runs/log-metric", """{"run_id": "../x", "key": "m", "value": 1, "timestamp": 1}""", 404, "RESOURCE_DOES_NOT_EXIST"),
            ("runs/log-batch", """{"run_id": """, 400, "BAD_REQUEST"),
            ("runs/log-batch", $$"""{"run_id": "{{id}}", "tags": [{"key": "t", "value": "{{new string('v', 1_000_000)}}"}]}""", 413, "BAD_REQUEST"),
            ("runs/update", $$"""{"run_id": "{{id}}", "status": "DONE"}""", 400, "INVALID_PARAMETER_VALUE"),
            ("traces", "{}", 404, "ENDPOINT_NOT_FOUND"),
        ];
        foreach (var (path, body, status, code) in refused)
            await RefusedAsync(await SendAsync(client, HttpMethod.Post, path, body), status, code);
        string many = string.Join(",", Enumerable.Range(0, 1001).Select(i => $$"""{"key":"m","value":{{i}},"timestamp":{{i}}}"""));
        await RefusedAsync(
            await SendAsync(client, HttpMethod.Post, "runs/log-batch", $$"""{"run_id":"{{id}}","metrics":[{{many}}]}"""), 400,
            "INVALID_PARAMETER_VALUE");
        await RefusedAsync(await host.Anonymous().GetAsync($"{Api}/experiments/get?experiment_id=0"), 401, "UNAUTHENTICATED");
        await RefusedAsync(await SendAsync(host.As(Role.Auditor, "ml_errors"), HttpMethod.Post, "runs/create", "{}"), 403, "PERMISSION_DENIED");
        await GetAsync(host.As(Role.Auditor, "ml_errors"), $"runs/get?run_id={id}");
        await RefusedAsync(await host.As(Role.Trainer, "ml_other").GetAsync($"{Api}/runs/get?run_id={id}"), 404, "RESOURCE_DOES_NOT_EXIST");
    }

    [Fact]
    public async Task A_key_is_taken_as_a_bearer_or_as_the_password_of_basic_and_basic_only_here()
    {
        using var bearer = host.WithToken(ApiHost.AdminKey);
        await GetAsync(bearer, "experiments/get?experiment_id=0");
        using var basic = Basic($"anybody:{ApiHost.AdminKey}");
        await GetAsync(basic, "experiments/get?experiment_id=0");
        await Problems.CodeAsync(await basic.GetAsync("/api/models"), HttpStatusCode.Unauthorized);
        foreach (string pair in (string[])[$"{ApiHost.AdminKey}:", "anybody", $"anybody:{ApiHost.AdminKey}x", ":", $":{new string('x', 3000)}"])
            await RefusedAsync(await Basic(pair).GetAsync($"{Api}/experiments/get?experiment_id=0"), 401, "UNAUTHENTICATED");

        HttpClient Basic(string pair)
        {
            var client = host.Anonymous();
            client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
            return client;
        }
    }

    private HttpClient Client(string workspace)
    {
        var client = host.As(Role.Trainer, workspace);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("mlflow-python-client/2.22.0");
        return client;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string body) =>
        client.SendAsync(new HttpRequestMessage(method, $"{Api}/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") });

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, string body) =>
        await NeedAsync(await SendAsync(client, HttpMethod.Post, path, body));

    private static async Task<JsonElement> GetAsync(HttpClient client, string path) => await NeedAsync(await client.GetAsync($"{Api}/{path}"));

    private static async Task<JsonElement> NeedAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.RequestMessage?.RequestUri}: {response.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static async Task RefusedAsync(HttpResponseMessage response, int status, string code)
    {
        await Problems.CodeAsync(response, (HttpStatusCode)status);
        var body = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        Assert.Equal(code, Text(body, "error_code"));
        Assert.NotEmpty(Text(body, "message"));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static (string Key, string Value)[] Pairs(JsonElement pairs) =>
        [.. pairs.EnumerateArray().Select(pair => (Text(pair, "key"), Text(pair, "value")))];
}
