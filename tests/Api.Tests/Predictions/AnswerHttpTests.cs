using System.Globalization;
using System.Net;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Predictions;

/// <summary>What a row's answer holds, and how a model answers.</summary>
[Collection(ServingCollection.Name)]
public sealed class AnswerHttpTests(ServingApi host)
{
    [Fact]
    public async Task Members_are_chosen_by_name_and_strange_rows_are_called_so()
    {
        string name = await host.ServeAsync();
        var usual = await RowAsync(name, "", "[0.2,\"a\"]");
        Assert.Equal(
            ["prediction_id", "prediction", "probabilities", "confidence", "uncertainty", "uncertainty_type", "out_of_distribution"], Names(usual));
        Assert.Equal(0, usual.GetProperty("out_of_distribution").GetDouble());

        // Four training rows from 0 to 1: outside of them one of five, for two columns.
        Assert.Equal(0.6, (await RowAsync(name, "?fields=out_of_distribution", "[100,\"a\"]")).GetProperty("out_of_distribution").GetDouble(), 12);
        Assert.Equal(["prediction_id", "prediction", "confidence"], Names(await RowAsync(name, "?fields=prediction,%20confidence", "[0.2,\"a\"]")));
        Assert.DoesNotContain("out_of_distribution", Names(await RowAsync(name, "", "[0.2,\"a\"]", "/api/predict/batch")));
        Assert.Contains("out_of_distribution", Names(await RowAsync(name, "?fields=all", "[0.2,\"a\"]", "/api/predict/batch")));
    }

