using System.Globalization;
using System.Text;
using Kolosal.Access;
using Kolosal.Audit;
using Kolosal.Drift;
using Kolosal.Events;
using Kolosal.Fairness;
using Kolosal.Feedback;
using Kolosal.Hosting;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Slo;
using Kolosal.Statistics;
using Kolosal.Storage;
using Kolosal.Tabular;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Streams;

namespace Kolosal.Benchmarks;

/// <summary>
/// Prediction over HTTP through everything a request passes (authentication, decoding, a model of 100 boosted
/// trees, the durable log, monitors) beside a bare minimal API that parses the same rows and answers their number.
/// </summary>
internal static class PredictBenchmark
{
    private const string Durable = "bench", Async = "bench-async";
    private const int Columns = 30;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    /// <summary>Prints one line a figure: name, ours, reference, ratio.</summary>
    public static void Run(int seconds = 4, int repeats = 2) => RunAsync(TimeSpan.FromSeconds(seconds), repeats).GetAwaiter().GetResult();

    private static async Task RunAsync(TimeSpan time, int repeats)
    {
        string folder = Directory.CreateTempSubdirectory("kolosal-bench-").FullName;
        string key = ApiKeyText.Format(Workspaces.Default, "key_admin", ApiKeyText.NewSecret());
        try
        {
            await SeedAsync(folder);
            await using var ours = await StartAsync(folder, key);
            await using var echo = await StartEchoAsync();
            await BinaryAsync(ours, key, time, repeats);
            foreach (int rows in (int[])[1, 1_000])
            {
                string bare = Rows(rows), plain = $$"""{"rows":{{bare}}}""";
                await HttpLoad.RunAsync(Address(echo, "/echo"), plain, null, WarmUp);
                foreach (string model in (string[])[Durable, Async])
                {
                    string body = $$"""{"model_id":"{{model}}","rows":{{bare}}}""";
                    await HttpLoad.RunAsync(Address(ours, "/api/predict"), body, key, WarmUp);
                    double best = 0, reference = 0;
                    for (int repeat = 0; repeat < repeats; repeat++)
                    {
                        // Interleaved, because the machine's speed changes from minute to minute.
                        reference = Math.Max(reference, await HttpLoad.RunAsync(Address(echo, "/echo"), plain, null, time));
                        best = Math.Max(best, await HttpLoad.RunAsync(Address(ours, "/api/predict"), body, key, time));
                    }

                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"predict {rows} x {Columns} JSON requests/s, {(model == Durable ? "durable" : "asynchronous")} log and monitors "
                            + $"({HttpLoad.Driver}), {best:0}, {reference:0}, {best / reference:0.00}"));
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A thousand rows as bare numbers, answered as bare numbers, with the durable log and monitors.</summary>
    private static async Task BinaryAsync(WebApplication ours, string key, TimeSpan time, int repeats)
    {
        const int Rows = 1_000;
        byte[] body = Floats(Rows);
        var address = Address(ours, $"/api/predict/batch?model_id={Durable}");
        await HttpLoad.RunBinaryAsync(address, body, "application/x-kolosal-f32", key, WarmUp);
        double best = 0;
        for (int repeat = 0; repeat < repeats; repeat++)
            best = Math.Max(best, await HttpLoad.RunBinaryAsync(address, body, "application/x-kolosal-f32", key, time));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"predict {Rows} x {Columns} float32 rows/s, durable log and monitors (own client), {best * Rows:0}, 5000000, {best * Rows / 5e6:0.00}"));
    }

    /// <summary>A silo without the access filter makes the model; then the door is shut and the server starts on the same folder.</summary>
    private static async Task SeedAsync(string folder)
    {
        await using var app = Build(folder, null, services => services.AddModels());
        await app.StartAsync();
        var (grains, blobs, signer) = (app.Services.GetRequiredService<IGrainFactory>(), app.Services.GetRequiredService<IBlobStore>(),
            app.Services.GetRequiredService<ISigner>());
        var (package, reference) = Fit();
        using var bytes = new MemoryStream();
        package.Save(bytes);
        bytes.Position = 0;
        var blob = await blobs.PutAsync(Workspaces.Default, bytes, CancellationToken.None);
        var registration = new VersionRegistration(blob.Sha256, blob, PackageSignature.Sign(signer, blob.Sha256), signer.KeyId, "author", "run_bench",
            "ds_bench", "gradient_boosting", "binary", "y", new ModelEvaluation("roc_auc", [new("roc_auc", 0.9, 0.8, 1, true)], 1, 1, 1, 0.5),
                reference);
        foreach (string name in (string[])[Durable, Async])
        {
            var model = grains.Model(new(Workspaces.Default, name));
            int version = Take(await model.RegisterAsync(registration));
            Take(await model.ValidateAsync($"{version}"));
            Take(await model.PromoteAsync(new(version, ModelStatus.Active, new Principal(Workspaces.Default, "approver", [Role.Admin]), "bench")));
            Take(await model.SetLoggingAsync(name == Async ? PredictionLogging.Async : PredictionLogging.Durable));
        }

        await app.StopAsync();
    }

