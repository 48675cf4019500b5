using System.Net;
using System.Text;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Feedback;

[Collection(ServingCollection.Name)]
public sealed class FeedbackHttpTests(ServingApi host)
{
    [Fact]
    public async Task Outcomes_come_one_by_one_in_arrays_lines_and_tables_and_show_in_the_live_scores()
    {
        string name = await host.ServeAsync();
        string[] ids = await PredictAsync(name, 6);
        var one = await PostAsync($$"""{"prediction_id":"{{ids[0]}}","actual":"yes"}""");
        Assert.Equal((1, 0, 0, 0, 0), await CountsAsync(one));
        Assert.Equal((1, 1, 0, 0, 0), await CountsAsync(await PostAsync(
            $$"""[{"prediction_id":"{{ids[0]}}","actual":"yes"},{"actual":"no","prediction_id":"{{ids[1]}}"}]""")));
        Assert.Equal((2, 0, 0, 0, 0), await CountsAsync(await PostAsync(
            $"{{\"prediction_id\":\"{ids[2]}\",\"actual\":\"yes\"}}\n\n{{\"prediction_id\":\"{ids[3]}\",\"actual\":\"yes\"}}\n",
            "application/x-ndjson")));
        var table = await PostAsync($"prediction_id,actual\r\n{ids[4]},\"yes\"\r\n{ids[1]},yes\r\nprd_{Guid.Empty:N}_0,no\r\n", "text/csv");
        var receipt = JsonDocument.Parse(await table.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((1, 0, 1, 1, 0), await CountsAsync(table));
        Assert.Equal(["corrected", "not_found"], receipt.GetProperty("examples").EnumerateArray().Select(e => e.GetProperty("status").GetString()));
        Assert.Contains("'no'", receipt.GetProperty("examples")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);

        // The prior model always says yes, at 46/62; all five turned out so.
        var live = await Eventually.HoldsAsync(
            () => PerformanceAsync(name), found => found.ValueKind == JsonValueKind.Object && OutcomesOf(found) == (5, 1));
        var scores = live.GetProperty("versions")[0].GetProperty("scores").EnumerateArray().ToDictionary(
            score => score.GetProperty("metric").GetString()!, score => score.GetProperty("value"));
        Assert.Equal(1, scores["accuracy"].GetDouble());
        Assert.Equal(-Math.Log(46 / 62.0), scores["log_loss"].GetDouble(), 9);
        Assert.Equal(JsonValueKind.Null, scores["roc_auc"].ValueKind);
        await Eventually.EqualsAsync((5, 1), async () => OutcomesOf(
            JsonDocument.Parse(await host.As(Role.Auditor).GetStringAsync($"/api/predict/stats/{name}")).RootElement));
    }

    [Theory]
    [InlineData("""{"prediction_id":"ID","actual":"Yes"}""", 422, "feedback.bad-outcomes", "$.actual")]
    [InlineData("""[{"prediction_id":"ID","actual":"yes"},{"prediction_id":"ID","actual":"maybe"}]""", 422, "feedback.bad-outcomes", "$[1].actual")]
    [InlineData("""[{"prediction_id":"ID"}]""", 422, "feedback.bad-outcomes", "$[0].actual")]
    [InlineData("""[{"prediction_id":7,"actual":"yes"}]""", 422, "feedback.bad-outcomes", "$[0].prediction_id")]
    [InlineData("""[{"prediction_id":"prd_1","actual":"yes"}]""", 422, "feedback.bad-outcomes", "$[0].prediction_id")]
    [InlineData("""[{"prediction_id":"ID","actual":null}]""", 422, "feedback.bad-outcomes", "$[0].actual")]
    [InlineData("""[{"prediction_id":"ID","actual":"yes","actual":"no"}]""", 422, "feedback.bad-outcomes", "$[0].actual")]
    [InlineData("""[{"prediction_id":"ID","actual":"yes","weight":2}]""", 422, "feedback.bad-outcomes", "$[0]")]
    [InlineData("""[null]""", 422, "feedback.bad-outcomes", "$[0]")]
    [InlineData("""{"prediction_id":"ID","actual":"\ud800"}""", 422, "feedback.bad-outcomes", "$.actual")]
    [InlineData("""{"prediction_id":"ID","\ud800":1,"actual":"yes"}""", 400, "feedback.malformed", "$")]
    [InlineData("""{"prediction_id":"prd_1","actual":1e999}""", 422, "feedback.bad-outcomes", "$.actual")]
    [InlineData("[]", 422, "feedback.empty", null)]
    [InlineData("7", 400, "feedback.malformed", "$")]
    [InlineData("", 400, "feedback.malformed", "$")]
    [InlineData("[", 400, "feedback.malformed", "$")]
    public async Task What_is_no_outcome_is_named_by_its_path(string body, int status, string code, string? path)
    {
        string name = await host.ServeAsync(), id = (await PredictAsync(name, 1))[0];
        var answer = await PostAsync(body.Replace("ID", id, StringComparison.Ordinal));
        Assert.Equal(code, await Problems.CodeAsync(answer, (HttpStatusCode)status));
        if (path is null) return;
        Assert.Contains(path, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("errors").EnumerateObject()
            .Select(error => error.Name));
    }

    [Theory]
    [InlineData("id,actual\na,b\n", "text/csv"), InlineData("prediction_id,actual\na,b,c\n", "text/csv"), InlineData("", "text/csv")]
    [InlineData("prediction_id,actual\n\"a,b\n", "text/csv"), InlineData("{\"prediction_id\":\n", "application/x-ndjson")]
    public async Task A_broken_table_or_line_is_malformed(string body, string type) =>
        Assert.Equal("feedback.malformed", await Problems.CodeAsync(await PostAsync(body, type), HttpStatusCode.BadRequest));

    [Fact]
    public async Task Outcomes_of_another_workspace_are_not_found_and_a_monitor_can_be_told_what_is_accepted()
    {
        string name = await host.ServeAsync(), id = (await PredictAsync(name, 1))[0];
        var elsewhere = await host.As(Role.Consumer, workspace: "elsewhere").PostAsync(
            "/api/predict/feedback", ApiHost.Json($$"""{"prediction_id":"{{id}}","actual":"yes"}"""));
        var (accepted, _, _, missing, waiting) = await CountsAsync(elsewhere);
        Assert.Equal((0, 1), (accepted, missing + waiting));
        var other = await host.As(Role.Consumer).PostAsync(
            "/api/predict/feedback?model_id=other", ApiHost.Json($$"""{"prediction_id":"{{id}}","actual":"yes"}"""));
        Assert.Equal((0, 0, 0, 1, 0), await CountsAsync(other));

        string path = $"/api/monitoring/performance/{name}";
        var set = await host.As(Role.Admin).PutAsync(
            path, ApiHost.Json("""{"window_outcomes":100,"estimate_rows":200,"metric":"accuracy","threshold":0.7,"false_alarm":0.01}"""));
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        var settings = JsonDocument.Parse(await set.Content.ReadAsStringAsync()).RootElement.GetProperty("settings");
        Assert.Equal((100, 0.7), (settings.GetProperty("window_outcomes").GetInt32(), settings.GetProperty("threshold").GetDouble()));
        var list = JsonDocument.Parse(await host.As(Role.Auditor).GetStringAsync("/api/monitoring/performance?limit=500")).RootElement;
        Assert.Contains(name, list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("model_id").GetString()));
        Assert.Equal("performance.metric", await Problems.CodeAsync(
            await host.As(Role.Admin).PutAsync(path, ApiHost.Json("""{"window_outcomes":100,"estimate_rows":200,"metric":"luck"}""")),
            HttpStatusCode.BadRequest));
        Assert.Equal("models.not-found", await Problems.CodeAsync(
            await host.As(Role.Auditor).GetAsync("/api/monitoring/performance/nobody"), HttpStatusCode.NotFound));
    }

