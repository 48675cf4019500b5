using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>A single machine that was in use is moved by <c>kolosal migrate</c>: a silo
/// on PostgreSQL answers as the machine did, and goes on.</summary>
public sealed class MachineMovesToACluster : IDisposable
{
    private const int Predictions = 40;
    private const string Model = "served";

    private const string Trail = "/api/audit/export?signed=false";

    /// <summary>What is compared, by document: records, lists, monitors.</summary>
    private static readonly string[] Documents =
    [
        $"/api/models/{Model}", $"/api/models/{Model}/history", "/api/models", "/api/data", "/api/runs", $"/api/predict/stats/{Model}",
        $"/api/monitoring/drift/{Model}", $"/api/monitoring/slo/{Model}", "/api/security/api-keys",
    ];

    private readonly PostgresFixture postgres = new();
    private readonly DirectoryInfo machine = Directory.CreateTempSubdirectory("kolosal-machine-"),
        silo = Directory.CreateTempSubdirectory("kolosal-silo-");

    [PostgresFact]
    public async Task Every_document_is_the_same_and_counting_goes_on()
    {
        var before = new Dictionary<string, string>();
        string[] trail;
        JsonNode[] rows;
        using (var server = await ServerProcess.StartAsync(machine.FullName))
        {
            using var admin = new Client(server.Address, ServerProcess.AdminKey);
            rows = await admin.SampleRowsAsync("german_credit", "risk");
            await admin.ServeAsync(Model);
            await PredictAsync(admin, rows);
            await CountedAsync(admin, Predictions);
            foreach (string document in Documents) before.Add(document, Text(await admin.GetAsync(document)));
            trail = await LinesAsync(admin);

            string running = await MigrateAsync(postgres.CreateDatabase(), expected: 1);
            Assert.Contains("in use by another process", running, StringComparison.Ordinal);
            await server.DrainAsync();
        }

        string database = postgres.CreateDatabase();
        string report = await MigrateAsync(database, expected: 0);
        Assert.Contains($"predictions: {Predictions}, SHA-256", report, StringComparison.Ordinal);
        Assert.Contains("is not empty", await MigrateAsync(database, expected: 1), StringComparison.Ordinal);

        var settings = new Dictionary<string, string>
        {
            ["KOLOSAL_MASTER_KEY"] = await File.ReadAllTextAsync(Path.Combine(machine.FullName, "data", "keys", "master.key")),
            ["Kolosal:Storage:ConnectionString"] = database,
            ["Kolosal:Cluster:SiloPort"] = $"{FreePorts.Next()}",
            ["Kolosal:Cluster:GatewayPort"] = $"{FreePorts.Next()}",
        };
        using var cluster = await ServerProcess.StartAsync(silo.FullName, settings);
        using var caller = new Client(cluster.Address, ServerProcess.AdminKey);
        foreach (string document in Documents) Assert.Equal(before[document], Text(await caller.GetAsync(document)));
        await VerifiedAsync(caller, trail);
        await PredictAsync(caller, rows);
        await CountedAsync(caller, 2 * Predictions);
        Assert.Equal(2 * Predictions, await caller.SealedAsync(2 * Predictions));
        await VerifiedAsync(caller, trail);
    }

    public void Dispose()
    {
        postgres.Dispose();
        machine.Delete(recursive: true);
        silo.Delete(recursive: true);
    }

    private async Task<string> MigrateAsync(string database, int expected)
    {
        var (code, said) = await ServerProcess.RunAsync(
            ["migrate", $"--Kolosal:DataDirectory={Path.Combine(machine.FullName, "data")}", $"--Kolosal:Storage:ConnectionString={database}"]);
        Assert.True(code == expected, said);
        return said;
    }

    private static async Task PredictAsync(Client caller, JsonNode[] rows)
    {
        for (int i = 0; i < Predictions; i++)
            await caller.PostAsync("/api/predict", new JsonObject { ["model_id"] = Model, ["rows"] = new JsonArray(rows[i].DeepClone()) });
    }

    private static async Task CountedAsync(Client caller, long requests)
    {
        foreach (var (path, member) in new[] { ($"/api/predict/stats/{Model}", "requests"), ($"/api/monitoring/drift/{Model}", "rows_counted"),
            ($"/api/monitoring/slo/{Model}", "requests") })
        {
            var counted = await caller.UntilAsync(path, found => found.GetProperty(member).GetInt64() >= requests);
            Assert.Equal(requests, counted.GetProperty(member).GetInt64());
        }
    }

    /// <summary>The trail begins with what it was, and holds. It may have grown: predictions are sealed beside the monitors, a batch at a time, and
    /// what a server has not sealed when it is asked or stops it seals later, the next server at its start.</summary>
    private static async Task VerifiedAsync(Client caller, string[] before)
    {
        Assert.NotEmpty(before);
        string[] after = await LinesAsync(caller);
        Assert.Equal(before, after.Take(before.Length));
        var audit = await caller.GetAsync("/api/audit/verify");
        Assert.True(audit.GetProperty("valid").GetBoolean(), audit.ToString());
        Assert.True(audit.GetProperty("entries").GetInt64() >= after.Length, audit.ToString());
    }

    private static async Task<string[]> LinesAsync(Client caller) => (await caller.TextAsync(Trail)).TrimEnd('\n').Split('\n');

    /// <summary>The document without what the clock changes: burn rates, and the moment that a history is asked about.</summary>
    private static string Text(JsonElement document)
    {
        var node = JsonNode.Parse(document.GetRawText())!;
        if (node is not JsonObject whole) return node.ToJsonString();
        whole.Remove("at");
        foreach (var objective in whole["objectives"]?.AsArray() ?? []) objective!.AsObject().Remove("burn_rates");

        // Asking is using the key.
        foreach (var item in (whole["items"] as JsonArray ?? []).OfType<JsonObject>()) item.Remove("last_used_at");
        return node.ToJsonString();
    }
}
