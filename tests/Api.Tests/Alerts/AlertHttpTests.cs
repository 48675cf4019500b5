using System.Net;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Alerts;

[Collection(ApiCollection.Name)]
public sealed class AlertHttpTests(ApiHost host)
{
    [Fact]
    public async Task An_incident_is_an_alert_until_it_is_resolved()
    {
        using HttpClient admin = host.As(Role.Admin, "alerting"), auditor = host.As(Role.Auditor, "alerting");
        var made = await admin.PostAsync("/api/security/incidents", ApiHost.Json(
            """{"title":"Odd figures","type":"drift","severity":"sev3","subject":"models/x"}"""));
        string id = (await BodyAsync(made)).GetProperty("id").GetString()!, path = $"/api/monitoring/alerts/incidents.{id}";
        await Eventually.HoldsAsync(async () => (await auditor.GetAsync(path)).StatusCode == HttpStatusCode.OK);
        var board = await BodyAsync(await auditor.GetAsync("/api/monitoring/alerts"));
        Assert.Equal(1, board.GetProperty("firing").GetInt32());
        Assert.Equal("firing", board.GetProperty("items")[0].GetProperty("state").GetString());

        await admin.PatchAsync($"/api/security/incidents/{id}/status", ApiHost.Json("""{"status":"resolved"}"""));
        await Eventually.EqualsAsync("resolved", async () => (await BodyAsync(await auditor.GetAsync(path))).GetProperty("state").GetString());
        Assert.Equal("alerts.not-found", await Problems.CodeAsync(await auditor.GetAsync("/api/monitoring/alerts/none"), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_rule_is_set_read_changed_under_its_tag_and_removed()
    {
        using HttpClient admin = host.As(Role.Admin, "rules"), auditor = host.As(Role.Auditor, "rules");
        const string Path = "/api/monitoring/alert-rules/slow", Body =
            """{"title":"Slow","kind":"threshold","metric":"latency_p99","comparison":"above","limit":200,"raises":"performance"}""";
        Assert.Equal("alerts.no-such-rule", await Problems.CodeAsync(await auditor.GetAsync(Path), HttpStatusCode.NotFound));
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.PutAsync(Path, ApiHost.Json(Body))).StatusCode);
        var set = await admin.PutAsync(Path, ApiHost.Json(Body));
        Assert.Equal(("\"1\"", HttpStatusCode.OK), (set.Headers.ETag?.Tag, set.StatusCode));
        var rule = await BodyAsync(await auditor.GetAsync(Path));
        Assert.Equal(("inactive", false, 200.0), (rule.GetProperty("state").GetString(), rule.GetProperty("is_default").GetBoolean(),
            rule.GetProperty("rule").GetProperty("limit").GetDouble()));

        using var stale = new HttpRequestMessage(HttpMethod.Put, Path) { Content = ApiHost.Json(Body.Replace("200", "300")) };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"7\"");
        Assert.Equal("alerts.changed", await Problems.CodeAsync(await admin.SendAsync(stale), HttpStatusCode.PreconditionFailed));
        Assert.Equal(3, (await BodyAsync(await auditor.GetAsync("/api/monitoring/alert-rules"))).GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync(Path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.DeleteAsync(Path)).StatusCode);
    }

    [Theory]
    [InlineData("""{"title":"x","kind":"threshold"}""", "$.metric")]
    [InlineData("""{"title":"x","kind":"burn"}""", "$.limit")]
    [InlineData("""{"title":"x","kind":"incident","raises":"drift"}""", "$.raises")]
    [InlineData("""{"title":"x","kind":"absence","window_minutes":0}""", "$.window_minutes")]
    public async Task A_rule_that_says_nothing_is_refused_by_path(string body, string path)
    {
        var answer = await host.As(Role.Admin).PutAsync("/api/monitoring/alert-rules/x", ApiHost.Json(body));
        Assert.Equal("alerts.bad-rule", await Problems.CodeAsync(answer, HttpStatusCode.BadRequest));
        Assert.Equal(path, (await BodyAsync(answer)).GetProperty("errors").EnumerateObject().Single().Name);
    }

    [Fact]
    public async Task A_silence_has_an_author_a_reason_and_an_end()
    {
        using var admin = host.As(Role.Admin, "silences", subject: "ann");
        string until = DateTimeOffset.UtcNow.AddHours(1).ToString("O");
        var made = await admin.PostAsync("/api/monitoring/silences", ApiHost.Json(
            $$"""{"matchers":[{"label":"model","value":"loans*"}],"until":"{{until}}","reason":"a test"}"""));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var silence = await BodyAsync(made);
        Assert.Equal(("ann", "a test", true), (
            silence.GetProperty("author").GetString(), silence.GetProperty("reason").GetString(), silence.GetProperty("active").GetBoolean()));
        var ended = await BodyAsync(await admin.DeleteAsync(made.Headers.Location!.ToString()));
        Assert.False(ended.GetProperty("active").GetBoolean());
        Assert.Equal(1, (await BodyAsync(await admin.GetAsync("/api/monitoring/silences"))).GetProperty("total").GetInt32());
        Assert.Equal("alerts.bad-silence", await Problems.CodeAsync(await admin.PostAsync("/api/monitoring/silences", ApiHost.Json(
            """{"matchers":[{"label":"model","value":"x"}],"until":"2020-01-01T00:00:00Z","reason":"late"}""")), HttpStatusCode.BadRequest));
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
}
