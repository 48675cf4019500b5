using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Json.Schema;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Datasets;

/// <summary>Each test is an admin of a workspace of its own.</summary>
[Collection(ApiCollection.Name)]
public sealed class DatasetVersionHttpTests(ApiHost host)
{
    private static int workspaces;

    private readonly HttpClient client = host.As(Role.Admin, workspace: $"versions-{Interlocked.Increment(ref workspaces)}");

    [Fact]
    public async Task A_dataset_is_cleaned_appended_to_and_its_line_is_listed()
    {
        string id = await UploadAsync("t.csv", "n,c\n1,a\n1,a\n2, b \n");
        var cleaned = await SendAsync(201, HttpMethod.Post, $"/api/data/{id}/clean", new
        {
            steps = new object[] { new { name = "drop_duplicates" }, new { name = "trim", columns = new[] { "c" } } },
            name = "clean",
        });
        string made = cleaned.GetProperty("dataset_id").GetString()!;
        Assert.Equal(("clean", 2, id), (cleaned.GetProperty("made_by").GetString(), cleaned.GetProperty("version").GetInt32(),
            cleaned.GetProperty("parent").GetString()));
        var refused = await SendAsync(422, HttpMethod.Post, $"/api/data/{id}/clean",
            new { steps = new[] { new { name = "impute", columns = new[] { "x" }, method = "mean" } } });
        Assert.True(refused.GetProperty("errors").TryGetProperty("$.steps[0].columns[0]", out _));

        var appended = await PostFileAsync($"/api/data/{made}/append", "more.csv", "c,n\nz,3\n");
        Assert.Equal((3, 3), (appended.GetProperty("rows").GetInt32(), appended.GetProperty("version").GetInt32()));
        var parented = await PostFileAsync("/api/data/upload", "more.csv", "c,n\nz,3\n", ("parent", made));
        Assert.Equal(appended.GetProperty("dataset_id").GetString(), parented.GetProperty("dataset_id").GetString());
        var versions = await GetAsync($"/api/data/{id}/versions");
        Assert.Equal(["", "clean", "append"], versions.GetProperty("items").EnumerateArray().Select(v => v.GetProperty("made_by").GetString() ?? ""));
        var drift = await GetAsync($"/api/data/{made}/drift");
        Assert.Equal(id, drift.GetProperty("against").GetString());
        Assert.Equal("datasets.no-parent", (await SendAsync(422, HttpMethod.Get, $"/api/data/{id}/drift", null)).GetProperty("code").GetString());
        var numbers = (await GetAsync($"/api/data/{made}")).GetProperty("columns")[0];
        Assert.Equal((1, 2, 1.5), (numbers.GetProperty("minimum").GetDouble(), numbers.GetProperty("maximum").GetDouble(),
            numbers.GetProperty("quantiles").GetProperty("p50").GetDouble()));
        var analysis = await GetAsync($"/api/data/{made}/analyze");
        Assert.Equal(("n", "c"), (analysis.GetProperty("associations")[0].GetProperty("first").GetString(),
            analysis.GetProperty("associations")[0].GetProperty("second").GetString()));
        await SendAsync(201, HttpMethod.Post, $"/api/data/{made}/preprocess", new { steps = new[] { new { name = "standard_scaler" } } });
    }

