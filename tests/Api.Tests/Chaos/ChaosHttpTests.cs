using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Api.Tests.Models;

namespace Kolosal.Api.Tests.Chaos;

public sealed class ChaosHttpTests(ChaosApi host) : IClassFixture<ChaosApi>
{
    private const string Route = "/api/chaos/tests";

    [Fact]
    public async Task A_test_under_predictions_is_run_read_listed_and_reviewed()
    {
        string model = await host.ServeAsync();
        using HttpClient oper = host.WithKey(ApiHost.OperatorKey), auditor = host.As("auditor");
        var (status, started) = await SendAsync(oper, HttpMethod.Post, Route, $$$"""
            {"name":"slow log","type":"db_failover","fault":"storage_latency","latency_ms":20,"before_seconds":1,
             "hypothesis":{"statement":"A slower log fails no prediction.","model_id":"{{{model}}}"},
             "probe":{"rows":[{"x":0.5,"c":"a"}],"per_second":10,"timeout_ms":30000},
             "blast_radius":{"seconds":2,"model_id":"{{{model}}}"},"after_seconds":120}
            """);
        Assert.True(status == HttpStatusCode.Accepted, started.ToString());
        string id = started.GetProperty("id").GetString()!;
        Assert.Equal(("running", "before"), (started.GetProperty("status").GetString(), started.GetProperty("phase").GetString()));
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(oper, HttpMethod.Patch, $"{Route}/{id}/complete", """{"lessons":"early"}""")).Status);

        var ended = await ChaosApi.EndedAsync(oper, id);
        Assert.True(ended.GetProperty("status").GetString() == "completed", ended.ToString());
        Assert.Equal(0, ended.GetProperty("lost").GetInt64());
        Assert.True(ended.GetProperty("held").GetBoolean() && ended.GetProperty("struck").GetInt64() > 0);
        Assert.Equal(0, ended.GetProperty("during").GetProperty("error_rate").GetDouble());
        Assert.True(ended.GetProperty("after").GetProperty("p95").GetDouble() > 0);
        var listed = await auditor.GetFromJsonAsync<JsonElement>($"{Route}?type=db_failover&status=completed");
        Assert.Contains(listed.GetProperty("items").EnumerateArray(), one => one.GetProperty("id").GetString() == id);

        var reviewed = await SendAsync(oper, HttpMethod.Patch, $"{Route}/{id}/complete", """{"lessons":"It does.","failure_points":["None."]}""");
        Assert.Equal((HttpStatusCode.OK, "It does."), (reviewed.Status, reviewed.Body.GetProperty("lessons").GetString()));
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(oper, HttpMethod.Post, $"{Route}/{id}/cancel", null)).Status);
    }

    [Theory]
    [InlineData("POST", Route, """{"name":"x","type":"flood","hypothesis":{"statement":"x"}}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", Route, """{"name":"x","type":"queue_delay"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", Route, """{"name":"x","type":"db_failover","fault":"clock_skew","hypothesis":{"statement":"x"}}""",
        HttpStatusCode.BadRequest)]
    [InlineData("POST", Route, """{"name":"x","type":"queue_delay","hypothesis":{"statement":"x","model_id":"m"}}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", Route, """{"name":"x","type":"silo_loss","hypothesis":{"statement":"x"},"blast_radius":{"workspaces":["*"]}}""",
        HttpStatusCode.Conflict)]
    [InlineData("GET", $"{Route}/chaos_none", null, HttpStatusCode.NotFound)]
    [InlineData("PATCH", $"{Route}/chaos_none/complete", """{"lessons":"x"}""", HttpStatusCode.NotFound)]
    [InlineData("POST", $"{Route}/chaos_none/cancel", null, HttpStatusCode.NotFound)]
    public async Task What_cannot_be_meant_is_refused(string method, string path, string? body, HttpStatusCode expected)
    {
        using var oper = host.WithKey(ApiHost.OperatorKey);
        var (status, answer) = await SendAsync(oper, new HttpMethod(method), path, body);
        Assert.True(expected == status, answer.ToString());
    }

    [Fact]
    public async Task Only_an_operator_orders_faults()
    {
        foreach (string role in new[] { "admin", "trainer", "auditor", "consumer" })
        {
            using var caller = host.As(role);
            Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(
                caller, HttpMethod.Post, Route, """{"name":"x","type":"db_failover","hypothesis":{"statement":"x"}}""")).Status);
        }
    }

    internal static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpClient client, HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : ApiHost.Json(body) };
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }
}

/// <summary>A server as it is when nobody has allowed faults.</summary>
[Collection(ApiCollection.Name)]
public sealed class ChaosDisabledHttpTests(ApiHost host)
{
    [Fact]
    public async Task Faults_are_refused_where_nobody_has_allowed_them()
    {
        using var oper = host.WithKey(ApiHost.OperatorKey);
        var (status, body) = await ChaosHttpTests.SendAsync(
            oper, HttpMethod.Post, "/api/chaos/tests", """{"name":"x","type":"db_failover","hypothesis":{"statement":"x"}}""");
        Assert.Equal((HttpStatusCode.Forbidden, "chaos.disabled"), (status, body.GetProperty("code").GetString()));
        Assert.Equal(0, (await oper.GetFromJsonAsync<JsonElement>("/api/chaos/tests")).GetProperty("total").GetInt32());
    }
}