    private async Task<string[]> PredictAsync(string name, int rows)
    {
        string cells = string.Join(",", Enumerable.Range(0, rows).Select(i => $"[{i},\"a\"]"));
        var answer = await host.As(Role.Consumer).PostAsync("/api/predict", ApiHost.Json($$"""{"model_id":"{{name}}","rows":[{{cells}}]}"""));
        return [.. JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("predictions").EnumerateArray()
            .Select(row => row.GetProperty("prediction_id").GetString()!)];
    }

    /// <returns>Undefined until the monitor has counted anything.</returns>
    private async Task<JsonElement> PerformanceAsync(string name)
    {
        var answer = await host.As(Role.Auditor).GetAsync($"/api/monitoring/performance/{name}");
        if (answer.StatusCode == HttpStatusCode.NotFound) return default;
        return JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement;
    }

    private static (int Outcomes, int Corrections) OutcomesOf(JsonElement counts) =>
        (counts.GetProperty("outcomes").GetInt32(), counts.GetProperty("corrections").GetInt32());

    private Task<HttpResponseMessage> PostAsync(string body, string type = "application/json") =>
        host.As(Role.Consumer).PostAsync("/api/predict/feedback", new StringContent(body, Encoding.UTF8, type));

    private static async Task<(int Accepted, int Repeated, int Corrected, int NotFound, int Waiting)> CountsAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        var receipt = JsonDocument.Parse(text).RootElement;
        return (receipt.GetProperty("accepted").GetInt32(), receipt.GetProperty("repeated").GetInt32(), receipt.GetProperty("corrected").GetInt32(),
            receipt.GetProperty("not_found").GetInt32(), receipt.GetProperty("waiting").GetInt32());
    }
}
