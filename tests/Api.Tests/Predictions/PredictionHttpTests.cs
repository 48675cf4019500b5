using System.Net;
using System.Text;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Events;
using Kolosal.Predictions;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Api.Tests.Predictions;

[Collection(ServingCollection.Name)]
public sealed class PredictionHttpTests(ServingApi host)
{
    [Theory]
    [InlineData("/api/predict"), InlineData("/api/predict/batch"), InlineData("/api/predict/proba")]
    public async Task Rows_are_answered_one_by_one(string path)
    {
        string name = await host.ServeAsync();
        var answer = await PostAsync(path, $$"""{"model_id":"{{name}}","rows":[{"x":0.2,"c":"a"},[null,"never seen"]]}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var reply = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(($"{name}:1", true), (reply.GetProperty("model_id").GetString(), reply.GetProperty("durable").GetBoolean()));
        var rows = reply.GetProperty("predictions").EnumerateArray().ToArray();
        Assert.Equal(2, rows.Length);
        for (int row = 0; row < 2; row++)
        {
            Assert.True(PredictionId.TryParse(rows[row].GetProperty("prediction_id").GetString(), out var id));
            Assert.Equal(row, id.Row);

            // The prior model with one pseudo-row a class: 15 of 60 rows are "no".
            double no = rows[row].GetProperty("probabilities").GetProperty("no").GetDouble(),
                yes = rows[row].GetProperty("probabilities").GetProperty("yes").GetDouble();
            Assert.Equal(16 / 62.0, no, 12);
            Assert.Equal(("yes", yes, "total"), (rows[row].GetProperty("prediction").GetString(), rows[row].GetProperty("confidence").GetDouble(),
                rows[row].GetProperty("uncertainty_type").GetString()));
            Assert.Equal(-(no * Math.Log(no)) - yes * Math.Log(yes), rows[row].GetProperty("uncertainty").GetDouble(), 12);
        }
    }

    [Fact]
    public async Task Many_rows_come_back_in_order()
    {
        string name = await host.ServeAsync();
        string rows = string.Join(",", Enumerable.Range(0, 400).Select(i => $"[{i},\"a\"]"));
        var answer = await PostAsync("/api/predict/batch", $$"""{"rows":[{{rows}}],"model_id":"{{name}}@champion"}""");
        var predictions = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("predictions").EnumerateArray();
        Assert.Equal(Enumerable.Range(0, 400), predictions.Select(
            row => PredictionId.TryParse(row.GetProperty("prediction_id").GetString(), out var id) ? id.Row : -1));
    }

    [Fact]
    public async Task A_table_is_rows_too()
    {
        string name = await host.ServeAsync();
        var table = new StringContent("c,x\r\n\"a\",1.5\r\nb,\r\n", Encoding.UTF8, "text/csv");
        var answer = await host.As(Role.Consumer).PostAsync($"/api/predict/batch?model_id={name}", table);
        Assert.Equal(2, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("predictions").GetArrayLength());
        var latin = new ByteArrayContent(Encoding.Latin1.GetBytes("c,x\nK\u00F6ln,1\n")) { Headers = { ContentType = new("text/csv") } };
        var refused = await host.As(Role.Consumer).PostAsync($"/api/predict/batch?model_id={name}", latin);
        Assert.Equal("predict.malformed", await Problems.CodeAsync(refused, HttpStatusCode.BadRequest));
        foreach (string bad in (string[])["", "c,x\n1\n", "c,c\n1,2\n", "c,x\n\"a,1\n"])
            Assert.Equal("predict.malformed", await Problems.CodeAsync(
                await host.As(Role.Consumer).PostAsync($"/api/predict/batch?model_id={name}", new StringContent(bad, Encoding.UTF8, "text/csv")),
                    HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("""{"model_id":"MODEL","rows":[{"x":"old","c":"a"}]}""", HttpStatusCode.UnprocessableEntity, "predict.bad-rows", "$.rows[0].x")]
    [InlineData("""{"model_id":"MODEL","rows":[{"x":1,"c":"a","z":1}]}""", HttpStatusCode.UnprocessableEntity, "predict.bad-rows", "$.rows[0].z")]
    [InlineData("""{"model_id":"MODEL","rows":[]}""", HttpStatusCode.UnprocessableEntity, "predict.bad-rows", "$.rows")]
    [InlineData("""{"model_id":"MODEL","rows":[[1,"a"]""", HttpStatusCode.BadRequest, "predict.malformed", "$.rows")]
    [InlineData("""{"model_id":"MODEL","rows":[[1,"a"]],"extra":1}""", HttpStatusCode.BadRequest, "predict.malformed", "$")]
    [InlineData("""{"rows":[[1,"a"]]}""", HttpStatusCode.BadRequest, "predict.malformed", "$.model_id")]
    [InlineData("""{"model_id":"../x","rows":[[1,"a"]]}""", HttpStatusCode.BadRequest, "predict.malformed-model", "$.model_id")]
    [InlineData("", HttpStatusCode.BadRequest, "predict.malformed", "$")]
    public async Task What_cannot_be_predicted_is_named_by_its_path(string body, HttpStatusCode status, string code, string path)
    {
        string name = await host.ServeAsync();
        var answer = await PostAsync("/api/predict", body.Replace("MODEL", name));
        Assert.Equal(code, await Problems.CodeAsync(answer, status));
        Assert.Contains(path, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("errors").EnumerateObject()
            .Select(error => error.Name));
    }

    [Fact]
    public async Task Ten_thousand_levels_are_a_refusal()
    {
        string name = await host.ServeAsync(), deep = new string('[', 10_000) + new string(']', 10_000);
        Assert.Equal("predict.bad-rows", await Problems.CodeAsync(
            await PostAsync("/api/predict", $$"""{"model_id":"{{name}}","rows":{{deep}}}"""), HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task What_does_not_serve_says_so()
    {
        string name = await host.RegisterAsync();
        Assert.Equal("models.not-found", await RefusalAsync("nobody", HttpStatusCode.NotFound));
        Assert.Equal("models.nothing-active", await RefusalAsync(name, HttpStatusCode.Conflict));
        Assert.Equal("models.not-approved", await RefusalAsync($"{name}:1", HttpStatusCode.Conflict));
        await host.As(Role.Admin, subject: "bob").PostAsync($"/api/models/{name}:1/retire", ApiHost.Json("""{"note":"old"}"""));
        Assert.Equal("models.retired", await RefusalAsync($"{name}:1", HttpStatusCode.Gone));

        string served = await host.ServeAsync();
        var bob = host.As(Role.Admin, subject: "bob");
        Assert.Equal(HttpStatusCode.OK, (await bob.PostAsync($"/api/models/{served}/suspend", ApiHost.Json("""{"note":"unfair"}"""))).StatusCode);
        Assert.Equal("models.suspended", await RefusalAsync(served, HttpStatusCode.ServiceUnavailable));
        Assert.Equal("models.not-found", await Problems.CodeAsync(
            await host.As(Role.Consumer, workspace: "elsewhere").PostAsync("/api/predict", Body(served)), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Only_json_is_read()
    {
        string name = await host.ServeAsync();
        var text = new StringContent($$"""{"model_id":"{{name}}","rows":[[1,"a"]]}""", Encoding.UTF8, "text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await host.As(Role.Consumer).PostAsync("/api/predict", text)).StatusCode);
    }

    [Fact]
    public async Task Every_request_is_counted_once()
    {
        string name = await host.ServeAsync();
        for (int i = 0; i < 7; i++) await PostAsync("/api/predict", $$"""{"model_id":"{{name}}","rows":[[1,"a"],[2,"b"]]}""");
        await PostAsync("/api/predict", $$"""{"model_id":"{{name}}","rows":[[1]]}""");
        var stats = await Eventually.HoldsAsync(
            async () => JsonDocument.Parse(await host.As(Role.Auditor).GetStringAsync($"/api/predict/stats/{name}")).RootElement,
            found => found.GetProperty("requests").GetInt32() >= 8);
        Assert.Equal((8, 14, 1, 0), (stats.GetProperty("requests").GetInt32(), stats.GetProperty("rows").GetInt32(),
            stats.GetProperty("client_errors").GetInt32(), stats.GetProperty("errors").GetInt32()));
        Assert.Equal(HttpStatusCode.NoContent, (await host.As(Role.Admin).DeleteAsync($"/api/predict/cache/{name}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.As(Role.Consumer).PostAsync("/api/predict", Body(name))).StatusCode);
    }

    [Fact]
    public async Task A_model_that_is_not_there_has_no_statistics_and_makes_no_grain()
    {
        string name = await host.RegisterAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.As(Role.Auditor).GetAsync($"/api/predict/stats/{name}")).StatusCode);
        using var elsewhere = host.As(Role.Auditor, workspace: "elsewhere");
        string[] addresses = [$"/api/predict/stats/{name}", $"/api/monitoring/drift/{name}", $"/api/fairness/report/{name}",
            $"/api/monitoring/slo/{name}"];
        foreach (string address in addresses)
            Assert.Equal("models.not-found", await Problems.CodeAsync(await elsewhere.GetAsync(address), HttpStatusCode.NotFound));

        var management = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        var monitors = (await management.GetDetailedGrainStatistics()).Where(grain => grain.GrainId.ToString().Contains("elsewhere/" + name));
        Assert.Empty(monitors);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) => host.As(Role.Consumer).PostAsync(path, ApiHost.Json(body));

    private async Task<string> RefusalAsync(string model, HttpStatusCode status)
    {
        HttpResponseMessage answer = null!;
        await Eventually.HoldsAsync(async () => (answer = await host.As(Role.Consumer).PostAsync("/api/predict", Body(model))).StatusCode == status);
        return await Problems.CodeAsync(answer, status);
    }

    private static StringContent Body(string model) => ApiHost.Json($$"""{"model_id":"{{model}}","rows":[[1,"a"]]}""");
}
