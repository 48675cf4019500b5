using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Json.Schema;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Compliance;

public sealed class ComplianceHttpTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Evidence = "/api/compliance/evidence", Reports = "/api/compliance/report";

    [Fact]
    public async Task The_report_holds_every_control_and_never_says_that_anything_is_certified()
    {
        using var auditor = host.As(Role.Auditor);
        var report = await Body(await auditor.GetAsync(Reports));
        Assert.Equal(15, report.GetProperty("frameworks").GetArrayLength());
        Assert.Equal(487, report.GetProperty("frameworks").EnumerateArray().Sum(one => one.GetProperty("controls").GetArrayLength()));
        Assert.StartsWith("Evidence for", report.GetProperty("statement").GetString(), StringComparison.Ordinal);
        foreach (string format in (string[])["json", "markdown", "html"])
        {
            string text = await auditor.GetStringAsync($"{Reports}?format={format}");
            Assert.DoesNotContain("is certified", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("compliant", text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("unverified", text, StringComparison.Ordinal);
        }
    }

    [SchemaTheory]
    [InlineData("oscal_assessment_results", "assessment-results")]
    [InlineData("oscal_component_definition", "component")]
    [InlineData("oscal_poam", "poam")]
    [InlineData("oscal_catalog", "catalog")]
    public async Task Documents_in_OSCAL_are_valid_by_its_schema_and_the_same_for_the_same_report(string format, string schema)
    {
        using var admin = host.As(Role.Admin);
        await Body(await admin.PostAsync("/api/compliance/evaluations", null));
        string at = Uri.EscapeDataString((await Body(await admin.GetAsync(Reports))).GetProperty("as_of").GetString()!);
        string text = await admin.GetStringAsync($"{Reports}?format={format}&as_of={at}");
        Assert.Equal(text, await admin.GetStringAsync($"{Reports}?format={format}&as_of={at}"));
        var result = JsonSchema.FromText(await File.ReadAllTextAsync(Path.Combine(SharedFolders.Schemas!, $"oscal_{schema}.schema.json"))).Evaluate(
            JsonDocument.Parse(text).RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(result.IsValid, string.Join('\n', result.Details.Where(detail => detail.HasErrors)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}")).Take(20)));
    }

    [Fact]
    public async Task The_configuration_is_listed_without_a_value_and_what_the_host_tells_of_itself_is_judged()
    {
        using var admin = host.As(Role.Admin);
        string listing = await admin.GetStringAsync("/api/compliance/configuration");
        Assert.Matches(@"(?m)^Kolosal:Access:AdminKey [0-9a-f]{64}$", listing);
        Assert.DoesNotContain(ApiHost.AdminKey, listing, StringComparison.Ordinal);
        Assert.Equal(listing, await admin.GetStringAsync("/api/compliance/configuration"));

        await Body(await admin.PostAsync("/api/compliance/evaluations", null));
        var parts = (await Body(await admin.GetAsync(Reports))).GetProperty("evidence").EnumerateArray().ToDictionary(
            part => part.GetProperty("id").GetString()!, part => part);

        // Its one listener is on the loopback, its blobs are sealed, its key is its owner's; the baseline is nobody's yet.
        Assert.Equal(("pass", "pass", "missing"), (Status("Q49"), Status("Q50"), Status("Q52")));
        Assert.Contains("/api/compliance/configuration", parts["Q52"].GetProperty("reason").GetString(), StringComparison.Ordinal);
        string Status(string id) => parts[id].GetProperty("status").GetString()!;
    }

    [Fact]
    public async Task Controls_are_listed_by_framework_and_status_page_by_page()
    {
        using var auditor = host.As(Role.Auditor);
        var first = await Body(await auditor.GetAsync("/api/compliance/controls?framework=soc2&limit=20"));
        var third = await Body(await auditor.GetAsync("/api/compliance/controls?framework=soc2&limit=20&page=3"));
        Assert.Equal((56, 20, 16), (first.GetProperty("total").GetInt32(), first.GetProperty("items").GetArrayLength(),
            third.GetProperty("items").GetArrayLength()));
        var missing = await Body(await auditor.GetAsync("/api/compliance/controls?status=missing&framework=hipaa"));
        Assert.All(missing.GetProperty("items").EnumerateArray(), one => Assert.Equal("missing", one.GetProperty("status").GetString()));
        var control = await Body(await auditor.GetAsync("/api/compliance/controls/nist_ai_rmf/govern-1.1"));
        Assert.Equal("GOVERN-1.1", control.GetProperty("control").GetProperty("id").GetString());
        foreach (var (address, status) in ((string, HttpStatusCode)[])[
            ("/api/compliance/controls/iso9001/1", HttpStatusCode.NotFound), ("/api/compliance/controls/gdpr/99", HttpStatusCode.NotFound),
            ("/api/compliance/controls?status=green", HttpStatusCode.BadRequest), ("/api/compliance/controls?limit=0", HttpStatusCode.BadRequest),
            ($"{Reports}?format=pdf", HttpStatusCode.BadRequest), ($"{Reports}?framework=iso9001", HttpStatusCode.NotFound),
            ($"{Reports}?as_of=2999-01-01T00:00:00Z", HttpStatusCode.BadRequest),
            ("/api/compliance/queries/Q99/history", HttpStatusCode.NotFound),
            ("/api/compliance/applicability-statement?framework=gdpr", HttpStatusCode.UnprocessableEntity),
            ("/api/compliance/technical-documentation/none", HttpStatusCode.NotFound)])
            Assert.Equal(status, (await auditor.GetAsync(address)).StatusCode);
    }

    [Fact]
    public async Task Evidence_is_handed_in_read_reviewed_under_its_tag_and_approved_by_others()
    {
        using HttpClient admin = host.As(Role.Admin, subject: "ann"), reviewer = host.As("reviewer", subject: "bob"),
            auditor = host.As(Role.Auditor), stranger = host.As(Role.Admin, "elsewhere");
        var created = await admin.PostAsJsonAsync(Evidence, Document("Threat model", "threat"));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        string address = created.Headers.Location!.ToString();
        Assert.Equal("What we fear.", await auditor.GetStringAsync($"{address}/document"));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"{address}/document")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.PostAsJsonAsync(Evidence, Document("Mine", "threat"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.PatchAsJsonAsync($"{address}/status", new { status = "reviewed" })).StatusCode);
        var own = await admin.PatchAsJsonAsync($"{address}/status", new { status = "reviewed" });
        Assert.Equal((HttpStatusCode.Forbidden, "evidence.own-work"), (own.StatusCode, await Code(own)));

        var read = await reviewer.GetAsync(address);
        using var change = new HttpRequestMessage(HttpMethod.Patch, $"{address}/status")
        { Content = JsonContent.Create(new { status = "reviewed" }) };
        change.Headers.IfMatch.Add(read.Headers.ETag!);
        await Body(await reviewer.SendAsync(change));
        using var late = new HttpRequestMessage(HttpMethod.Patch, $"{address}/status") { Content = JsonContent.Create(new { status = "draft" }) };
        late.Headers.IfMatch.Add(read.Headers.ETag!);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await reviewer.SendAsync(late)).StatusCode);
        var refused = await reviewer.PatchAsJsonAsync($"{address}/status", new { status = "approved" });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "evidence.wrong-capacity"), (refused.StatusCode, await Code(refused)));
        await Body(await reviewer.PatchAsJsonAsync($"{address}/status",
            new { status = "approved", capacity = "security_officer", next_review_at = DateTimeOffset.UtcNow.AddDays(10) }));
        var back = await reviewer.PatchAsJsonAsync($"{address}/status", new { status = "draft" });
        Assert.Equal((HttpStatusCode.Conflict, "workflow.transition-not-allowed"), (back.StatusCode, await Code(back)));

        var due = await Body(await auditor.GetAsync($"{Evidence}/due-reviews?days=30"));
        Assert.Contains(due.GetProperty("items").EnumerateArray(), one =>
             address.EndsWith(one.GetProperty("id").GetString()!, StringComparison.Ordinal));
        var listed = await Body(await auditor.GetAsync($"{Evidence}?kind=threat&status=approved"));
        Assert.Equal(1, listed.GetProperty("total").GetInt32());
        var shown = await Body(await auditor.GetAsync("/api/compliance/controls/iso27001/A.5.7"));
        Assert.Equal("pass", shown.GetProperty("evidence").EnumerateArray().Single(part => part.GetProperty("id").GetString() == "R20")
            .GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_is_no_document_is_refused()
    {
        using var admin = host.As(Role.Admin);
        foreach (var (body, code) in ((object, string)[])[
            (Document("x", "threat", "?"), "evidence.no-document"), (Document("x", "threat", ""), "evidence.no-document"),
            (Document("x", "poem"), "evidence.no-such-kind"), (Document("x", "build"), "evidence.unsigned")])
        {
            var answer = await admin.PostAsJsonAsync(Evidence, body);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (answer.StatusCode, await Code(answer)));
        }
    }

    private static object Document(string title, string kind, string content = "V2hhdCB3ZSBmZWFyLg==") =>
        new { title, type = "procedure", kind, file_name = "threats.txt", media_type = "text/plain", content };

    private static async Task<string> Code(HttpResponseMessage answer) => (await Body(answer)).GetProperty("code").GetString()!;

    private static async Task<JsonElement> Body(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
}