    [Fact]
    public async Task A_failed_expectation_refuses_the_run()
    {
        var rows = string.Concat(Enumerable.Range(0, 80).Select(i => $"{i},{(i % 3 == 0 ? "a" : "b")}\n"));
        string id = await UploadAsync("e.csv", $"n,y\n{rows}");
        var body = new { expectations = new object[] { new { kind = "range", column = "n", maximum = 50 } } };
        var report = await SendAsync(200, HttpMethod.Put, $"/api/data/{id}/expectations", body);
        Assert.False(report.GetProperty("results")[0].GetProperty("holds").GetBoolean());
        Assert.Equal(52, report.GetProperty("results")[0].GetProperty("cells")[0].GetProperty("row").GetInt32());
        var run = await SendAsync(422, HttpMethod.Post, "/api/train", new { dataset_id = id, target = "y", trainer = "decision_tree" });
        Assert.Equal("datasets.expectation-failed", run.GetProperty("code").GetString());

        await SendAsync(200, HttpMethod.Put, $"/api/data/{id}/expectations",
            new { expectations = new object[] { new { kind = "range", column = "n", maximum = 50, severity = "warning" } } });
        var accepted = await SendAsync(202, HttpMethod.Post, "/api/train", new { dataset_id = id, target = "y", trainer = "decision_tree" });
        string path = $"/api/runs/{accepted.GetProperty("run_id").GetString()}";
        await Eventually.HoldsAsync(
            async () => (await GetAsync(path)).GetProperty("state").GetString() is "completed" or "failed", TimeSpan.FromMinutes(5));
        var done = await GetAsync(path);
        Assert.True(done.GetProperty("state").GetString() == "completed", done.GetRawText());
        Assert.Contains(done.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("'n'", StringComparison.Ordinal));

        var lineage = await GetAsync($"/api/data/lineage/{id}");
        string[] kinds = [.. lineage.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("kind").GetString()!)];
        Assert.Equal(["dataset", "model_version", "run", "source"], kinds.Distinct().Where(k => k is not ("deployment" or "decisions"))
            .Order(StringComparer.Ordinal));
        string[] relations = [.. lineage.GetProperty("edges").EnumerateArray().Select(edge => edge.GetProperty("relation").GetString()!)];
        Assert.Superset(new HashSet<string> { "taken_in", "learnt_by", "registered" }, relations.ToHashSet());
        Assert.Equal(2, (await GetAsync($"/api/data/lineage/{id}/openlineage")).GetArrayLength());
    }

    [Fact]
    public async Task Words_of_people_stand_on_the_datasheet_and_forge_nothing()
    {
        string id = await UploadAsync("s.csv", "n,t\n1,x\n2,y\n");
        await SendAsync(200, HttpMethod.Put, $"/api/data/{id}/datasheet",
            new { motivation = "# Forged\n<script>alert(1)</script>\n## Uses\n- none", uses = "Tests" });
        string markdown = await TextAsync($"/api/data/datasheet?dataset_id={id}", "text/markdown");
        Assert.Equal(1, markdown.Split('\n').Count(line => line == "## Uses"));
        Assert.DoesNotContain("\n# Forged", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", markdown, StringComparison.Ordinal);
        string html = await TextAsync($"/api/data/datasheet?dataset_id={id}", "text/html");
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        var sheet = await GetAsync($"/api/data/datasheet?dataset_id={id}");
        Assert.Equal(("Tests", 2), (sheet.GetProperty("words").GetProperty("uses").GetString(),
            sheet.GetProperty("dataset").GetProperty("rows").GetInt32()));
    }

    [Fact]
    public async Task Events_of_other_systems_join_the_lineage_and_our_own_are_valid()
    {
        string id = await UploadAsync("l.csv", "n\n1\n2\n");
        string space = (await GetAsync($"/api/data/lineage/{id}/openlineage"))[0].GetProperty("outputs")[0].GetProperty("namespace").GetString()!;
        object Event(string type) => new Dictionary<string, object>
        {
            ["eventType"] = type,
            ["eventTime"] = "2026-01-02T03:04:05Z",
            ["producer"] = "https://example.com/etl",
            ["schemaURL"] = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
            ["run"] = new { runId = "3f5e83fa-3480-44ff-99c5-ff943904e5e8" },
            ["job"] = new Dictionary<string, object>
            {
                ["namespace"] = "dwh",
                ["name"] = "nightly"
            },
            ["inputs"] = new[] { new Dictionary<string, object> { ["namespace"] = "postgres://dwh", ["name"] = "public.sales" } },
            ["outputs"] = new[] { new Dictionary<string, object> { ["namespace"] = space, ["name"] = id } },
        };
        await SendAsync(200, HttpMethod.Post, "/api/data/lineage/openlineage", Event("START"));
        await SendAsync(200, HttpMethod.Post, "/api/data/lineage/openlineage", Event("COMPLETE"));
        var told = await SendAsync(200, HttpMethod.Post, "/api/data/lineage/openlineage", Event("COMPLETE"));
        Assert.Equal((2, "COMPLETE"), (told.GetProperty("events").GetInt32(), told.GetProperty("state").GetString()));
        var lineage = await GetAsync($"/api/data/lineage/{id}");
        Assert.Contains(lineage.GetProperty("nodes").EnumerateArray(), node => node.GetProperty("name").GetString() == "postgres://dwh/public.sales"
            && node.GetProperty("direction").GetString() == "upstream");
        var refused = await SendAsync(400, HttpMethod.Post, "/api/data/lineage/openlineage", new
        {
            eventTime = "yesterday",
            job = new { name = "x" }
        });
        Assert.Equal("lineage.bad-event", refused.GetProperty("code").GetString());
        Assert.True(refused.GetProperty("errors").TryGetProperty("$.job.namespace", out _));
    }

    [OpenLineageFact]
    public async Task Our_events_are_valid_by_the_schema_of_the_specification()
    {
        string id = await UploadAsync("v.csv", "n,c\n1,a\n2,b\n");
        string made = (await SendAsync(201, HttpMethod.Post, $"/api/data/{id}/clean", new
        {
            steps = new[] { new { name = "trim",
            columns = new[] { "c" } } }
        }))
            .GetProperty("dataset_id").GetString()!;
        var schema = JsonSchema.FromFile(OpenLineageFactAttribute.Schema);
        SchemaRegistry.Global.Register(schema);
        foreach (string facet in Directory.EnumerateFiles(OpenLineageFactAttribute.Facets, "*.json"))
            SchemaRegistry.Global.Register(JsonSchema.FromFile(facet));
        foreach (string dataset in (string[])[id, made])
            foreach (var told in (await GetAsync($"/api/data/lineage/{dataset}/openlineage")).EnumerateArray())
            {
                var judged = schema.Evaluate(System.Text.Json.Nodes.JsonNode.Parse(told.GetRawText()), new EvaluationOptions
                {
                    OutputFormat = OutputFormat.List,
                    RequireFormatValidation = true,
                });
                Assert.True(judged.IsValid, JsonSerializer.Serialize(judged));
                var facets = told.GetProperty("outputs")[0].GetProperty("facets").GetProperty("schema");
                string url = facets.GetProperty("_schemaURL").GetString()!;
                Assert.Equal("https://openlineage.io/spec/facets/1-2-0/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet", url);
            }
    }

    private async Task<string> UploadAsync(string name, string text) =>
        (await PostFileAsync("/api/data/upload", name, text)).GetProperty("dataset_id").GetString()!;

    private async Task<JsonElement> PostFileAsync(string path, string name, string text, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (field, value) in fields) form.Add(new StringContent(value), field);
        form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", name);
        using var answer = await client.PostAsync(path, form);
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, body);
        return JsonDocument.Parse(body).RootElement;
    }

    private Task<JsonElement> GetAsync(string path) => SendAsync(200, HttpMethod.Get, path, null);

    private async Task<JsonElement> SendAsync(int status, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await client.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<string> TextAsync(string path, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        using var answer = await client.SendAsync(request);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        return await answer.Content.ReadAsStringAsync();
    }
}

/// <summary>Skips where the specification's schemas are not beside the repository.</summary>
public sealed class OpenLineageFactAttribute : FactAttribute
{
    public OpenLineageFactAttribute()
    {
        if (SharedFolders.Schemas is null) Skip = "The schemas of the specification are not beside the repository.";
    }

    internal static string Schema => Path.Combine(SharedFolders.Schemas!, "openlineage", "OpenLineage.json");

    internal static string Facets => Path.Combine(SharedFolders.Schemas!, "openlineage", "facets");
}
