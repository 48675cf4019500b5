using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.CommandLine;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

/// <summary>The program itself, asking a server over HTTP; its output is no terminal.</summary>
[Collection(ServingCollection.Name)]
public sealed class ClientCommandTests(ServingApi host) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-cli-");

    [Fact]
    public async Task A_file_becomes_a_model_that_predicts_a_file()
    {
        string file = Loans("loans.csv", 120), model = $"m{Guid.NewGuid():N}"[..20];
        var trained = await RunAsync("train", file, "--target", "risk", "--trials", "2", "--trainers", "logistic_regression,prior", "--folds", "2",
            "--model", model);
        Assert.Equal((0, ""), (trained.Exit, trained.Exit == 0 ? "" : trained.Error));
        Assert.Contains($"Model {model}:1", trained.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^rank +trainer +roc_auc ", trained.Output);
        Assert.Matches(@"(?m)^1 +logistic_regression +0\.\d{4} ", trained.Output);
        Assert.Contains("Searching 100 %", trained.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(trained.Output + trained.Error, c => char.IsControl(c) && c is not ('\n' or '\r'));

        await PromoteAsync(model);
        string predicted = Path.Combine(folder.FullName, "predicted.csv");
        var answer = await RunAsync("predict", $"{model}:1", file, "--out", predicted);
        Assert.Equal((0, ""), (answer.Exit, answer.Exit == 0 ? "" : answer.Error));
        string[] before = File.ReadAllLines(file), after = File.ReadAllLines(predicted);
        Assert.Equal(before[0] + ",prediction,probability of bad,probability of good,prediction_id", after[0]);
        Assert.Equal(before.Length, after.Length);
        for (int line = 1; line < before.Length; line++)
        {
            Assert.StartsWith(before[line] + ",", after[line], StringComparison.Ordinal);
            string[] cells = after[line][(before[line].Length + 1)..].Split(',');
            double bad = double.Parse(cells[1], CultureInfo.InvariantCulture), good = double.Parse(cells[2], CultureInfo.InvariantCulture);
            Assert.Equal(1, bad + good, 9);
            Assert.Equal(good >= bad ? "good" : "bad", cells[0]);
        }

        var explained = await RunAsync("explain", $"{model}:1");
        Assert.Equal((0, ""), (explained.Exit, explained.Exit == 0 ? "" : explained.Error));
        Assert.Matches(@"(?m)^column +mean size +low +high +share", explained.Output);
        // The log is read a moment after it is written.
        string prediction = after[1].Split(',')[^1];
        await Eventually.HoldsAsync(async () => (await RunAsync("explain", model, "--prediction", prediction)).Exit == 0);
        var one = await RunAsync("explain", model, "--prediction", prediction);
        Assert.Equal((0, ""), (one.Exit, one.Exit == 0 ? "" : one.Error));
        Assert.Contains("The model gives 'good' the probability", one.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("explain", model, "--row", "{nonsense")).Exit);
    }

    [Fact]
    public async Task Runs_are_listed_shown_and_compared_as_tables_and_as_documents()
    {
        string file = Loans("again.csv", 90);
        string[] ids = new string[2];
        for (int i = 0; i < 2; i++)
        {
            var made = await RunAsync("train", "--target", "risk", "--trials", "1", "--folds", "2", "--trainers",
                i == 0 ? "prior" : "logistic_regression", file, "--sampler", "random", "--pruner", "median", "--warm-start", "--ensemble", "none",
                "--json"); // an option takes its own value and not the file
            Assert.Equal(0, made.Exit);
            var run = JsonDocument.Parse(made.Output).RootElement.GetProperty("run");
            ids[i] = run.GetProperty("run_id").GetString()!;
            var plan = run.GetProperty("plan");
            string? Word(string name) => plan.GetProperty(name).GetString();
            Assert.Equal(("random", "median", "none"), (Word("sampler"), Word("pruner"), Word("ensemble")));
        }
        var list = await RunAsync("runs");
        Assert.Contains(ids[0], list.Output, StringComparison.Ordinal);
        Assert.Matches("^run +state +target", list.Output);
        var one = await RunAsync("runs", ids[1]);
        Assert.Contains("logistic_regression", one.Output, StringComparison.Ordinal);
        var both = await RunAsync("compare", ids[0], ids[1]);
        Assert.Matches(@"(?m)^trainer +prior +logistic_regression$", both.Output);
        var document = await RunAsync("compare", ids[0], ids[1], "--json");
        Assert.Equal(2, JsonDocument.Parse(document.Output).RootElement.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Clusters_anomalies_and_forecasts_are_written_as_csv()
    {
        string file = Loans("rows.csv", 60);
        var clusters = await RunAsync("cluster", file, "--set", "clusters=2", "--columns", "age,amount");
        Assert.Equal((0, 61), (clusters.Exit, Lines(clusters.Output)));
        Assert.StartsWith("row,cluster", clusters.Output, StringComparison.Ordinal);
        Assert.Contains("clusters 2", clusters.Error, StringComparison.Ordinal);
        string scores = Path.Combine(folder.FullName, "scores.csv");
        Assert.Equal(0, (await RunAsync("anomaly", file, "--contamination", "0.1", "-o", scores)).Exit);
        Assert.Equal(61, File.ReadAllLines(scores).Length);

        string series = Path.Combine(folder.FullName, "series.csv");
        File.WriteAllLines(series, ["day,y", .. Enumerable.Range(0, 40).Select(i => $"{new DateTime(2024, 1, 1).AddDays(i):yyyy-MM-dd},{i % 7}")]);
        var ahead = await RunAsync("forecast", series, "-t", "y", "--time-column", "day", "--period", "7", "--method", "seasonal_naive");
        Assert.Equal((0, 8), (ahead.Exit, Lines(ahead.Output)));
        Assert.Contains("2024-02-10", ahead.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_the_command_stops_the_run()
    {
        string file = Loans("long.csv", 400);
        using var stop = new CancellationTokenSource();
        using var trainer = host.As(Role.Trainer);
        var running = RunAsync(["train", file, "--target", "risk", "--time", "600", "--trainers", "gradient_boosting"], stop.Token);
        var run = await Eventually.HoldsAsync(async () => (await trainer.GetFromJsonAsync<JsonElement>("/api/runs?state=running&sort=-created_at"))
            .GetProperty("items").EnumerateArray().FirstOrDefault(), found => found.ValueKind == JsonValueKind.Object);
        await stop.CancelAsync();
        Assert.Equal(130, (await running).Exit);
        var after = await trainer.GetFromJsonAsync<JsonElement>($"/api/runs/{run.GetProperty("run_id").GetString()}");
        Assert.Equal("cancelled", after.GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_goes_wrong_has_an_exit_code_and_a_sentence()
    {
        string file = Loans("wrong.csv", 30);
        var refused = await RunAsync("train", file, "--target", "nothing");
        Assert.Equal(1, refused.Exit);
        Assert.Contains("experiments.cannot-learn", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("train", file)).Exit); // no target
        Assert.Equal(2, (await RunAsync("train", "nowhere.csv", "--target", "risk")).Exit);
        Assert.Equal(2, (await RunAsync("compare", "run_1")).Exit);
        Assert.Equal(1, (await RunAsync("runs", "run_none")).Exit);
        Assert.Equal(1, (await RunAsync("predict", "nobody", file)).Exit);

        var away = await PlainAsync(["runs", "--server", "http://127.0.0.1:9", "--api-key", "kol_x"], CancellationToken.None);
        Assert.Equal(3, away.Exit);
        Assert.Contains("No server answers", away.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await PlainAsync(["runs", "--server", Address, "--api-key", "kol_wrong"], CancellationToken.None)).Exit);
        Assert.Equal(2, (await PlainAsync(["runs", "--server", "here", "--api-key", "kol_x"], CancellationToken.None)).Exit);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string Address => host.ClientOptions.BaseAddress.ToString();

    private Task<(int Exit, string Output, string Error)> RunAsync(params string[] args) => RunAsync(args, CancellationToken.None);

    private Task<(int Exit, string Output, string Error)> RunAsync(string[] args, CancellationToken cancel) =>
        PlainAsync([.. args, "--server", Address, "--api-key", ApiHost.AdminKey], cancel);

    private static async Task<(int Exit, string Output, string Error)> PlainAsync(string[] args, CancellationToken cancel)
    {
        using StringWriter output = new(), error = new();
        int exit = await KolosalCommand.RunAsync(args, _ => throw new InvalidOperationException("It started."), output, error, cancel);
        return (exit, output.ToString(), error.ToString());
    }

    /// <summary>Risk follows the amount, up to noise.</summary>
    private string Loans(string name, int rows)
    {
        var random = new Random(7);
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllLines(path, ["age,amount,purpose,risk", .. Enumerable.Range(0, rows).Select(i =>
        {
            int age = random.Next(18, 80), amount = random.Next(100, 5000);
            string purpose = i % 3 == 0 ? "\"car, used\"" : "home";
            return $"{age},{amount},{purpose},{(amount + random.Next(-1500, 1500) > 2500 ? "bad" : "good")}";
        })]);
        return path;
    }

    private async Task PromoteAsync(string model)
    {
        using var approver = host.As(Role.Admin, subject: "approver");
        using var validated = await approver.PostAsJsonAsync($"/api/models/{model}:1/validate", new { });
        using var promoted = await approver.PostAsJsonAsync($"/api/models/{model}:1/promote", new { note = "good" });
        Assert.True(promoted.IsSuccessStatusCode, await promoted.Content.ReadAsStringAsync());
    }

    private static int Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
}
