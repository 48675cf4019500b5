using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Audit;
using Kolosal.Experiments;
using Kolosal.Hosting;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Benchmarks;

/// <summary>
/// A data folder that is filled by the product's own writers in a silo of this process: models drafted through their grains, the trail appended by
/// its grain in the batches that it writes at once, runs listed by the catalogue in the documents that their grains would list.
/// </summary>
internal static class LoadedStore
{
    private const string Workspace = "default";
    private const int Callers = 32, Batch = 512, Trails = 4;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Actions =
        ["model.promote", "dataset.register", "run.start", "run.end", "incident.open", "incident.resolve", "key.create", "model.validate"];

    /// <summary>A folder with the data in its folder <c>data</c>. No process has it open when this returns.</summary>
    public static async Task<DirectoryInfo> FillAsync(StoreSize size)
    {
        var folder = Directory.CreateTempSubdirectory("kolosal-scale-");
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kolosal:DataDirectory"] = Path.Combine(folder.FullName, "data"),
            ["Kolosal:Cluster:SiloPort"] = Text($"{FreePorts.Next()}"),
            ["Kolosal:Cluster:GatewayPort"] = Text($"{FreePorts.Next()}"),
            ["Kolosal:Logging:Level"] = "Fatal",

            // One signature in the end in place of one a batch: what is measured is not the filling.
            ["Kolosal:Audit:CheckpointEvery"] = "100000",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddKolosalLogging();
        builder.AddKolosalTelemetry();
        builder.AddKolosalSilo();

        // The trail takes entries from grains alone; here the loader stands in for them.
        foreach (var door in builder.Services.Where(service => service.ImplementationType == typeof(AccessFilter)).ToArray())
            builder.Services.Remove(door);
        await using var app = builder.Build();
        await app.StartAsync();
        var (grains, catalogue) = (app.Services.GetRequiredService<IGrainFactory>(), app.Services.GetRequiredService<ICatalogue>());
        await TimeAsync("models", size.Models, EachAsync(size.Models, i => DraftAsync(grains, i)));
        await TimeAsync("runs", size.Runs, EachAsync(size.Runs, i => catalogue.UpsertAsync(Run(i, size), CancellationToken.None), Callers * 16));
        int batches = (size.Audit + Batch - 1) / Batch;
        await TimeAsync("audit entries", size.Audit, EachAsync(batches,
            i => grains.Audit(Workspace).AppendAsync(
                [.. Enumerable.Range(i * Batch, Math.Min(Batch, size.Audit - i * Batch)).Select(n => Entry(n, size))]), Trails));
        await grains.Audit(Workspace).SealAsync();
        await app.StopAsync();
        return folder;
    }

    public static string ModelName(int model) => Text($"model-{model:00000}");

    private static async Task DraftAsync(IGrainFactory grains, int model)
    {
        for (int version = 1; version <= (model % 10 == 0 ? 2 : 1); version++)
        {
            var drafted = await grains.Model(new(Workspace, ModelName(model))).DraftAsync(
                $"load-{version}", new("prn_loader", "Filled in to measure long lists.", null, "none"));
            if (!drafted.Accepted) throw new InvalidOperationException(drafted.Refusal.Message);
        }
    }

    private static CatalogueEntry Run(int i, StoreSize size)
    {
        var at = Start.AddSeconds(20L * i);
        string id = Text($"run_{i:0000000}"), dataset = Text($"ds_{i % 1_000:000}");
        var run = new RunSnapshot(
            id, i % 50 == 0 ? RunStatus.Failed : RunStatus.Completed, RunPhase.Ended, dataset, i % 3 == 0 ? "risk" : "churn", "binary", "roc_auc",
            100, null, 0.7 + i % 250 / 1_000.0, "gradient_boosting", 20, 0, 0, 20, 12.5, ModelName(i % size.Models), 1, null, null, null, "{}", at,
            at.AddSeconds(12), 40, [], [], [], null);
        return new(Workspace, CatalogueKinds.Run, id, at, run.UpdatedAt, JsonSerializer.Serialize(run, WireJson.Options));
    }

    private static AuditEntry Entry(int i, StoreSize size)
    {
        string model = ModelName(i % size.Models);
        return new(
            Text($"load-{i:0000000}"), Start.AddSeconds(20L * i), Text($"key_{i % 40}"),
            Actions[i % Actions.Length], $"models/{model}:1", model, """{"from":"staging","to":"active","reason":"the evidence is complete"}""");
    }

    private static Task EachAsync(int count, Func<int, Task> act, int callers = Callers)
    {
        int next = -1;
        return Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            Principal.Current = new(Workspace, "prn_loader", ["admin"]);
            while (Interlocked.Increment(ref next) is var i && i < count) await act(i);
        })));
    }

    private static async Task TimeAsync(string what, int count, Task filling)
    {
        long began = Stopwatch.GetTimestamp();
        await filling;
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine(Text($"scale: filled {count} {what} in {seconds:0.0} s, {count / seconds:0} a second"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
