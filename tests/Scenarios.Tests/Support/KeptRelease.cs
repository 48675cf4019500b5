using System.IO.Compression;
using System.Text.Json.Nodes;
using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>The data folder of a server of some version that was stopped, with what it had answered: what a later version must go on with.</summary>
/// <param name="version">Of the server, as <c>docs/changelog.md</c> has it.</param>
internal sealed class KeptRelease(string version)
{
    public const string Model = "kept", Answers = "answers.json";

    private const string Documents = "documents", Rows = "rows", Predictions = "predictions";

    private static readonly string[] Outputs = ["prediction", "probabilities", "confidence"];

    public static string Folder => Path.Combine(SharedFolders.Repository, "tests", "Scenarios.Tests", "Kept");

    public static IEnumerable<string> Versions => Directory.GetFiles(Folder, "*.zip").Select(path => Path.GetFileNameWithoutExtension(path));

    private string Archive => Path.Combine(Folder, $"{version}.zip");

    /// <summary>Unpacks it.</summary>
    /// <returns>What it had answered.</returns>
    public JsonObject Unpack(string into)
    {
        ZipFile.ExtractToDirectory(Archive, into);
        return JsonNode.Parse(File.ReadAllText(Path.Combine(into, Answers)))!.AsObject();
    }

    /// <summary>Makes it, with records of many kinds, by a server of this build.</summary>
    public async Task KeepAsync()
    {
        var folder = Directory.CreateTempSubdirectory("kolosal-keep-");
        try
        {
            JsonObject answers;
            using (var server = await ServerProcess.StartAsync(folder.FullName))
            {
                using var admin = new Client(server.Address, ServerProcess.AdminKey);
                answers = await FillAsync(admin);
                await server.DrainAsync();
            }

            await File.WriteAllTextAsync(Path.Combine(folder.FullName, Answers), answers.ToJsonString());
            File.Delete(Archive);
            ZipFile.CreateFromDirectory(folder.FullName, Archive, CompressionLevel.SmallestSize, includeBaseDirectory: false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Asks what is in the answers once more.</summary>
    /// <returns>Where an answer lacks something or says otherwise; empty when all is as it was, whatever has come to it.</returns>
    public static async Task<List<string>> DifferencesAsync(Client admin, JsonObject answers)
    {
        var differences = new List<string>();
        foreach (var (path, was) in answers[Documents]!.AsObject())
            differences.AddRange(Missing(path, was, JsonNode.Parse((await admin.GetAsync(path)).GetRawText())));
        differences.AddRange(Missing(Predictions, answers[Predictions], await PredictAsync(admin, answers[Rows]!.AsArray())));
        return differences;
    }

    private static async Task<JsonObject> FillAsync(Client admin)
    {
        var rows = new JsonArray([.. (await admin.SampleRowsAsync("german_credit", "risk")).Take(20).Select(row => row.DeepClone())]);
        await admin.ServeAsync(Model);
        string run = (await admin.GetAsync("/api/runs")).GetProperty("items")[0].GetProperty("run_id").GetString()!;
        string dataset = (await admin.UploadAsync("rows.csv", "x,y\n1,a\n2,b\n,a\n")).GetProperty("dataset_id").GetString()!;
        string incident = Id(await admin.PostAsync("/api/security/incidents", new JsonObject
        { ["title"] = "Feed is late", ["type"] = "availability", ["severity"] = "sev4", ["subject"] = "feeds/loans" }));
        string golden = Id(await admin.PostAsync("/api/quality/golden-datasets", new JsonObject
        {
            ["name"] = "one case",
            ["model_id"] = Model,
            ["cases"] = new JsonArray(new JsonObject { ["row"] = rows[0]!.DeepClone(), ["expected"] = new JsonObject { ["prediction"] = "good" } }),
        }));
        string risk = Id(await admin.PostAsync("/api/compliance/risks", new JsonObject
        { ["title"] = "Wrong refusals", ["about"] = new JsonArray($"models/{Model}"), ["likelihood"] = 3, ["consequence"] = 4 }));
        string experiment = (await admin.PostAsync("/api/experiments", new JsonObject { ["name"] = "credit" })).GetProperty("experiment_id")
            .GetString()!;
        await admin.PutAsync($"/api/monitoring/drift/{Model}", new JsonObject { ["window_rows"] = 100, ["false_alarm"] = 0.01 });
        var first = await admin.PostAsync("/api/predict", new JsonObject { ["model_id"] = Model, ["rows"] = rows.DeepClone() });
        string prediction = first.GetProperty("predictions")[0].GetProperty("prediction_id").GetString()!;
        await admin.PostAsync("/api/predict/feedback", new JsonObject { ["prediction_id"] = prediction, ["actual"] = "good" });
        await admin.UntilAsync($"/api/monitoring/performance/{Model}", found => found.GetProperty("outcomes").GetInt64() == 1);
        await admin.UntilAsync($"/api/audit/proof/{prediction}", _ => true);
        var predictions = await PredictAsync(admin, rows);
        await admin.UntilAsync($"/api/predict/stats/{Model}", found => found.GetProperty("requests").GetInt64() == 2);
        await admin.UntilAsync($"/api/monitoring/drift/{Model}", found => found.GetProperty("rows_counted").GetInt64() == 40);

        string[] paths =
        [
            $"/api/models/{Model}", $"/api/models/{Model}:1/card", $"/api/models/{Model}/history", $"/api/runs/{run}", $"/api/runs/{run}/trials",
            $"/api/data/{dataset}", $"/api/data/{dataset}/preview?rows=3", $"/api/security/incidents/{incident}",
            $"/api/quality/golden-datasets/{golden}", $"/api/compliance/risks/{risk}", $"/api/experiments/{experiment}",
            $"/api/predict/stats/{Model}", $"/api/monitoring/drift/{Model}", $"/api/monitoring/performance/{Model}",
            $"/api/audit/proof/{prediction}", "/api/audit/entries/0/proof",
        ];
        var documents = new JsonObject();
        foreach (string path in paths) documents[path] = JsonNode.Parse((await admin.GetAsync(path)).GetRawText());
        documents[$"/api/models/{Model}/history"]!.AsObject().Remove("at"); // when it was asked
        return new() { [Documents] = documents, [Rows] = rows, [Predictions] = predictions };
    }

    private static string Id(System.Text.Json.JsonElement made) => made.GetProperty("id").GetString()!;

    /// <summary>Outputs of the model, without what is new each time.</summary>
    private static async Task<JsonArray> PredictAsync(Client admin, JsonArray rows)
    {
        var answer = await admin.PostAsync("/api/predict", new JsonObject { ["model_id"] = Model, ["rows"] = rows.DeepClone() });
        return
        [
            .. answer.GetProperty("predictions").EnumerateArray().Select(one => new JsonObject(one.EnumerateObject()
                .Where(member => Outputs.Contains(member.Name))
                .Select(member => KeyValuePair.Create(member.Name, JsonNode.Parse(member.Value.GetRawText()))))),
        ];
    }

    private static IEnumerable<string> Missing(string path, JsonNode? was, JsonNode? now) => (was, now) switch
    {
        (JsonObject before, JsonObject after) => before.SelectMany(member => after.ContainsKey(member.Key)
            ? Missing($"{path}.{member.Key}", member.Value, after[member.Key]) : [$"{path}.{member.Key} is gone"]),
        (JsonArray before, JsonArray after) when before.Count == after.Count =>
            before.Zip(after).SelectMany((pair, i) => Missing($"{path}[{i}]", pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(was, now) ? [] : [$"{path} was {was?.ToJsonString() ?? "null"} and is {now?.ToJsonString() ?? "null"}"],
    };
}
