using System.Text;
using System.Text.Json;
using Kolosal.Client;
using Kolosal.Scenarios;
using Kolosal.Testing;

namespace Kolosal.Sdk;

/// <summary>A service of its own, built from the packages alone, and the client over HTTP, against one real server.</summary>
[Collection(SdkCollection.Name)]
public sealed class SampleServiceTests(InstalledSample sample)
{
    [Fact]
    public async Task A_service_built_from_the_package_follows_a_run_predicts_and_hears_of_incidents()
    {
        var kolosal = Client(ServerProcess.AdminKey);
        var dataset = await UploadAsync(kolosal, "loans.csv");
        var run = await kolosal.StartAutomlAsync(new AutomlRequest
        { DatasetId = dataset.DatasetId, Target = "risk", MaxTrials = 2, Folds = 2, Trainers = ["logistic_regression"], ModelName = "loans" });
        var (code, followed) = await sample.RunAsync("follow", run.RunId);
        Assert.True(code == 0, followed);
        Assert.Contains("ended Completed", followed, StringComparison.Ordinal);
        Assert.Contains("step 1 ", followed, StringComparison.Ordinal);

        const string Rows = """[{"age":30,"amount":4900},{"age":40,"amount":150}]""";
        var (refused, reason) = await sample.RunAsync("predict", "loans", Rows);
        Assert.Equal(1, refused);
        Assert.StartsWith("refused models.", reason, StringComparison.Ordinal);

        // Whoever trained it may not decide that it serves.
        var made = await kolosal.CreateApiKeyAsync(new CreateApiKeyRequest { Name = "approver", Roles = ["admin"] });
        var approver = Client(made.ApiKey);
        await approver.ValidateModelAsync("loans:1");
        var model = await approver.PromoteModelAsync("loans:1", new PromoteModelRequest { Note = "good" });
        Assert.Equal(1, model.Active);

        string said = await Eventually.HoldsAsync(
            async () => (await sample.RunAsync("predict", "loans", Rows)).Said, text => text.StartsWith("row 0", StringComparison.Ordinal));
        string[] lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^row 0 bad (0\.[5-9]\d\d|1\.000) v1$", lines[0]);
        Assert.Matches(@"^row 1 good (0\.[5-9]\d\d|1\.000) v1$", lines[1]);

        // The same rows over HTTP: the same answer from the same version.
        var answer = await kolosal.PredictAsync(new PredictRequest
        { ModelId = "loans", Rows = [.. JsonDocument.Parse(Rows).RootElement.EnumerateArray()] });
        Assert.Equal(("loans:1", 2), (answer.ModelId, answer.Predictions.Count));

        using var watching = sample.Start("watch");
        Assert.Equal("watching", await watching.StandardOutput.ReadLineAsync());
        int matter = 0;
        await Eventually.HoldsAsync(async () =>
        {
            await kolosal.RaiseIncidentAsync(new RaiseIncidentRequest
            {
                Title = "Scores stuck",
                Type = IncidentType.Availability,
                Severity = IncidentSeverity.Sev4,
                Subject = $"feed/{++matter}",
            });
            return watching.HasExited;
        });
        Assert.Matches("^incident INC-[0-9]{4}-[0-9]{6} Scores stuck", await watching.StandardOutput.ReadToEndAsync());
        Assert.Equal(0, watching.ExitCode);
    }

    [Fact]
    public async Task The_client_over_HTTP_reads_lists_filters_documents_and_refusals()
    {
        var kolosal = Client(ServerProcess.AdminKey);
        var whoAmI = await kolosal.WhoAmIAsync();
        Assert.Equal("default", whoAmI.Workspace);
        string name = $"walk{Guid.NewGuid():N}";
        var dataset = await UploadAsync(kolosal, $"{name}.csv");
        Assert.Equal(200, dataset.Rows);
        var page = await kolosal.ListDatasetsAsync(limit: 5, filter: new Dictionary<string, string> { ["name"] = name });
        Assert.Equal(dataset.DatasetId, Assert.Single(page.Items).DatasetId);
        using var csv = await kolosal.ExportDatasetAsync(dataset.DatasetId);
        Assert.StartsWith("age,amount,risk", await csv.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var missing = await Assert.ThrowsAsync<KolosalException>(() => kolosal.GetModelAsync("nobody"));
        Assert.Equal((404, "models.not-found"), (missing.Status, missing.Code));
        var wrong = await Assert.ThrowsAsync<KolosalException>(() =>
            kolosal.StartAutomlAsync(new AutomlRequest { DatasetId = dataset.DatasetId, Target = "risk", MaxTrials = -1 }));
        Assert.Contains(wrong.Errors.Keys, path => path.Contains("max_trials", StringComparison.Ordinal));
        var stranger = await Assert.ThrowsAsync<KolosalException>(() => Client("kol_wrong").ListModelsAsync());
        Assert.Equal(401, stranger.Status);
    }

    [Fact]
    public async Task A_key_without_the_permission_is_refused()
    {
        var admin = Client(ServerProcess.AdminKey);
        var made = await admin.CreateApiKeyAsync(new CreateApiKeyRequest { Name = "consumer", Roles = ["consumer"] });
        var refused = await Assert.ThrowsAsync<KolosalException>(() => Client(made.ApiKey).ListApiKeysAsync());
        Assert.Equal((403, "access.denied"), (refused.Status, refused.Code));
    }

    private KolosalClient Client(string key) => new(new HttpClient { BaseAddress = sample.Server.Address }, key);

    /// <summary>Risk follows the amount, up to noise.</summary>
    private static async Task<DatasetDescription> UploadAsync(KolosalClient kolosal, string name)
    {
        var random = new Random(7);
        var text = new StringBuilder("age,amount,risk\n");
        for (int i = 0; i < 200; i++)
        {
            int amount = random.Next(100, 5000);
            text.Append($"{random.Next(18, 80)},{amount},{(amount + random.Next(-500, 500) > 2500 ? "bad" : "good")}\n");
        }
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
        return await kolosal.UploadDatasetAsync(file, name);
    }
}
