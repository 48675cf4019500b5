using System.Globalization;
using System.Text;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Documents;

/// <summary>The commands of the pages that no other test walks through, as they stand there, on one server.</summary>
[Collection(ServingCollection.Name)]
public sealed class DocumentWalkTests(ServingApi host) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-walk-");
    private readonly HttpClient admin = host.WithKey(ApiHost.AdminKey);

    [Fact]
    public async Task From_a_file_to_a_prediction_as_the_first_page_says()
    {
        var guide = new DocumentCommands(admin) { Files = { ["loans.csv"] = Encoding.UTF8.GetBytes(Loans()) } };
        var answers = await guide.RunAsync("README.md", "Run it");
        Assert.Equal(1, answers[^2].GetProperty("predictions").GetArrayLength());
        Assert.True(answers[^1].GetProperty("valid").GetBoolean());
    }

    [Fact]
    public async Task Analyses_trainings_and_searches()
    {
        const string Page = "docs/analyses.md";
        var known = new Dictionary<string, string>();
        var guide = new DocumentCommands(admin) { Values = known, Before = WaitAsync };
        (known["dataset"], known["sales"]) = (await host.UploadAsync(Loans()), await host.UploadAsync(Sales()));
        var analyses = await guide.RunAsync(Page, "Analyses without a model");
        Assert.All(analyses.Take(4), analysis => Assert.Equal("completed", analysis.GetProperty("state").GetString()));
        await guide.RunAsync(Page, "Training and comparing");
        await guide.RunAsync(Page, "Searching hyper-parameters");
        var study = await ReadAsync($"/api/hyperopt/{known["study"]}");
        Assert.Equal(0.84, study.GetProperty("best")[0].GetProperty("values")[0].GetDouble());

        // What a reader waits for: the end of an analysis, or of a search whose best is to be trained.
        async Task WaitAsync(string line)
        {
            if (line.Contains("/tables/", StringComparison.Ordinal))
                await UntilAsync($"/api/analyses/{known["analysis"]}", "state", "completed");
            if (line.Contains("/apply", StringComparison.Ordinal))
                await UntilAsync(
                    $"/api/runs/{(await ReadAsync($"/api/hyperopt/{known["search"]}")).GetProperty("run_id").GetString()}", "state", "completed");
        }
    }

    [Fact]
    public async Task The_same_from_the_command_line()
    {
        foreach (var (name, text) in new[]
        {
            ("loans.csv", Loans()), ("new-loans.csv", "age,amount\n35,1200\n51,4400\n"),
            ("customers.csv", Customers()), ("sensors.csv", Customers()), ("sales.csv", Sales()),
        })
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text);
        var guide = new DocumentCommands(admin)
        {
            Folder = folder.FullName,
            Server = host.ClientOptions.BaseAddress,
            Keys = { ["COLLEAGUE"] = await KeyAsync("a colleague", "admin") },
            Values = { ["run"] = "" },
        };
        guide.Values["run"] = await RunAsync();
        await guide.RunAsync("docs/analyses.md", "Command line");
        Assert.Contains("prediction", await File.ReadAllTextAsync(Path.Combine(folder.FullName, "scored.csv")), StringComparison.Ordinal);
        await guide.RunAsync("docs/drift-detection.md", "Delay");
    }

    [Fact]
    public async Task Objectives_risks_tracked_runs_and_the_listing_of_settings()
    {
        await host.ServeAsync("credit-risk");
        var levels = new DocumentCommands(admin)
        {
            Files = { ["slo.yaml"] = Encoding.UTF8.GetBytes(
            RepositoryDocuments.Blocks("docs/service-levels.md").Single(block => block.Language == "yaml").Text) }
        };
        await levels.RunAsync("docs/service-levels.md", "Service levels and the dashboard");
        await levels.RunAsync("docs/service-levels.md", "OpenSLO");
        var risks = await new DocumentCommands(admin).RunAsync("docs/registers.md", "Registers");
        Assert.StartsWith("draft", risks[0].GetProperty("status").GetString(), StringComparison.Ordinal);
        var tracked = await new DocumentCommands(admin) { Files = { ["model.bin"] = [1, 2, 3] } }
            .RunAsync("docs/tracking.md", "With plain HTTP");
        Assert.NotEqual(JsonValueKind.Undefined, tracked[^1].ValueKind);
        await new DocumentCommands(admin).RunAsync("docs/compliance.md", "5. What is asked of the host, of builds and of people");
    }

    [Fact]
    public async Task A_model_is_trained_again_and_a_colleague_accepts()
    {
        const string Page = "docs/retraining.md";
        await TrainAsync("again");
        await TrainAsync("decided");
        string trainer = await KeyAsync("a trainer", "trainer");
        var guide = new DocumentCommands(admin)
        {
            Keys = { ["TRAINER"] = trainer, ["REVIEWER"] = await KeyAsync("a reviewer", "admin") },
            Values = { ["model"] = "again" },
        };
        var answers = await guide.RunAsync(Page, "Training a model again");
        Assert.Equal("again", answers[^1].GetProperty("model_id").GetString());
        Assert.True((await admin.PostAsync($"/api/retraining/{guide.Values["retraining"]}/cancel", ApiHost.Json("{}"))).IsSuccessStatusCode);

        // The page's shadow takes an hour; the one that is decided here has none.
        using var asked = host.WithKey(trainer);
        using var set = await asked.PutAsync("/api/retraining/policies/decided", ApiHost.Json(
            """{"run":{"max_trials":1,"trainers":["logistic_regression"]},"shadow":{"rows":0}}"""));
        Assert.True(set.IsSuccessStatusCode, await set.Content.ReadAsStringAsync());
        using var started = await asked.PostAsync("/api/retraining/decided/start", ApiHost.Json("""{"note":"new data"}"""));
        string place = started.Headers.Location!.ToString();
        guide.Values["retraining"] = place[(place.LastIndexOf('/') + 1)..];
        await UntilAsync(place, "status", "proposed");
        var decided = await guide.RunAsync(Page, "Deciding");
        Assert.Equal("accepted", decided[^1].GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_receipt_and_the_trail_are_verified_away_from_the_server()
    {
        string model = await host.ServeAsync();
        using var answered = await admin.PostAsync("/api/predict", ApiHost.Json($$"""{"model_id":"{{model}}","rows":[{"x":0.2,"c":"a"}]}"""));
        string prediction = JsonDocument.Parse(await answered.Content.ReadAsStringAsync()).RootElement.GetProperty("predictions")[0]
            .GetProperty("prediction_id").GetString()!;
        await Eventually.HoldsAsync(async () => (await admin.GetAsync($"/api/audit/proof/{prediction}")).IsSuccessStatusCode, Patience);
        var guide = new DocumentCommands(admin) { Folder = folder.FullName, Values = { ["prediction"] = prediction } };
        await guide.RunAsync("docs/trust.md", "2. Away from the server");
    }

    public void Dispose()
    {
        admin.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task<JsonElement> ReadAsync(string path) => JsonDocument.Parse(await admin.GetStringAsync(path)).RootElement;

    private Task<JsonElement> UntilAsync(string path, string member, string wanted) =>
        Eventually.HoldsAsync(() => ReadAsync(path), found => found.GetProperty(member).GetString() == wanted, Patience);

    private async Task<string> KeyAsync(string name, string role)
    {
        using var made = await admin.PostAsync("/api/security/api-keys", ApiHost.Json($$"""{"name":"{{name}}","roles":["{{role}}"]}"""));
        string text = await made.Content.ReadAsStringAsync();
        Assert.True(made.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("api_key").GetString()!;
    }

    /// <summary>A run that has ended; its id.</summary>
    private async Task<string> RunAsync(string? model = null)
    {
        string dataset = await host.UploadAsync(Loans());
        using var started = await admin.PostAsync("/api/train", ApiHost.Json(
            $$"""{"dataset_id":"{{dataset}}","target":"risk","trainer":"logistic_regression","model_name":"{{model ?? "walked"}}"}"""));
        string text = await started.Content.ReadAsStringAsync();
        Assert.True(started.IsSuccessStatusCode, text);
        string run = JsonDocument.Parse(text).RootElement.GetProperty("run_id").GetString()!;
        await UntilAsync($"/api/runs/{run}", "state", "completed");
        return run;
    }

    /// <summary>A model that serves, trained by the admin and promoted by bob.</summary>
    private async Task TrainAsync(string model)
    {
        await RunAsync(model);
        using var bob = host.As(Role.Admin, subject: "bob");
        foreach (var (step, body) in new[] { ("validate", "{}"), ("promote", """{"note":"good"}""") })
        {
            using var taken = await bob.PostAsync($"/api/models/{model}:1/{step}", step == "validate" ? null : ApiHost.Json(body));
            Assert.True(taken.IsSuccessStatusCode, await taken.Content.ReadAsStringAsync());
        }
    }

    private static string Loans() => Lines("age,amount,risk", 120, random =>
    {
        int amount = random.Next(100, 5000);
        return $"{random.Next(18, 80)},{amount},{(amount + random.Next(-500, 500) > 2500 ? "bad" : "good")}";
    });

    private static string Customers() => Lines("visits,spent", 90, random => $"{random.Next(1, 40)},{random.Next(10, 900)}");

    private static string Sales() => "month,sales\n" + string.Concat(Enumerable.Range(0, 48).Select(month => string.Create(
        CultureInfo.InvariantCulture, $"{2020 + month / 12}-{month % 12 + 1:00}-01,{100 + month + 10 * Math.Sin(month * Math.PI / 6):0.##}\n")));

    private static string Lines(string header, int rows, Func<Random, string> row)
    {
        var random = new Random(7);
        return header + "\n" + string.Join('\n', Enumerable.Range(0, rows).Select(_ => row(random))) + "\n";
    }
}
