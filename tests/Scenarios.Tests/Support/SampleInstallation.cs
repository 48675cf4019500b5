using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kolosal.Scenarios;

/// <summary>A data folder in use: two models that serve, a dataset, predictions, changes. Made once; every scenario gets a copy.</summary>
public sealed class SampleInstallation : IAsyncLifetime
{
    public const string Model = "first", Other = "second";

    public const int Predictions = 25;

    private readonly DirectoryInfo made = Directory.CreateTempSubdirectory("kolosal-sample-");

    /// <summary>A row that both models take.</summary>
    internal JsonNode Row { get; private set; } = null!;

    /// <summary>The dataset that was uploaded as <see cref="Csv"/>.</summary>
    public string Dataset { get; private set; } = "";

    public string Csv { get; } = string.Concat("id,x,y\n", string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},{i * 7 % 13},{i % 3}\n")));

    public async Task InitializeAsync()
    {
        using var server = await ServerProcess.StartAsync(made.FullName);
        using var admin = new Client(server.Address, ServerProcess.AdminKey);
        Row = (await admin.SampleRowsAsync("german_credit", "risk"))[0];
        await admin.ServeAsync(Model);
        await admin.ServeAsync(Other, seed: 2);
        Dataset = (await admin.UploadAsync("rows.csv", Csv)).GetProperty("dataset_id").GetString()!;
        for (int i = 0; i < Predictions; i++) await PredictAsync(admin, Model);
        await PredictAsync(admin, Other);
        await admin.UntilAsync($"/api/predict/stats/{Model}", found => found.GetProperty("requests").GetInt64() == Predictions);
        await server.DrainAsync();
    }

    public Task DisposeAsync()
    {
        made.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Puts a copy of the folder into another one, which a server can then be started on.</summary>
    public void CopyTo(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(made.FullName, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(folder, Path.GetRelativePath(made.FullName, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target, overwrite: true);
        }
    }

    internal async Task<JsonElement> PredictAsync(Client caller, string model) =>
        await caller.PostAsync("/api/predict", new JsonObject { ["model_id"] = model, ["rows"] = new JsonArray(Row.DeepClone()) });
}