    [Theory]
    [InlineData("?fields=prediction,sorcery", null, "predict.no-such-field"), InlineData("?coverage=much", null, "predict.bad-coverage")]
    [InlineData("?coverage=0.4", null, "predict.bad-coverage"), InlineData("?routing_key=", null, "predict.bad-routing-key")]
    [InlineData("", "250", "request.bad-timeout"), InlineData("", "0ms", "request.bad-timeout"), InlineData("", "-1s", "request.bad-timeout")]
    [InlineData("", "601s", "request.bad-timeout"), InlineData("", "NaNms", "request.bad-timeout")]
    public async Task What_cannot_be_read_of_the_wish_is_refused(string query, string? timeout, string code)
    {
        string name = await host.ServeAsync();
        using var request = Request(name, query, "[1,\"a\"]");
        if (timeout is not null) request.Headers.Add("X-Request-Timeout", timeout);
        using var caller = host.As(Role.Consumer);
        Assert.Equal(code, await Problems.CodeAsync(await caller.SendAsync(request), HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_time_that_is_long_enough_changes_nothing()
    {
        string name = await host.ServeAsync();
        using var request = Request(name, "", "[1,\"a\"]");
        request.Headers.Add("X-Request-Timeout", "60s");
        using var caller = host.As(Role.Consumer);
        Assert.Equal(HttpStatusCode.OK, (await caller.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_purpose_is_declared_by_every_door_and_counted()
    {
        string name = await host.ServeAsync();
        using HttpClient caller = host.As(Role.Consumer), odd = host.As(Role.Consumer), admin = host.As(Role.Admin);
        caller.DefaultRequestHeaders.Add("X-Purpose", "credit-check");
        odd.DefaultRequestHeaders.Add("X-Purpose", "credit, check");
        const string Tensors =
            """{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":[1]},{"name":"c","shape":[1],"datatype":"BYTES","data":["a"]}]}""";
        foreach (var (from, status) in ((HttpClient, HttpStatusCode)[])[(caller, HttpStatusCode.OK), (odd, HttpStatusCode.BadRequest)])
        {
            using var request = Request(name, "", "[1,\"a\"]");
            using var table = new StringContent("x,c\n1,a\n", System.Text.Encoding.UTF8, "text/csv");
            using var lines = new StringContent("[1,\"a\"]\n", System.Text.Encoding.UTF8, "application/x-ndjson");
            foreach (var answer in (HttpResponseMessage[])
            [
                await from.SendAsync(request),
                await from.PostAsync($"/api/predict/batch?model_id={name}", table),
                await from.PostAsync($"/api/predict/batch?model_id={name}", lines),
                await from.PostAsync($"/v2/models/{name}/infer", ApiHost.Json(Tensors)),
            ])
            {
                string text = await answer.Content.ReadAsStringAsync();
                Assert.True(answer.StatusCode == status, text);
                if (from == odd) Assert.Contains("credit-check", text, StringComparison.Ordinal);
            }
        }

        await Eventually.EqualsAsync("credit-check 4", async () => string.Join(';',
            (JsonDocument.Parse(await admin.GetStringAsync($"/api/predict/traffic/{name}")).RootElement.TryGetProperty("purposes", out var days)
                ? days.EnumerateArray().ToArray() : []).Select(day => $"{day.GetProperty("purpose").GetString()} {day.GetProperty("requests")}")));
    }

    [Fact]
    public async Task A_deprecated_version_is_told_in_the_headers()
    {
        string name = await host.ServeAsync();
        using HttpClient bob = host.As(Role.Admin, subject: "bob"), caller = host.As(Role.Consumer);
        Assert.Equal(HttpStatusCode.OK, (await bob.PostAsync($"/api/models/{name}:1/deprecate", ApiHost.Json("""{"note":"old"}"""))).StatusCode);
        var sunset = new DateTimeOffset(2999, 1, 31, 12, 0, 0, TimeSpan.Zero);
        var set = await bob.PutAsync($"/api/models/{name}/serving", ApiHost.Json($$$"""{"sunsets":{"1":"{{{sunset:O}}}"}}"""));
        Assert.True(set.IsSuccessStatusCode, await set.Content.ReadAsStringAsync());
        HttpResponseMessage answer = null!;
        await Eventually.HoldsAsync(async () =>
        {
            using var request = Request($"{name}:1", "", "[1,\"a\"]");
            answer = await caller.SendAsync(request);
            return answer.Headers.Contains("Sunset");
        });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        string since = Assert.Single(answer.Headers.GetValues("Deprecation"));
        Assert.StartsWith("@", since, StringComparison.Ordinal);
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(since[1..], CultureInfo.InvariantCulture), 0, 600);
        Assert.Equal("Thu, 31 Jan 2999 12:00:00 GMT", Assert.Single(answer.Headers.GetValues("Sunset")));
        Assert.Contains("successor-version", Assert.Single(answer.Headers.GetValues("Link")), StringComparison.Ordinal);

        // By the Open Inference Protocol and line by line it is told as well.
        using var lines = new StringContent("[1,\"a\"]\n", System.Text.Encoding.UTF8, "application/x-ndjson");
        foreach (var other in (HttpResponseMessage[])
        [
            await caller.PostAsync($"/v2/models/{name}/versions/1/infer", ApiHost.Json(
                """{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":[1]},{"name":"c","shape":[1],"datatype":"BYTES","data":["a"]}]}""")),
            await caller.PostAsync($"/api/predict/batch?model_id={name}:1", lines),
        ])
        {
            Assert.True(other.IsSuccessStatusCode, await other.Content.ReadAsStringAsync());
            foreach (string header in (string[])["Deprecation", "Sunset", "Link"])
                Assert.Equal(answer.Headers.GetValues(header), other.Headers.GetValues(header));
        }

        Assert.True((await bob.PostAsync($"/api/models/{name}:1/retire", ApiHost.Json("""{"note":"gone"}"""))).IsSuccessStatusCode);
        await Eventually.EqualsAsync(HttpStatusCode.Gone, async () =>
            (await caller.PostAsync($"/v2/models/{name}/versions/1/infer", ApiHost.Json(
                """{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":[1]},{"name":"c","shape":[1],"datatype":"BYTES","data":["a"]}]}""")))
            .StatusCode);
    }

    [Fact]
    public async Task Explained_rows_say_what_each_column_adds_and_reasons_where_they_are_declared()
    {
        string name = await host.ServeAsync();
        var answer = await ReplyAsync(name, "?explain=true", "[0.2,\"a\"],[0.9,\"b\"]");
        Assert.False(answer.GetProperty("explanation").TryGetProperty("code", out _), answer.ToString());
        foreach (var row in answer.GetProperty("predictions").EnumerateArray())
        {
            double sum = row.GetProperty("base").GetDouble()
                + row.GetProperty("contributions").EnumerateArray().Sum(column => column.GetProperty("contribution").GetDouble());
            Assert.Equal(row.GetProperty("score").GetDouble(), sum, 9);
            Assert.False(row.TryGetProperty("reasons", out _));
        }

        // What comes in another form than JSON is read from the log, which follows the answer.
        using var table = new StringContent("x,c\n0.2,a\n", System.Text.Encoding.UTF8, "text/csv");
        using var caller = host.As(Role.Consumer);
        var csv = JsonDocument.Parse(await (await caller.PostAsync($"/api/predict/batch?model_id={name}&explain=true", table)).Content
            .ReadAsStringAsync()).RootElement;
        Assert.Equal(answer.GetProperty("predictions")[0].GetProperty("score").GetDouble(),
            csv.GetProperty("predictions")[0].GetProperty("score").GetDouble());

        using var admin = host.As(Role.Admin, subject: "bob");
        var declared = await admin.PutAsync($"/api/explain/reasons/{name}", ApiHost.Json(
            """{"favourable":"yes","entries":[{"column":"x","code":"R1","text":"x is low"},{"column":"c","code":"R2","text":"c is odd"}]}"""));
        Assert.True(declared.IsSuccessStatusCode, await declared.Content.ReadAsStringAsync());
        var reasoned = await ReplyAsync(name, "?explain=true", "[0.2,\"a\"],[0.9,\"b\"]");
        foreach (var row in reasoned.GetProperty("predictions").EnumerateArray())
            Assert.Equal(row.GetProperty("prediction").GetString() != "yes", row.GetProperty("adverse").GetBoolean());
    }

    [Fact]
    public async Task Explanations_that_an_answer_has_no_room_for_are_refused_and_too_many_rows_are_told_beside_it()
    {
        string name = await host.ServeAsync();
        using var caller = host.As(Role.Consumer);
        using var lines = new StringContent("[1,\"a\"]\n", System.Text.Encoding.UTF8, "application/x-ndjson");
        Assert.Equal("predict.bad-explain", await Problems.CodeAsync(
            await caller.PostAsync($"/api/predict/batch?model_id={name}&explain=true", lines), HttpStatusCode.BadRequest));
        using var odd = Request(name, "?explain=maybe", "[1,\"a\"]");
        Assert.Equal("predict.bad-explain", await Problems.CodeAsync(await caller.SendAsync(odd), HttpStatusCode.BadRequest));

        var many = await ReplyAsync(name, "?explain=true", string.Join(",", Enumerable.Repeat("[1,\"a\"]", 100)));
        Assert.Equal("explain.too-many-rows", many.GetProperty("explanation").GetProperty("code").GetString());
        Assert.Equal(100, many.GetProperty("predictions").GetArrayLength());
        Assert.False(many.GetProperty("predictions")[0].TryGetProperty("contributions", out _));
    }

    [Fact]
    public async Task A_canary_is_set_seen_and_halted_over_http()
    {
        string name = await host.ServeAsync();
        await host.RegisterAsync(name, shift: 1);
        using HttpClient bob = host.As(Role.Admin, subject: "bob"), caller = host.As(Role.Consumer), auditor = host.As(Role.Auditor);
        Assert.True((await bob.PostAsync($"/api/models/{name}:2/validate", null)).IsSuccessStatusCode);
        Assert.True((await bob.PostAsync($"/api/models/{name}:2/promote", ApiHost.Json("""{"note":"try","stage":"staging"}"""))).IsSuccessStatusCode);
        string path = $"/api/models/{name}/traffic";
        var read = await auditor.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, "\"0\""), (read.StatusCode, read.Headers.ETag!.Tag));
        Assert.Equal("traffic.bad-plan", await Problems.CodeAsync(
            await bob.PutAsync(path, ApiHost.Json("""{"canary":2,"canary_percent":200}""")), HttpStatusCode.UnprocessableEntity));
        Assert.Equal(HttpStatusCode.Forbidden, (await caller.PutAsync(path, ApiHost.Json("{}"))).StatusCode);
        var set = await bob.PutAsync(path, ApiHost.Json("""{"canary":2,"canary_percent":100}"""));
        Assert.True(set.IsSuccessStatusCode, await set.Content.ReadAsStringAsync());
        await Eventually.EqualsAsync(($"{name}:2", "canary"), async () =>
        {
            using var request = Request(name, "?routing_key=ann", "[1,\"a\"]");
            var reply = JsonDocument.Parse(await (await caller.SendAsync(request)).Content.ReadAsStringAsync()).RootElement;
            return (reply.GetProperty("model_id").GetString()!, reply.TryGetProperty("arm", out var arm) ? arm.GetString()! : "");
        });
        await Eventually.HoldsAsync(async () => JsonDocument.Parse(await auditor.GetStringAsync($"/api/predict/traffic/{name}")).RootElement
            .GetProperty("arms").EnumerateArray().Any(arm => arm.GetProperty("canary").GetBoolean()));

        var halted = JsonDocument.Parse(await (await bob.PostAsync($"{path}/halt", ApiHost.Json("""{"note":"It is odd."}"""))).Content
            .ReadAsStringAsync()).RootElement;
        Assert.Equal(("It is odd.", 2), (halted.GetProperty("halted").GetProperty("reason").GetString(),
            halted.GetProperty("halted").GetProperty("ended").GetProperty("canary").GetInt32()));
        using var head = new HttpRequestMessage(HttpMethod.Head, path);
        Assert.Equal(HttpStatusCode.OK, (await auditor.SendAsync(head)).StatusCode);
    }

    private static string[] Names(JsonElement row) => [.. row.EnumerateObject().Select(member => member.Name)];

    private async Task<JsonElement> RowAsync(string model, string query, string row, string path = "/api/predict") =>
        (await ReplyAsync(model, query, row, path)).GetProperty("predictions")[0];

    private async Task<JsonElement> ReplyAsync(string model, string query, string rows, string path = "/api/predict")
    {
        using var request = Request(model, query, rows, path);
        using var caller = host.As(Role.Consumer);
        var answer = await caller.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static HttpRequestMessage Request(string model, string query, string row, string path = "/api/predict") =>
        new(HttpMethod.Post, path + query) { Content = ApiHost.Json($$"""{"model_id":"{{model}}","rows":[{{row}}]}""") };
}
