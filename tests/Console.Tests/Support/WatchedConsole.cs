using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Testing;

namespace Kolosal.WebConsole.Support;

/// <summary>
/// A server with a champion on German credit that served one usual window and one whose amounts had grown, slower than its objective allows:
/// so it has drifted, its latency objective is breached, and incidents are open.
/// </summary>
public sealed class WatchedConsole : IAsyncLifetime
{
    public const string Model = "credit";
    private const int WindowRows = 100, Requests = 24;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    internal ConsoleFixture Console { get; } = new();

    internal string Dataset { get; private set; } = "";

    internal string Incident { get; private set; } = "";

    public async Task InitializeAsync()
    {
        await Console.InitializeAsync();
        if (Chromium.Path is null) return;
        await TrainAsync();
        await PutAsync($"/api/monitoring/drift/{Model}", new { window_rows = WindowRows, false_alarm = 0.01 });
        await PostAsync("/api/monitoring/slos",
            new { model_id = Model, name = "fast", type = "latency", target = 0.99, threshold_milliseconds = 0.001 });
        var rows = await RowsAsync();
        foreach (double growth in new[] { 1, 6 })
        {
            foreach (var part in rows.Take(WindowRows).Chunk(WindowRows * 2 / Requests))
                await PostAsync("/api/predict", new { model_id = Model, rows = part.Select(row => Grown(row, growth)) });
        }
        var drift = await SeesAsync($"/api/monitoring/drift/{Model}", found => found.GetProperty("last") is { ValueKind: JsonValueKind.Object } last
            && last.GetProperty("incident_id").ValueKind == JsonValueKind.String);
        Incident = drift.GetProperty("last").GetProperty("incident_id").GetString()!;
        await SeesAsync($"/api/monitoring/slo/{Model}", found => found.GetProperty("status").GetString() == "breached");
    }

    public Task DisposeAsync() => Console.DisposeAsync();

    private async Task TrainAsync()
    {
        string author = await Console.Server.KeyAsync("trainer");
        Dataset = (await PostAsync("/api/data/sample/german_credit", null)).GetProperty("dataset_id").GetString()!;
        var run = await Console.Server.SendAsync(HttpMethod.Post, "/api/automl/run",
            new { dataset_id = Dataset, target = "risk", max_trials = 1, folds = 2, model_name = Model }, author);
        await SeesAsync($"/api/automl/status/{run.GetProperty("run_id").GetString()}",
            found => found.GetProperty("state").GetString() == "completed");
        await PostAsync($"/api/models/{Model}:1/validate", new { });
        await PostAsync($"/api/models/{Model}:1/promote", new { note = "Beats the baseline on held-out rows." });
    }

    private async Task<JsonObject[]> RowsAsync()
    {
        var preview = await Console.Server.SendAsync(HttpMethod.Get, $"/api/data/{Dataset}/preview?rows={WindowRows}");
        string[] columns = [.. preview.GetProperty("columns").EnumerateArray().Select(name => name.GetString()!)];
        return [.. preview.GetProperty("rows").EnumerateArray().Select(row => new JsonObject(
            columns.Zip(row.EnumerateArray()).Where(cell => cell.First != "risk")
                .Select(cell => KeyValuePair.Create(cell.First, JsonNode.Parse(cell.Second.GetRawText())))))];
    }

    private static JsonNode Grown(JsonObject row, double growth)
    {
        var grown = row.DeepClone();
        grown["amount"] = row["amount"]!.GetValue<double>() * growth;
        return grown;
    }

    private Task<JsonElement> SeesAsync(string path, Func<JsonElement, bool> wanted) => Eventually.HoldsAsync(async () =>
    {
        try
        {
            return await Console.Server.SendAsync(HttpMethod.Get, path);
        }
        catch (InvalidOperationException)
        {
            // A monitor that has counted nothing yet is not there.
            return default;
        }
    }, found => found.ValueKind == JsonValueKind.Object && wanted(found), Patience);

    private Task<JsonElement> PostAsync(string path, object? body) => Console.Server.SendAsync(HttpMethod.Post, path, body);

    private Task<JsonElement> PutAsync(string path, object body) => Console.Server.SendAsync(HttpMethod.Put, path, body);
}
