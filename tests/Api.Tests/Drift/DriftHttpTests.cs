using System.Net;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Http;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Api.Tests.Drift;

[Collection(ServingCollection.Name)]
public class DriftHttpTests(ServingApi host)
{
    [Fact]
    public async Task A_monitor_begins_with_the_first_prediction_and_takes_settings()
    {
        string name = await host.ServeAsync(), path = $"/api/monitoring/drift/{name}";
        using HttpClient auditor = host.As(Role.Auditor), admin = host.As(Role.Admin);
        Assert.Equal("drift.no-traffic", await Problems.CodeAsync(await auditor.GetAsync(path), HttpStatusCode.NotFound));
        await host.As(Role.Consumer).PostAsync("/api/predict", ApiHost.Json($$"""{"model_id":"{{name}}","rows":[[1,"a"],[0.1,"b"]]}"""));
        var monitor = await Eventually.HoldsAsync(() => ReadAsync(auditor, path), found => found?.GetProperty("rows_counted").GetInt64() == 2);
        Assert.Equal((2, 0), (monitor!.Value.GetProperty("rows_in_window").GetInt32(), monitor.Value.GetProperty("windows").GetInt32()));
        Assert.Equal(JsonValueKind.Null, monitor.Value.GetProperty("held").ValueKind);

        var configured = await admin.PutAsync(path, ApiHost.Json("""{"window_rows":50,"false_alarm":0.05}"""));
        Assert.Equal(HttpStatusCode.OK, configured.StatusCode);
        Assert.Equal(0, JsonDocument.Parse(await configured.Content.ReadAsStringAsync()).RootElement.GetProperty("rows_in_window").GetInt32());
        var listed = JsonDocument.Parse(await auditor.GetStringAsync($"/api/monitoring/drift?model_id={name}")).RootElement;
        Assert.Equal(50, listed.GetProperty("items").EnumerateArray().Single().GetProperty("settings").GetProperty("window_rows").GetInt32());
    }

    [Theory]
    [InlineData("""{"window_rows":49,"false_alarm":0.05}""", "drift.window-rows")]
    [InlineData("""{"window_rows":50,"false_alarm":0.5}""", "drift.false-alarm")]
    public async Task Settings_out_of_bounds_are_refused(string body, string code) => Assert.Equal(code, await Problems.CodeAsync(
        await host.As(Role.Admin).PutAsync($"/api/monitoring/drift/{await host.RegisterAsync()}", ApiHost.Json(body)), HttpStatusCode.BadRequest));

    [Fact]
    public async Task Two_samples_are_compared_column_by_column()
    {
        string low = Numbers(i => i / 100.0), high = Numbers(i => i / 100.0 + 5);
        var answer = await host.As(Role.Auditor).PostAsync("/api/drift/detect", ApiHost.Json(
            $$$"""
            {"reference":{"same":[{{{low}}}],"moved":[{{{low}}}],"text":["a",null]},
             "current":{"same":[{{{low}}}],"moved":[{{{high}}}],"text":["a",null]}}
            """));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var verdict = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.True(verdict.GetProperty("drifted").GetBoolean());
        var columns = verdict.GetProperty("columns").EnumerateArray().ToArray();
        Assert.Equal([("moved", true), ("same", false), ("text", false)], columns.Select(
            column => (column.GetProperty("name").GetString()!, column.GetProperty("drifted").GetBoolean())).Order());
        Assert.Equal("moved", columns[0].GetProperty("name").GetString()); // the most drifted first

        // The whole second sample lies above the whole first.
        Assert.Equal(1, columns[0].GetProperty("ks").GetDouble(), 12);
    }

    [Fact]
    public async Task Tests_are_chosen_by_name_and_columns_are_compared_together()
    {
        string x = Numbers(i => i % 97), same = Numbers(i => i % 97 + i % 3 / 10.0), against = Numbers(i => 96 - i % 97);
        var answer = await host.As(Role.Auditor).PostAsync("/api/drift/detect", ApiHost.Json(
            $$$"""
            {"reference":{"x":[{{{x}}}],"y":[{{{same}}}]},"current":{"x":[{{{x}}}],"y":[{{{against}}}]},
             "method":"cramer_von_mises","tests":["wasserstein","mmd","chi_squared"],"joint":["correlation_change","domain_classifier"]}
            """));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var verdict = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("cramer_von_mises", verdict.GetProperty("method").GetString());
        Assert.All(verdict.GetProperty("columns").EnumerateArray(), column => Assert.False(column.GetProperty("drifted").GetBoolean()));
        Assert.Equal(6, verdict.GetProperty("tests").GetArrayLength());
        Assert.All(verdict.GetProperty("tests").EnumerateArray(), test => Assert.InRange(test.GetProperty("p_value").GetDouble(), 0.01, 1));
        Assert.All(verdict.GetProperty("joint").EnumerateArray(), test => Assert.True(test.GetProperty("drifted").GetBoolean()));
        Assert.True(verdict.GetProperty("drifted").GetBoolean()); // together, and by nothing else
    }

