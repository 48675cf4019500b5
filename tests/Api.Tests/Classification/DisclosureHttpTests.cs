using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Classification;

[Collection(ApiCollection.Name)]
public sealed class DisclosureHttpTests(ApiHost host)
{
    private const string Path = "/api/compliance/disclosures";

    [Fact]
    public async Task Rows_of_persons_leave_under_a_purpose_and_leave_a_record_that_is_listed_and_audited()
    {
        using HttpClient owner = host.As(Role.DataOwner, subject: "dora"), trainer = host.As(Role.Trainer, subject: "tom"),
            admin = host.As(Role.Admin), reviewer = host.As("reviewer", subject: "rita");
        string id = await host.UploadAsync("name,age\nann,41\nbob,52\ncid,63\n");
        Assert.Equal(HttpStatusCode.OK, (await trainer.GetAsync($"/api/data/{id}/export")).StatusCode);
        using (var classed = await owner.PostAsJsonAsync("/api/compliance/data-classification",
            new { dataset_id = id, sensitivity = "confidential", data_type = "pii" })) Assert.True(classed.IsSuccessStatusCode);

        foreach (string wanting in (string[])["", "?purpose=audit", "?recipient=auditors", "?purpose=audit&recipient=auditors&country=germany"])
        {
            using var refused = await trainer.GetAsync($"/api/data/{id}/export{wanting}");
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "disclosure.undeclared"), (refused.StatusCode, await CodeAsync(refused)));
        }

        Assert.Equal("disclosure.no-basis", await CodeAsync(await trainer.GetAsync($"/api/data/{id}/export?purpose=audit&recipient=a&country=US")));
        Assert.Equal("request.bad-list", await CodeAsync(await trainer.GetAsync($"/api/data/{id}/export?purpose=audit&recipient=a&basis=none")));

        using var taken = await trainer.GetAsync(
            $"/api/data/{id}/export?purpose=yearly%20audit&recipient=the%20auditors&country=US&basis=standard_clauses");
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Contains("bob,52", await taken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        string record = taken.Headers.GetValues("X-Disclosure-Id").Single();

        var listed = await BodyAsync(await reviewer.GetAsync($"{Path}?asset=datasets/{id}&status=made&country=US"));
        var made = Assert.Single(listed.GetProperty("items").EnumerateArray());
        Assert.Equal(
            (record, "tom", "yearly audit", "the auditors", 3L, "standard_clauses", "dataset.csv", "dora"),
            (Text(made, "id"), Text(made, "actor"), Text(made, "purpose"), Text(made, "recipient"), made.GetProperty("rows").GetInt64(),
                Text(made, "basis"), Text(made, "form"), Text(made.GetProperty("approval"), "by")));
        Assert.Equal(record, Text(await BodyAsync(await reviewer.GetAsync($"{Path}/{record}")), "id"));
        var trail = await BodyAsync(await admin.GetAsync($"/api/audit/events?subject=disclosures/{record}"));
        Assert.Equal("disclosure.make", Text(Assert.Single(trail.GetProperty("items").EnumerateArray()), "action"));

        Assert.Equal(HttpStatusCode.Forbidden, (await trainer.GetAsync(Path)).StatusCode);
        using var stranger = host.As(Role.Admin, "elsewhere");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"{Path}/{record}")).StatusCode);
    }

    [Fact]
    public async Task What_was_made_of_the_rows_leaves_under_a_purpose_as_well()
    {
        using HttpClient owner = host.As(Role.DataOwner, subject: "dora"), trainer = host.As(Role.Trainer, subject: "tom");
        string id = await host.UploadAsync("a,b,c", 40, (i, _) => $"{i},{i % 7},{i % 5}");
        await BodyAsync(await owner.PostAsJsonAsync("/api/compliance/data-classification",
            new { dataset_id = id, sensitivity = "confidential", data_type = "health", access_roles = new[] { "data_owner", "trainer" } }));
        var analysis = await BodyAsync(await trainer.PostAsJsonAsync("/api/visualization/pca?wait=60", new { dataset_id = id }));
        string table = $"/api/analyses/{Text(analysis, "analysis_id")}/tables/rows/export";
        Assert.Equal("disclosure.undeclared", await CodeAsync(await trainer.GetAsync(table)));
        using var taken = await trainer.GetAsync($"{table}?purpose=plot&recipient=ward");
        Assert.Equal((HttpStatusCode.OK, 1), (taken.StatusCode, taken.Headers.GetValues("X-Disclosure-Id").Count()));
    }

    [Fact]
    public async Task What_is_asked_for_beforehand_is_decided_by_somebody_else_and_taken_under_its_name()
    {
        using HttpClient owner = host.As(Role.DataOwner, subject: "dora"), reviewer = host.As("reviewer", subject: "rita");
        string id = await host.UploadAsync("name,age\nann,1\nbob,2\ncid,3\n");
        await BodyAsync(await owner.PostAsJsonAsync("/api/compliance/data-classification",
            new { dataset_id = id, sensitivity = "restricted", data_type = "pii" }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await owner.PostAsJsonAsync(Path, new { purpose = "p", recipient = "r" })).StatusCode);
        var asked = await owner.PostAsJsonAsync(Path, new { dataset_id = id, purpose = "yearly audit", recipient = "the auditors" });
        Assert.Equal(HttpStatusCode.Created, asked.StatusCode);
        string address = asked.Headers.Location!.ToString(), record = Text(await BodyAsync(asked), "id");
        string export = $"/api/data/{id}/export?disclosure={record}";
        Assert.Equal("disclosure.unapproved", await CodeAsync(await owner.GetAsync(export)));
        Assert.Equal(HttpStatusCode.Forbidden, (await owner.PostAsJsonAsync($"{address}/decisions", new { approve = true })).StatusCode);
        Assert.Equal("approved", Text(await BodyAsync(await reviewer.PostAsJsonAsync($"{address}/decisions",
            new { approve = true, note = "as every year" })), "status"));
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync(export)).StatusCode);
        Assert.Equal("disclosure.decided",
            await CodeAsync(await reviewer.PostAsJsonAsync($"{address}/decisions", new { approve = false })));
        Assert.Equal(HttpStatusCode.NotFound, (await reviewer.PostAsJsonAsync($"{Path}/dis_none/decisions", new { approve = true })).StatusCode);
    }

    [Fact]
    public async Task Restricted_rows_leave_once_a_second_person_has_approved_this_disclosure_of_this_person()
    {
        using HttpClient owner = host.As(Role.DataOwner, subject: "dora"), other = host.As(Role.DataOwner, subject: "otto"),
            reviewer = host.As("reviewer", subject: "rita"), judge = host.As(Role.Admin, subject: "otto");
        string id = await host.UploadAsync("name,sum\nann,1\nbob,2\ncid,3\n"), next = await host.UploadAsync("name,sum\ndan,1\neve,2\n");
        foreach (string dataset in (string[])[id, next])
            await BodyAsync(await owner.PostAsJsonAsync("/api/compliance/data-classification",
                new { dataset_id = dataset, sensitivity = "restricted", data_type = "financial" }));
        string export = $"/api/data/{id}/export?purpose=yearly%20audit&recipient=the%20auditors";

        // The classification is another person's, and not enough. What is tried twice waits once.
        var refused = await other.GetAsync(export);
        Assert.Equal((HttpStatusCode.Forbidden, "disclosure.unapproved"), (refused.StatusCode, await CodeAsync(refused)));
        string record = refused.Headers.GetValues("X-Disclosure-Id").Single();
        Assert.Contains($"{Path}/{record}/decisions", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(record, (await other.GetAsync(export)).Headers.GetValues("X-Disclosure-Id").Single());
        var waiting = Assert.Single((await BodyAsync(await reviewer.GetAsync($"{Path}?asset=datasets/{id}"))).GetProperty("items").EnumerateArray());
        Assert.Equal(("requested", "otto", 0L), (Text(waiting, "status"), Text(waiting, "actor"), waiting.GetProperty("rows").GetInt64()));

        Assert.Equal("disclosure.four-eyes", await CodeAsync(await judge.PostAsJsonAsync($"{Path}/{record}/decisions", new { approve = true })));
        Assert.Equal("disclosure.unapproved", await CodeAsync(await other.GetAsync(export)));
        await BodyAsync(await reviewer.PostAsJsonAsync($"{Path}/{record}/decisions", new { approve = true }));

        // The same person, dataset and terms alone.
        Assert.Equal("disclosure.unapproved", await CodeAsync(await owner.GetAsync(export)));
        Assert.Equal("disclosure.not-this", await CodeAsync(await owner.GetAsync($"/api/data/{id}/export?disclosure={record}")));
        Assert.Equal("disclosure.unapproved", await CodeAsync(await other.GetAsync(export.Replace("yearly", "monthly", StringComparison.Ordinal))));
        Assert.Equal("disclosure.unapproved", await CodeAsync(await other.GetAsync(export.Replace(id, next, StringComparison.Ordinal))));
        Assert.Equal("disclosure.not-this", await CodeAsync(await other.GetAsync($"/api/data/{next}/export?disclosure={record}")));

        using var taken = await other.GetAsync(export);
        Assert.Equal((HttpStatusCode.OK, record), (taken.StatusCode, taken.Headers.GetValues("X-Disclosure-Id").Single()));
        Assert.Contains("bob,2", await taken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync($"/api/data/{id}/export?disclosure={record}")).StatusCode);
        var made = await BodyAsync(await reviewer.GetAsync($"{Path}/{record}"));
        Assert.Equal(("made", "rita", 2, 6L), (Text(made, "status"), Text(made.GetProperty("approval"), "by"),
            made.GetProperty("times").GetInt32(), made.GetProperty("rows").GetInt64()));
    }

    [Fact]
    public async Task The_document_says_what_a_caller_declares()
    {
        using var client = host.As(Role.Admin);
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var parameters = document.GetProperty("paths").GetProperty("/api/data/{dataset_id}/export").GetProperty("get").GetProperty("parameters");
        Assert.Subset(
            parameters.EnumerateArray().Select(parameter => Text(parameter, "name")).ToHashSet(),
            new HashSet<string>(["purpose", "recipient", "country", "basis", "disclosure"]));
    }

    private static string Text(JsonElement document, string name) => document.GetProperty(name).GetString()!;

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString();

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
