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

    [Fact]
    public async Task People_work_on_it_until_it_is_learnt_from()
    {
        using var admin = host.As(Role.Admin, "work", subject: "ann");
        string path = (await admin.PostAsync("/api/security/incidents", Json(
            """{"title":"Leak","type":"security","severity":"sev2","subject":"data/x","evidence_id":"scan-1"}"""))).Headers.Location!.ToString();
        string again = (await admin.PostAsync("/api/security/incidents", Json(
            """{"title":"Leak","type":"security","severity":"sev2","subject":"data/x","evidence_id":"scan-1"}"""))).Headers.Location!.ToString();
        Assert.Equal(path, again);
        Assert.Equal(1, (await BodyAsync(await admin.GetAsync(path))).GetProperty("signals").GetInt32());

        var assigned = await BodyAsync(await admin.PutAsync($"{path}/assignee", Json("""{"assignee":"bob"}""")));
        Assert.Equal("bob", assigned.GetProperty("assignee").GetString());
        var item = await BodyAsync(await admin.PostAsync($"{path}/action-items", Json(
            """{"title":"close it","owner":"cyd","due_at":"2030-01-01T00:00:00Z"}""")));
        string itemPath = $"{path}/action-items/{item.GetProperty("id").GetString()}";
        Assert.Equal("ann", (await BodyAsync(await admin.PatchAsync(itemPath, Json("""{"done":true}""")))).GetProperty("done_by").GetString());
        Assert.Equal("incidents.no-such-item", await Problems.CodeAsync(
            await admin.PatchAsync($"{path}/action-items/act_0", Json("""{"done":true}""")), HttpStatusCode.NotFound));

        var reporting = (await BodyAsync(await admin.GetAsync(path))).GetProperty("reporting");
        Assert.False(reporting.GetProperty("overdue").GetBoolean());
        var reported = await BodyAsync(await admin.PostAsync($"{path}/reporting/reports", Json(
            """{"authority":"the authority","reference":"r1"}""")));
        Assert.Equal("ann", reported.GetProperty("reporting").GetProperty("reported_by").GetString());
        Assert.Equal("incidents.already-reported", await Problems.CodeAsync(
            await admin.PutAsync($"{path}/reporting", Json("""{"reportable":false,"reason":"no"}""")), HttpStatusCode.Conflict));

        await admin.PatchAsync($"{path}/status", Change("resolved"));
        Assert.Equal("incidents.postmortem-missing", await Problems.CodeAsync(
            await admin.PatchAsync($"{path}/status", Change("postmortem")), HttpStatusCode.Conflict));
        Assert.Equal(HttpStatusCode.OK, (await admin.PutAsync($"{path}/postmortem", Json(
            """{"summary":"s","impact":"i","root_cause":"r"}"""))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.PatchAsync($"{path}/status", Change("postmortem"))).StatusCode);

        var timeline = (await BodyAsync(await admin.GetAsync($"{path}/timeline"))).GetProperty("entries").EnumerateArray().ToArray();
        Assert.Contains(timeline, entry => entry.GetProperty("source").GetString() == "audit"
            && entry.GetProperty("what").GetString() == "incident.report");
        Assert.Contains(timeline, entry => entry.GetProperty("source").GetString() == "incident"
            && entry.GetProperty("what").GetString() == "Assigned to bob");
        Assert.Equal(timeline.Select(entry => entry.GetProperty("at").GetDateTimeOffset()).Order(), timeline.Select(entry =>
            entry.GetProperty("at").GetDateTimeOffset()));
    }

    [Fact]
    public async Task One_read_says_how_a_workspace_fares()
    {
        using var admin = host.As(Role.Admin, "figures");
        for (int i = 0; i < 3; i++)
        {
            string path = (await admin.PostAsync("/api/security/incidents", Report($"models/{i}"))).Headers.Location!.ToString();
            if (i < 2) await admin.PatchAsync($"{path}/status", Change("resolved"));
        }

        var summary = await BodyAsync(await admin.GetAsync("/api/security/incidents/summary?days=7"));
        Assert.Equal((3, 1, 1), (summary.GetProperty("opened").GetInt32(), summary.GetProperty("open").GetInt32(),
            summary.GetProperty("open_by_severity").GetProperty("sev3").GetInt32()));
        var drift = summary.GetProperty("times_by_type").GetProperty("drift");
        Assert.Equal((3, 2, 2), (drift.GetProperty("mttd").GetProperty("count").GetInt32(), drift.GetProperty("mtta").GetProperty("count").GetInt32(),
            drift.GetProperty("mttr").GetProperty("count").GetInt32()));
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync("/api/security/incidents/summary?days=0")).StatusCode);
    }

    [Fact]
    public async Task The_schedule_says_who_is_on_call()
    {
        using var admin = host.As(Role.Admin, "calls");
        Assert.Equal("on-call.not-set", await Problems.CodeAsync(await admin.GetAsync("/api/security/on-call"), HttpStatusCode.NotFound));
        var set = await admin.PutAsync("/api/security/on-call", Json(
            """{"rotation":["ann","bob"],"starts_at":"2026-01-05T09:00:00Z","shift_hours":24}"""));
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        var read = await BodyAsync(await admin.GetAsync("/api/security/on-call"));
        Assert.Contains(read.GetProperty("now").GetString(), (string?[])["ann", "bob"]);
        Assert.NotEqual(read.GetProperty("now").GetString(), read.GetProperty("next").GetString());
        foreach (string until in (string[])["2026-01-06T09:00:00Z", "9999-12-31T23:59:59Z"])
            Assert.Equal("on-call.bad-schedule", await Problems.CodeAsync(await admin.PutAsync("/api/security/on-call", Json(
                $$"""
                {"rotation":["ann"],"starts_at":"2026-01-05T09:00:00Z",
                 "overrides":[{"subject":"bob","from":"2026-01-07T09:00:00Z","until":"{{until}}"}]}
                """)), HttpStatusCode.BadRequest));
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    private static StringContent Report(string subject) =>
        Json($$"""{"title":"Odd figures","type":"drift","severity":"sev3","subject":"{{subject}}","evidence":"seen by hand"}""");

    private static StringContent Change(string status) => Json($$"""{"status":"{{status}}"}""");

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
