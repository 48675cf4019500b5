using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Compliance;

/// <summary>The registers over HTTP: one walk for every kind.</summary>
public sealed class RegisterHttpTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    /// <summary>By path: a complete body, the first status, and the way to a decision (empty where nobody decides).</summary>
    private static readonly Dictionary<string, (string Body, string First, string[] Way)> Kinds = new()
    {
        ["risks"] = ("""
            {"title":"t","source":"model","description":"d","likelihood":3,"consequence":4,"treatment":"retain","treatment_plan":"p",
             "controls":["Q33"],"residual_likelihood":2,"residual_consequence":3}
            """, "draft", ["in_review", "approved"]),
        ["impact-assessments"] = ("""
            {"title":"t","model":"credit","version":1,"groups":["all"],"individuals":"a","group_effects":"b","society":"c","findings":"d",
             "dpia_due":false}
            """, "draft", ["in_review", "approved"]),
        ["processing-activities"] = ("""
            {"title":"t","about":["datasets/ds_1"],"purpose":"p","role":"controller","basis":"contract","data_categories":["income"],
             "subjects":["applicants"],"recipients":[],"transfers":[],"retention_days":30,"measures":"m"}
            """, "draft", ["in_review", "approved"]),
        ["subject-requests"] = ("""{"title":"t","kind":"access","subject_key":"s1"}""", "received", []),
        ["suppliers"] = ($$"""
            {"title":"t","items":["pkg:nuget/x"],"licence":"MIT","assessment":"a","contract_hash":"{{Hash}}","location":"DE"}
            """, "draft", ["in_review", "approved"]),
        ["competences"] = ($$"""
            {"title":"t","principal":"prn_x","course":"c","completed_at":"2020-01-01T00:00:00Z","roles":["trainer"],"document_hash":"{{Hash}}"}
            """, "draft", ["in_review", "approved"]),
        ["objectives"] = ("""
            {"title":"t","metric":"m","unit":"u","target":0.99,"side":"at_least","monitor":"Q24","reach_by":"2030-01-01T00:00:00Z"}
            """, "draft", ["in_review", "approved"]),
        ["corrective-actions"] = ("""
            {"title":"t","control":"Q24","due":"2030-01-01T00:00:00Z","cause":"c","action":"a"}
            """, "open", ["done", "confirmed"]),
        ["waivers"] = ($$"""
            {"title":"t","control":"Q64","control_owner":"olga","reason":"r","until":"{{DateTimeOffset.UtcNow.AddDays(30):O}}"}
            """, "draft", ["in_review", "approved"]),
        ["applicability"] = ("""
            {"title":"t","framework":"iso42001","control":"A.6.2.4","applies":true,"reason":"r"}
            """, "draft", ["in_review", "approved"]),
        ["roles"] = ("""{"title":"t","role":"ai_owner","holder":"olga","duties":"d"}""", "draft", ["in_review", "approved"]),
        ["incident-duties"] = ("""{"title":"t","incident":"INC-2026-000009"}""", "open", []),
        ["privileged-uses"] = ("""
            {"title":"t","action":"restore","reason":"r","ticket":"T-1","second_person":"olga"}
            """, "open", ["done", "confirmed"]),
    };

    public static TheoryData<string> Paths => [.. Kinds.Keys];

    [Theory, MemberData(nameof(Paths))]
    public async Task A_record_is_made_listed_read_changed_moved_and_decided_by_somebody_else(string path)
    {
        var (body, first, way) = Kinds[path];
        string workspace = $"reg-{path}", routes = $"/api/compliance/{path}";
        using HttpClient admin = host.As(Role.Admin, workspace, "ann"), reviewer = host.As(Role.Reviewer, workspace, "rita"),
            auditor = host.As(Role.Auditor, workspace), trainer = host.As(Role.Trainer, workspace), stranger = host.As(Role.Admin, "elsewhere");

        using var created = await admin.PostAsync(routes, ApiHost.Json(body));
        Assert.True(created.StatusCode == HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        string address = created.Headers.Location!.ToString();
        var made = await Body(created);
        Assert.Equal((first, "ann", $"{routes}/{made.GetProperty("id").GetString()}"),
            (made.GetProperty("status").GetString(), made.GetProperty("authored_by").GetString(), address));
        Assert.Equal("ann", made.GetProperty("fields").GetProperty("owner").GetString());

        var listed = await Body(await auditor.GetAsync($"{routes}?status={first}&authored_by=ann"));
        Assert.Equal(1, listed.GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await trainer.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.PostAsync(routes, ApiHost.Json(body))).StatusCode);

        using var read = await admin.GetAsync(address);
        using var change = new HttpRequestMessage(HttpMethod.Patch, address) { Content = ApiHost.Json("""{"note":"later"}""") };
        change.Headers.IfMatch.Add(read.Headers.ETag!);
        var changed = await Body(await admin.SendAsync(change));
        Assert.Equal(("later", "t"), (changed.GetProperty("fields").GetProperty("note").GetString(),
            changed.GetProperty("fields").GetProperty("title").GetString()));
        using var stale = new HttpRequestMessage(HttpMethod.Patch, address) { Content = ApiHost.Json("""{"note":"no"}""") };
        stale.Headers.IfMatch.Add(read.Headers.ETag!);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await admin.SendAsync(stale)).StatusCode);

        // Acknowledged is a status of concerns alone.
        string refused = await Problems.CodeAsync(await Step(admin, address, "acknowledged"), HttpStatusCode.Conflict);
        Assert.Equal("workflow.transition-not-allowed", refused);
        await DecideAsync(admin, reviewer, address, way);
    }

    [Fact]
    public async Task A_concern_is_raised_by_whoever_is_known_and_by_whoever_is_not()
    {
        using HttpClient consumer = host.As(Role.Consumer, subject: "carl"), admin = host.As(Role.Admin, subject: "ann"), nobody = host.Anonymous();
        using var raised = await consumer.PostAsync("/api/compliance/concerns", ApiHost.Json("""{"text":"It refuses women.\nOften."}"""));
        Assert.Equal(HttpStatusCode.Created, raised.StatusCode);
        var receipt = await Body(raised);
        Assert.False(receipt.TryGetProperty("text", out _));
        string address = raised.Headers.Location!.ToString();
        Assert.Equal(HttpStatusCode.Forbidden, (await consumer.GetAsync(address)).StatusCode);
        var known = await Body(await admin.GetAsync(address));
        Assert.Equal(("received", "staff", "It refuses women."), (known.GetProperty("status").GetString(),
            known.GetProperty("fields").GetProperty("channel").GetString(), known.GetProperty("fields").GetProperty("title").GetString()));

        using var unknown = await nobody.PostAsync("/api/concerns/default", ApiHost.Json("""{"text":"From outside.","is_probe":true}"""));
        Assert.Equal(HttpStatusCode.Accepted, unknown.StatusCode);
        string id = (await Body(unknown)).GetProperty("id").GetString()!;
        var outside = await Body(await admin.GetAsync($"/api/compliance/concerns/{id}"));
        Assert.Equal(("outside", "unknown", true), (outside.GetProperty("fields").GetProperty("channel").GetString(),
            outside.GetProperty("authored_by").GetString(), outside.GetProperty("fields").GetProperty("is_probe").GetBoolean()));
        Assert.Equal(HttpStatusCode.NotFound, (await nobody.PostAsync("/api/concerns/elsewhere", ApiHost.Json("""{"text":"x"}"""))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await nobody.PostAsync("/api/concerns/default", ApiHost.Json("""{"text":""}"""))).StatusCode);

        var acknowledged = await Body(await Step(admin, address, "acknowledged"));
        Assert.NotEqual(JsonValueKind.Null, acknowledged.GetProperty("deadlines")[0].GetProperty("met_at").ValueKind);
        Assert.Equal("registers.incomplete", await Problems.CodeAsync(await Step(admin, address, "answered"), HttpStatusCode.UnprocessableEntity));
        await Body(await admin.PatchAsync(address, ApiHost.Json("""{"answer":"Looked at.","effect":"none"}""")));
        Assert.Equal("answered", (await Body(await Step(admin, address, "answered"))).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Each_kind_has_a_schema_of_its_own_in_the_document()
    {
        using var anybody = host.Anonymous();
        var document = await anybody.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var requests = Kinds.Keys.Select(path => document.GetProperty("paths").GetProperty($"/api/compliance/{path}").GetProperty("post")
            .GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetRawText()).ToArray();
        Assert.Equal(requests.Length, requests.Distinct().Count());
    }

    private static async Task DecideAsync(HttpClient author, HttpClient reviewer, string address, string[] way)
    {
        if (way.Length == 0) return;
        foreach (string status in way[..^1]) await Body(await Step(author, address, status));
        string decision = way[^1];
        Assert.Equal("registers.needs-decision", await Problems.CodeAsync(await Step(author, address, decision), HttpStatusCode.Conflict));
        Assert.Equal("registers.four-eyes", await Problems.CodeAsync(await Decision(author, address, decision), HttpStatusCode.Forbidden));
        Assert.Equal(HttpStatusCode.Forbidden, (await Step(reviewer, address, decision)).StatusCode);
        var decided = await Body(await Decision(reviewer, address, decision));
        Assert.Equal((decision, "rita"), (decided.GetProperty("status").GetString(), decided.GetProperty("decided_by").GetString()));
        Assert.Equal("registers.locked",
            await Problems.CodeAsync(await author.PatchAsync(address, ApiHost.Json("""{"title":"other"}""")), HttpStatusCode.Conflict));
    }

    private static Task<HttpResponseMessage> Step(HttpClient client, string address, string status) =>
        client.PatchAsync($"{address}/status", ApiHost.Json($$"""{"status":"{{status}}","note":"as it is"}"""));

    private static Task<HttpResponseMessage> Decision(HttpClient client, string address, string status) =>
        client.PostAsync($"{address}/decisions", ApiHost.Json($$"""{"status":"{{status}}"}"""));

    private static async Task<JsonElement> Body(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