    [Fact]
    public async Task Two_datasets_are_compared_by_their_common_columns()
    {
        using var owner = host.As(Role.Admin);
        string before = await UploadAsync(owner, i => $"{i % 50},{(i % 3 == 0 ? "a" : "b")},{i}", "x,c,old"),
            now = await UploadAsync(owner, i => $"{i % 50 + 40},{(i % 3 == 0 ? "a" : "b")},{i}", "x,c,other");
        var answer = await owner.PostAsync("/api/drift/detect", ApiHost.Json(
            $$"""{"reference_dataset_id":"{{before}}","current_dataset_id":"{{now}}","tests":["psi"]}"""));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var verdict = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal([("c", false), ("x", true)], verdict.GetProperty("columns").EnumerateArray().Select(
            column => (column.GetProperty("name").GetString()!, column.GetProperty("drifted").GetBoolean())).Order());
        Assert.Equal(HttpStatusCode.NotFound, (await owner.PostAsync("/api/drift/detect", ApiHost.Json(
            $$"""{"reference_dataset_id":"{{before}}","current_dataset_id":"ds_nothing"}"""))).StatusCode);
    }

    private static async Task<string> UploadAsync(HttpClient owner, Func<int, string> row, string header)
    {
        string csv = header + "\n" + string.Join('\n', Enumerable.Range(0, 400).Select(row));
        using var form = new MultipartFormDataContent { { new StringContent(csv), "file", "rows.csv" } };
        var answer = await owner.PostAsync("/api/data/upload", form);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("dataset_id").GetString()!;
    }

    [Theory]
    [InlineData("""{"reference":{},"current":{}}""", "$.reference")]
    [InlineData("""{}""", "$.reference")]
    [InlineData("""{"reference":{"x":[1]},"current":{"x":[1]},"method":"t_test"}""", "$.method")]
    [InlineData("""{"reference":{"x":[1]},"current":{"x":[1]},"tests":["psi","t_test"]}""", "$.tests[1]")]
    [InlineData("""{"reference":{"x":[1]},"current":{"x":[1]},"joint":["together"]}""", "$.joint[0]")]
    [InlineData("""{"reference":{"x":[1]},"current":{"x":[1]},"joint":["correlation_change"]}""", "$.joint")]
    [InlineData("""{"reference_dataset_id":"ds_a"}""", "$.current_dataset_id")]
    [InlineData("""{"reference_dataset_id":"ds_a","current_dataset_id":"ds_a","reference":{"x":[1]}}""", "$.reference_dataset_id")]
    [InlineData("""{"reference":{"x":[1]},"current":{"y":[1]}}""", "$.current")]
    [InlineData("""{"reference":{"x":[1]},"current":{"x":["a"]}}""", "$.reference.x")]
    [InlineData("""{"reference":{"x":[1,"a"]},"current":{"x":[1]}}""", "$.reference.x")]
    [InlineData("""{"reference":{"x":["a",1]},"current":{"x":["a"]}}""", "$.reference.x")]
    [InlineData("""{"reference":{"x":[[1]]},"current":{"x":[1]}}""", "$.reference.x")]
    [InlineData("""{"reference":{"x":[null]},"current":{"x":[null]}}""", "$.reference.x")]
    [InlineData("""{"reference":{"x":[]},"current":{"x":[1]}}""", "$.reference.x")]
    [InlineData("""{"reference":{"x":[{"a":[1]},null]},"current":{"x":[1]}}""", "$.reference.x")]
    [InlineData("""{"reference":{"x":[1]},"current":{"x":[1]},"false_alarm":0.9}""", "$.false_alarm")]
    public async Task Samples_that_cannot_be_compared_are_named_by_their_path(string body, string path)
    {
        var answer = await host.As(Role.Auditor).PostAsync("/api/drift/detect", ApiHost.Json(body));
        Assert.Equal("drift.bad-samples", await Problems.CodeAsync(answer, HttpStatusCode.BadRequest));
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(path, problem.GetProperty("errors").EnumerateObject().Single().Name);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_sample_of_more_than_a_million_values_is_too_large_before_anything_is_made_of_it(bool announced)
    {
        string column = "[0" + string.Concat(Enumerable.Repeat(",1", 500_000)) + "]";
        string body = $$$"""{"reference":{"x":{{{column}}}},"current":{"x":{{{column}}}}}""";
        var content = announced ? (HttpContent)ApiHost.Json(body) : new StreamContent(new Unknown(System.Text.Encoding.UTF8.GetBytes(body)))
        {
            Headers = { { "Content-Type", "application/json" } },
        };
        var answer = await host.As(Role.Auditor).PostAsync("/api/drift/detect", content);
        Assert.Equal("request.too-large", await Problems.CodeAsync(answer, HttpStatusCode.RequestEntityTooLarge));
        // What it held is given back once the answer is out, which its reader may see first.
        var budget = host.Services.GetRequiredService<BodyBudget>();
        await Eventually.HoldsAsync(() => budget.Held == 0);
    }

    /// <summary>A stream whose length nobody knows beforehand.</summary>
    private sealed class Unknown(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    private static async Task<JsonElement?> ReadAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement : null;
    }

    private static string Numbers(Func<int, double> value) => string.Join(",", Enumerable.Range(0, 200).Select(
        i => value(i).ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