    private static async Task<WebApplication> StartAsync(string folder, string key)
    {
        var app = Build(folder, key, services => services.AddAccess().AddModels().AddPredictions().AddPredictionFeed().AddFeedback().AddDrift()
            .AddFairness().AddSlo());
        app.UseFrontDoor();
        app.MapPredictions();
        await app.StartAsync();
        return app;
    }

    private static WebApplication Build(string folder, string? key, Action<IServiceCollection> features)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kolosal:DataDirectory"] = folder,
            ["Kolosal:Access:AdminKey"] = key,
            ["Kolosal:RateLimits:Serving"] = "1000000",
            ["Kolosal:RateLimits:ServingBurst"] = "10000000",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddFrontDoor();
        builder.UseOrleans(silo =>
        {
            silo.UseKolosalStorage();
            silo.AddMemoryStreams(PredictionStream.Provider, streams => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly));
        });
        builder.Services.AddKolosalStorage(builder.Configuration).AddAudit();
        features(builder.Services);
        return builder.Build();
    }

    private static async Task<WebApplication> StartEchoAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/echo", (EchoRequest request) => new EchoReply(request.Rows.Length));
        await app.StartAsync();
        return app;
    }

    private static Uri Address(WebApplication app, string path) =>
        new(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), path);

    internal static (ModelPackage Package, MonitoringReference Reference) Fit()
    {
        const int Rows = 5_000;
        var random = new SeededRandom(1);
        var columns = Enumerable.Range(0, Columns).Select(_ => Enumerable.Range(0, Rows).Select(_ => random.NextNormal()).ToArray()).ToArray();
        var label = Enumerable.Range(0, Rows).Select(row => columns[0][row] + columns[1][row] * columns[2][row] + random.NextNormal() > 0
            ? "yes" : "no");
        var table = new Frame(
            new TableSchema([.. Enumerable.Range(0, Columns).Select(c => new ColumnSchema($"x{c}", ColumnType.Numeric)),
                new("y", ColumnType.Categorical, ColumnRole.Target)]),
            [.. columns.Select(values => new NumericColumn(values)), CategoricalColumn.From(label)]);
        var package = ModelPackage.Create(PipelineTrainer.Fit(
            TrainingPart.WholeTable(table), LearningProblem.Infer(table, "y"), Trainers.Get("gradient_boosting"), HyperParameters.Empty, 1,
                CancellationToken.None));

        // Deciles of the standard normal law, to three digits.
        double[] edges = [-1.282, -0.842, -0.524, -0.253, 0, 0.253, 0.524, 0.842, 1.282];
        return (package, new MonitoringReference(1, "binary", package.Manifest.Problem.Classes, 1,
            [.. Enumerable.Range(0, Columns).Select(c => new ColumnReference(
                $"x{c}", false, false, [], [.. edges], [.. Enumerable.Repeat(500L, 10)], 0, -4, 4))],
            new ColumnReference("y", true, false, package.Manifest.Problem.Classes, [], [2_500, 2_500], 0, 0, 0)));
    }

    /// <summary>As many rows as bare float32 numbers.</summary>
    internal static byte[] Floats(int count)
    {
        var random = new SeededRandom(2);
        return [.. Enumerable.Range(0, count * Columns).SelectMany(_ => BitConverter.GetBytes((float)random.NextNormal()))];
    }

    internal static string Rows(int count)
    {
        var random = new SeededRandom(2);
        var text = new StringBuilder("[");
        for (int row = 0; row < count; row++)
        {
            text.Append(row == 0 ? "[" : ",[");
            for (int c = 0; c < Columns; c++)
                text.Append(c == 0 ? "" : ",").Append(random.NextNormal().ToString("0.000000", CultureInfo.InvariantCulture));
            text.Append(']');
        }

        return text.Append(']').ToString();
    }

    private static T Take<T>(Result<T> result) => result.Accepted ? result.Value : throw new InvalidOperationException(result.Refusal.Message);

    private sealed record EchoRequest(double[][] Rows);

    private sealed record EchoReply(int N);
}
