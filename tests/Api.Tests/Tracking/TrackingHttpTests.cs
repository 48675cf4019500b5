using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Tracking;

/// <summary>Experiments and tracked runs under the product's own addresses.</summary>
[Collection(ApiCollection.Name)]
public sealed class TrackingHttpTests(ApiHost host)
{
    [Fact]
    public async Task Code_that_trains_elsewhere_logs_a_run_and_an_auditor_reads_it()
    {
        using var trainer = host.As(Role.Trainer, "track");
        trainer.DefaultRequestHeaders.UserAgent.ParseAdd("my-trainer/1.0");
        using var auditor = host.As(Role.Auditor, "track");
        var made = await trainer.PostAsync("/api/experiments", Json("""{"name":"credit","tags":{"team":"risk"}}"""));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        string experiment = made.Headers.Location!.ToString();

        var begun = await trainer.PostAsync($"{experiment}/runs", Json("""
            {"name":"first","tags":{"seed":7},"environment":{"python":"3.13","cpu":"x86_64"}}
            """));
        Assert.Equal(HttpStatusCode.Created, begun.StatusCode);
        string run = begun.Headers.Location!.ToString();
        Assert.Matches("^/api/runs/[0-9a-f]{32}$", run);

        await NeedAsync(await trainer.PostAsync($"{run}/params", Json("""{"params":{"lr":0.1,"kind":"tree"}}""")));
        await NeedAsync(await trainer.PostAsync($"{run}/metrics", Json("""
            {"metrics":[{"key":"loss","value":0.5,"step":1,"timestamp_ms":1000},{"key":"loss","not_finite":"NaN","step":2,"timestamp_ms":2000}]}
            """)));
        await NeedAsync(await trainer.PostAsync($"{run}/tags", Json("""{"tags":{"done":true}}""")));
        await NeedAsync(await trainer.PatchAsync(run, Json("""{"status":"finished"}""")));

        var read = await NeedAsync(await auditor.GetAsync(run));
        Assert.Equal(("finished", "first", "0.1", "tree", "true", "7"), (
            Text(read, "status"), Text(read, "name"), Text(read.GetProperty("params"), "lr"), Text(read.GetProperty("params"), "kind"),
            Text(read.GetProperty("tags"), "done"), Text(read.GetProperty("tags"), "seed")));
        Assert.Equal(("3.13", "my-trainer/1.0"),
            (Text(read.GetProperty("environment"), "python"), Text(read.GetProperty("environment"), "client")));
        var loss = read.GetProperty("metrics").GetProperty("loss");
        Assert.Equal((JsonValueKind.Null, "NaN", 2L), (
            loss.GetProperty("value").ValueKind, Text(loss, "not_finite"), loss.GetProperty("points").GetInt64()));

        var history = await NeedAsync(await auditor.GetAsync($"{run}/metrics?key=loss&from=0&limit=1"));
        Assert.Equal((0.5, 2L), (history.GetProperty("points")[0].GetProperty("value").GetDouble(), history.GetProperty("total").GetInt64()));
        var listed = await NeedAsync(await auditor.GetAsync($"{experiment}/runs?status=finished"));
        Assert.Equal(1, listed.GetProperty("total").GetInt32());
        Assert.Equal("access.denied", await Problems.CodeAsync(
            await auditor.PostAsync($"{run}/tags", Json("""{"tags":{"x":"y"}}""")), HttpStatusCode.Forbidden));
        using var stranger = host.As(Role.Trainer, "track_other");
        Assert.Equal("tracking.run-not-found", await Problems.CodeAsync(await stranger.GetAsync(run), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Runs_are_searched_and_compared_side_by_side()
    {
        using var trainer = host.As(Role.Trainer, "compare");
        string[] runs = [await BeginAsync(trainer, 0.8, "0.1"), await BeginAsync(trainer, 0.9, "0.2"), await BeginAsync(trainer, 0.7, "0.1")];
        var found = await NeedAsync(await trainer.PostAsync("/api/experiments/search", Json("""
            {"experiment_ids":["0"],"filter":"metrics.acc > 0.75","order_by":["metrics.acc DESC"]}
            """)));
        Assert.Equal([runs[1], runs[0]], found.GetProperty("items").EnumerateArray().Select(run => Text(run, "run_id")));
        Assert.Equal("tracking.bad-search", await Problems.CodeAsync(
            await trainer.PostAsync("/api/experiments/search", Json("""{"experiment_ids":["0"],"filter":"acc >"}""")), HttpStatusCode.BadRequest));

        var table = await NeedAsync(await trainer.PostAsync("/api/experiments/compare", Json(JsonSerializer.Serialize(new { run_ids = runs }))));
        Assert.Equal(runs, table.GetProperty("runs").EnumerateArray().Select(run => Text(run, "run_id")));
        var lr = table.GetProperty("params")[0];
        Assert.Equal(["0.1", "0.2", "0.1"], lr.GetProperty("values").EnumerateArray().Select(value => value.GetString()));
        Assert.True(lr.GetProperty("differs").GetBoolean());
        var acc = table.GetProperty("metrics")[0];
        Assert.Equal((0.7, 0.9), (acc.GetProperty("min").GetDouble(), acc.GetProperty("max").GetDouble()));
        Assert.Equal("tracking.run-not-found", await Problems.CodeAsync(
            await trainer.PostAsync(
                "/api/experiments/compare", Json(JsonSerializer.Serialize(new { run_ids = (string[])[runs[0], new string('a', 32)] }))),
            HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task An_artifact_comes_back_as_it_was_sent()
    {
        using var trainer = host.As(Role.Trainer, "files");
        string run = $"/api/runs/{await BeginAsync(trainer, 0.5, "1")}";
        byte[] bytes = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31))];
        var stored = await NeedAsync(await trainer.PostAsync($"{run}/artifacts?path=model/weights.bin", new ByteArrayContent(bytes)));
        Assert.Equal(100_000, stored.GetProperty("bytes").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), Text(stored, "sha256"));
        var answer = await trainer.GetAsync($"{run}/artifacts/content?path=model/weights.bin");
        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
        var root = await NeedAsync(await trainer.GetAsync($"{run}/artifacts"));
        Assert.Equal(("model", true), (Text(root[0], "path"), root[0].GetProperty("is_folder").GetBoolean()));
        foreach (string path in (string[])["../x", "/x", "a//b", "a%5Cb", ""])
            await Problems.CodeAsync(await trainer.PostAsync($"{run}/artifacts?path={path}", new ByteArrayContent([1])), HttpStatusCode.BadRequest);
        Assert.Equal("tracking.artifact-not-found", await Problems.CodeAsync(
            await trainer.GetAsync($"{run}/artifacts/content?path=model"), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Every_run_has_one_address_and_its_form_says_whose_it_is()
    {
        using var trainer = host.As(Role.Trainer, "address");
        string id = await BeginAsync(trainer, 0.5, "1");
        Assert.Equal(id, Text(await NeedAsync(await trainer.GetAsync($"/api/runs/{id}")), "run_id"));
        Assert.Equal("tracking.run-not-found", await Problems.CodeAsync(
            await trainer.GetAsync($"/api/runs/{new string('0', 32)}"), HttpStatusCode.NotFound));
        Assert.DoesNotContain("tracking", await Problems.CodeAsync(
            await trainer.GetAsync("/api/runs/run_0"), HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Equal("tracking.run-not-found", await Problems.CodeAsync(
            await trainer.PostAsync("/api/runs/run_0/tags", Json("""{"tags":{}}""")), HttpStatusCode.NotFound));
        await NeedAsync(await trainer.DeleteAsync($"/api/runs/{id}"));
        Assert.Equal("deleted", Text(await NeedAsync(await trainer.GetAsync($"/api/runs/{id}")), "lifecycle"));
        await NeedAsync(await trainer.PostAsync($"/api/runs/{id}/restore", Json("{}")));
        Assert.Equal("active", Text(await NeedAsync(await trainer.GetAsync($"/api/runs/{id}")), "lifecycle"));
    }

    [Theory]
    [InlineData("""{"metrics":[]}""")]
    [InlineData("""{"metrics":[{"key":"a"}]}""")]
    [InlineData("""{"metrics":[{"key":"a","value":1,"not_finite":"NaN"}]}""")]
    [InlineData("""{"metrics":[{"key":"a","not_finite":"1"}]}""")]
    [InlineData("""{"metrics":[{"key":"a","value":"1"}]}""")]
    [InlineData("""{"metrics":[{"key":"../a","value":1}]}""")]
    [InlineData("""{"metrics":[{"key":"a","value":1,"timestamp_ms":-1}]}""")]
    public async Task A_metric_that_cannot_be_taken_is_refused_with_its_place(string body)
    {
        using var trainer = host.As(Role.Trainer, "bad");
        string id = await BeginAsync(trainer, 0.5, "1");
        using var answer = await trainer.PostAsync($"/api/runs/{id}/metrics", Json(body));
        await Problems.CodeAsync(answer, HttpStatusCode.BadRequest);
        Assert.Contains("$.metrics", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<string> BeginAsync(HttpClient client, double accuracy, string rate)
    {
        string id = Text(await NeedAsync(await client.PostAsync("/api/experiments/0/runs", Json("{}"))), "run_id")!;
        await NeedAsync(await client.PostAsync($"/api/runs/{id}/metrics", Json(JsonSerializer.Serialize(
            new { metrics = new[] { new { key = "acc", value = accuracy, step = 1, timestamp_ms = 5 } } }))));
        await NeedAsync(await client.PostAsync($"/api/runs/{id}/params", Json(JsonSerializer.Serialize(new { @params = new { lr = rate } }))));
        return id;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task<JsonElement> NeedAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage?.RequestUri}: {response.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
