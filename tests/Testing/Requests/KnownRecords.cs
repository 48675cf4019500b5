using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kolosal.Testing;

/// <summary>Records that requests can be about, so that a request with one fault fails for that fault alone.</summary>
/// <param name="Members">JSON of members of bodies, by name.</param>
/// <param name="Ids">Identifiers, by how the path begins that names them.</param>
public sealed record KnownRecords(ImmutableDictionary<string, string> Members, ImmutableDictionary<string, string> Ids)
{
    /// <summary>An id for a route that nobody has made a record for.</summary>
    public const string Unknown = "no-such-thing";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The least that a record of each register is made from.</summary>
    private static readonly (string Register, string Body)[] Registers =
    [
        ("risks", """{"title":"t"}"""), ("impact-assessments", """{"title":"t"}"""), ("processing-activities", """{"title":"t"}"""),
        ("subject-requests", """{"title":"t","kind":"access","subject_key":"s"}"""), ("concerns", """{"text":"t"}"""),
        ("suppliers", """{"title":"t"}"""), ("competences", """{"title":"t"}"""), ("objectives", """{"title":"t"}"""),
        ("corrective-actions", """{"title":"t","control":"Q24","due":"2100-01-01T00:00:00Z"}"""), ("waivers", """{"title":"t"}"""),
        ("applicability", """{"title":"t","framework":"iso42001","control":"A.2.2"}"""), ("roles", """{"title":"t","role":"legal"}"""),
        ("incident-duties", """{"title":"t","incident":"INC-2026-000001"}"""),
        ("privileged-uses", """{"title":"t","action":"restore","reason":"r"}"""),
    ];

    public string IdOf(ApiOperation operation, string parameter) => parameter switch
    {
        "dataset_id" => Ids["/api/data"],
        "model_id" => Ids["/api/models"],
        "run_id" => Ids["/api/runs"],
        "id" => Ids.FirstOrDefault(known => operation.Path.StartsWith(known.Key + "/", StringComparison.Ordinal)).Value ?? Unknown,
        _ => Unknown,
    };

    /// <summary>Makes a dataset, a model that serves, and one of each of the rest, over HTTP.</summary>
    /// <param name="author">An admin.</param>
    /// <param name="keyed">A caller with a key, from its text.</param>
    public static async Task<KnownRecords> MakeAsync(HttpClient author, Func<string, HttpClient> keyed)
    {
        string rows = string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 7}.5,{"ab"[i % 2]},{"pn"[i % 7 > 3 ? 1 : 0]}\n"));
        using var form = new MultipartFormDataContent { { new StringContent($"x,c,y\n{rows}"), "file", "t.csv" } };
        string dataset = (string)(await ReadAsync(await author.PostAsync("/api/data/upload", form)))["dataset_id"]!;
        string run = (string)(await PostAsync(author, "/api/train", $$"""
            {"dataset_id":"{{dataset}}","target":"y","trainer":"decision_tree","model_name":"known"}
            """))["run_id"]!;
        await Eventually.HoldsAsync(async () => (await ReadAsync(await author.GetAsync($"/api/runs/{run}"))).ToJsonString(),
            text => text.Contains("\"state\":\"completed\"", StringComparison.Ordinal), Patience);

        var key = await PostAsync(author, "/api/security/api-keys", """{"name":"approver","roles":["admin"]}""");
        using (var approver = keyed((string)key["api_key"]!))
        {
            await ReadAsync(await approver.PostAsync("/api/models/known:1/validate", null));
            await PostAsync(approver, "/api/models/known:1/promote", """{"note":"to be asked"}""");
        }
        await PostAsync(author, "/api/security/principals", """{"name":"known","roles":["trainer"]}""");
        var incident = await PostAsync(author, "/api/security/incidents", """{"title":"t","type":"security","severity":"sev4","subject":"s"}""");

        var golden = await PostAsync(author, "/api/quality/golden-datasets", """
            {"name":"g","model_id":"known","cases":[{"row":{"x":1,"c":"a"},"expected":{"prediction":"p"}}]}
            """);
        var test = await PostAsync(author, "/api/quality/regression-tests", $$"""
            {"suite":"s","name":"t","model_id":"known","golden_dataset_id":{{golden["id"]!.ToJsonString()}}}
            """);

        var registered = new Dictionary<string, string>();
        foreach (var (register, body) in Registers)
            registered[$"/api/compliance/{register}"] = (string)(await PostAsync(author, $"/api/compliance/{register}", body))["id"]!;

        return new(
            new Dictionary<string, string>
            {
                ["dataset_id"] = $"\"{dataset}\"",
                ["target"] = "\"y\"",
                ["trainer"] = "\"prior\"",
                ["trainers"] = "[\"prior\"]",
                ["model_id"] = "\"known\"",
                ["roles"] = "[\"trainer\"]",
                ["name"] = "\"x\"",
                ["rows"] = "[{\"x\":1,\"c\":\"a\"}]",
                ["reference"] = "{\"x\":[1,2]}",
                ["current"] = "{\"x\":[1,2]}",
                ["protected_attributes"] = "[\"c\"]",
                ["principal_id"] = "\"prn_known\"",
                ["golden_dataset_id"] = golden["id"]!.ToJsonString(),
                ["cases"] = """[{"row":{"x":1,"c":"a"},"expected":{"prediction":"p"}}]""",
                ["max_trials"] = "1",
                ["expires_at"] = "\"2100-01-01T00:00:00Z\"",
                ["began_at"] = "\"2020-01-01T00:00:00Z\"",
                ["folds"] = "3",
                ["version"] = "1",
                ["window_rows"] = "100",
                ["false_alarm"] = "0.01",
                ["parameters"] = "{}",
            }.ToImmutableDictionary(),
            new Dictionary<string, string>
            {
                ["/api/data"] = dataset,
                ["/api/models"] = "known",
                ["/api/predict"] = "known",
                ["/api/runs"] = run,
                ["/api/experiments"] = "0",
                ["/api/security/api-keys"] = (string)key["key"]!["id"]!,
                ["/api/security/principals"] = "prn_known",
                ["/api/security/incidents"] = (string)incident["id"]!,
                ["/api/monitoring/slos"] = "slo_known.availability",
                ["/api/modelops/models"] = "known:1",
                ["/api/quality/golden-datasets"] = (string)golden["id"]!,
                ["/api/quality/regression-tests"] = (string)test["id"]!,
            }.Concat(registered).ToImmutableDictionary());
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, string json) =>
        await ReadAsync(await client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json")));

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{response.RequestMessage!.RequestUri}: {response.StatusCode} {text}");
    }
}
