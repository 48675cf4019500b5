using System.Net;
using System.Text;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Incidents;

[Collection(ApiCollection.Name)]
public sealed class IncidentHttpTests(ApiHost host)
{
    [Fact]
    public async Task A_report_opens_an_incident_that_is_read_listed_and_worked_on()
    {
        using var admin = host.As(Role.Admin);
        var made = await admin.PostAsync("/api/security/incidents", Report("models/one"));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        string path = made.Headers.Location!.ToString();
        var read = await admin.GetAsync(path);
        Assert.Equal("open", (await BodyAsync(read)).GetProperty("status").GetString());

        var change = Change("investigating");
        using var stale = new HttpRequestMessage(HttpMethod.Patch, $"{path}/status") { Content = Change("investigating") };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"999\"");
        Assert.Equal("incidents.changed", await Problems.CodeAsync(await admin.SendAsync(stale), HttpStatusCode.PreconditionFailed));
        var taken = await BodyAsync(await admin.PatchAsync($"{path}/status", change));
        Assert.Equal(("investigating", 2), (taken.GetProperty("status").GetString(), taken.GetProperty("timeline").GetArrayLength()));
        Assert.Equal(JsonValueKind.Number, taken.GetProperty("mtta_seconds").ValueKind);
        var listed = await BodyAsync(await admin.GetAsync("/api/security/incidents?status=investigating"));
        string?[] ids = [.. listed.GetProperty("items").EnumerateArray().Select(incident => incident.GetProperty("id").GetString())];
        Assert.Contains(taken.GetProperty("id").GetString(), ids);
    }

    [Fact]
    public async Task An_old_incident_does_not_open_again_beside_a_new_one()
    {
        using var admin = host.As(Role.Admin);
        string first = (await admin.PostAsync("/api/security/incidents", Report("models/two"))).Headers.Location!.ToString();
        Assert.Equal(HttpStatusCode.OK, (await admin.PatchAsync($"{first}/status", Change("resolved"))).StatusCode);
        string second = (await admin.PostAsync("/api/security/incidents", Report("models/two"))).Headers.Location!.ToString();
        Assert.NotEqual(first, second);
        Assert.Equal("incidents.another-open", await Problems.CodeAsync(
            await admin.PatchAsync($"{first}/status", Change("open")), HttpStatusCode.Conflict));

        await admin.PatchAsync($"{second}/status", Change("resolved"));
        Assert.Equal("open", (await BodyAsync(await admin.PatchAsync($"{first}/status", Change("open")))).GetProperty("status").GetString());
        string third = (await admin.PostAsync("/api/security/incidents", Report("models/two"))).Headers.Location!.ToString();
        Assert.Equal(first, third);
    }

    [Theory]
    [InlineData("""{"title":" ","type":"drift","severity":"sev3","subject":"models/x"}""", "$.title", "request.bad-value")]
    [InlineData("""{"title":"t","type":"drift","severity":"sev3","subject":""}""", "$.subject", "request.bad-value")]
    [InlineData("""{"title":"t","type":"drift","severity":"sev3","subject":"a\r\nb"}""", "$.subject", "request.bad-value")]
    [InlineData("""{"title":"t","type":"drift","severity":"sev3","subject":"models/x","began_at":"2999-01-01T00:00:00Z"}""", "$.began_at",
        "incidents.bad-report")]
    public async Task A_report_that_says_nothing_is_refused_by_path(string body, string path, string code)
    {
        var answer = await host.As(Role.Admin).PostAsync("/api/security/incidents", Json(body));
        Assert.Equal(code, await Problems.CodeAsync(answer, HttpStatusCode.BadRequest));
        Assert.Equal(path, (await BodyAsync(answer)).GetProperty("errors").EnumerateObject().Single().Name);
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    private static StringContent Report(string subject) =>
        Json($$"""{"title":"Odd figures","type":"drift","severity":"sev3","subject":"{{subject}}","evidence":"seen by hand"}""");

    private static StringContent Change(string status) => Json($$"""{"status":"{{status}}"}""");

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
