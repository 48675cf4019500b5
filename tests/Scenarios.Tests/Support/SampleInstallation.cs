using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kolosal.Scenarios;

/// <summary>A data folder in use: two models that serve, a dataset, predictions, changes. Made once for all scenarios of this process; each gets a
/// copy.</summary>
public sealed class SampleInstallation : IAsyncLifetime
{
    public const string Model = "first", Other = "second";

    public const int Predictions = 25;

    private static readonly Lazy<Task<Made>> Once = new(MakeAsync);

    private Made made = null!;

    /// <summary>A row that both models take.</summary>
    internal JsonNode Row => made.Row;

    /// <summary>The dataset that was uploaded as <see cref="Csv"/>.</summary>
    public string Dataset => made.Dataset;

    public string Csv => Rows;

    private static string Rows { get; } =
        string.Concat("id,x,y\n", string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},{i * 7 % 13},{i % 3}\n")));

    public async Task InitializeAsync() => made = await Once.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Puts a copy of the folder into another one, which a server can then be started on.</summary>
    public void CopyTo(string folder) => Copy(made.Folder.FullName, folder);

    internal static void Copy(string folder, string into)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(into, Path.GetRelativePath(folder, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target, overwrite: true);
        }
    }

    internal Task<JsonElement> PredictAsync(Client caller, string model) => PredictAsync(caller, model, Row);

    private static Task<JsonElement> PredictAsync(Client caller, string model, JsonNode row) =>
        caller.PostAsync("/api/predict", new JsonObject { ["model_id"] = model, ["rows"] = new JsonArray(row.DeepClone()) });

    private static async Task<Made> MakeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("kolosal-sample-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        using var server = await ServerProcess.StartAsync(folder.FullName);
        using var admin = new Client(server.Address, ServerProcess.AdminKey);
        var row = (await admin.SampleRowsAsync("german_credit", "risk"))[0];
        await admin.ServeAsync(Model);
        await admin.ServeAsync(Other, seed: 2);
        string dataset = (await admin.UploadAsync("rows.csv", Rows)).GetProperty("dataset_id").GetString()!;
        for (int i = 0; i < Predictions; i++) await PredictAsync(admin, Model, row);
        await PredictAsync(admin, Other, row);
        await admin.UntilAsync($"/api/predict/stats/{Model}", found => found.GetProperty("requests").GetInt64() == Predictions);
        await admin.SealedAsync(Predictions + 1); // or a server that is started on a copy would, at some moment
        await server.DrainAsync();
        return new(folder, row, dataset);
    }

    private sealed record Made(DirectoryInfo Folder, JsonNode Row, string Dataset);
}
