using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kolosal.Audit;
using Kolosal.Datasets;
using Kolosal.Engines.DuckDb;
using Kolosal.Hosting;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Benchmarks;

/// <summary>A CSV of 1,000,000 × 28 numbers from the stream, and over HTTP, to the stored, profiled,
/// registered dataset, beside DuckDB loading the same file into a table.</summary>
/// <remarks>Both use the same number of threads, alternately in one run; the best of the repeats
/// counts. Ours includes hashing, inspection, profile, Parquet, encryption and fsync.</remarks>
internal static class IngestBenchmark
{
    private const int Block = 50_000;

    /// <summary>Prints one line a figure: name, ours, reference, ratio.</summary>
    /// <param name="options">--rows=n, a multiple of 50,000; --repeats=n.</param>
    public static async Task RunAsync(string[] options)
    {
        int repeats = BenchOptions.Number(options, "repeats", 3);
        int rows = Math.Max(Block, BenchOptions.Number(options, "rows", BoostingProblemData.TrainRows) / Block * Block);
        string folder = Directory.CreateTempSubdirectory("kolosal-ingest-").FullName;
        try
        {
            string csv = Path.Combine(folder, "numbers.csv");
            Write(csv, rows);
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(
                new Dictionary<string, string?> { ["Kolosal:DataDirectory"] = Path.Combine(folder, "data") }).Build();
            await using var silo = await TestSilo.StartAsync(host =>
            {
                host.Services.AddSingleton<IConfiguration>(configuration);
                host.Services.AddKolosalStorage(configuration);
                host.Services.AddAudit().AddDatasets().AddDuckDb();
            });

            double ours = double.PositiveInfinity, reference = double.PositiveInfinity, read = double.PositiveInfinity;
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                reference = Math.Min(reference, Load(csv, folder));
                var clock = Stopwatch.StartNew();
                DatasetDescription taken;
                await using (var file = File.OpenRead(csv))
                {
                    var answer = await silo.Services.GetRequiredService<DatasetIntake>()
                        .TakeAsync("bench", "upload", "numbers.csv", null, file, default);
                    taken = answer.Value ?? throw new InvalidOperationException(answer.Refusal!.Message);
                }

                ours = Math.Min(ours, clock.Elapsed.TotalSeconds);
                clock.Restart();
                var grain = silo.Client.Dataset("bench", taken.DatasetId);
                var frame = await silo.Services.GetRequiredService<IDatasetReader>().ReadAsync((await grain.OpenAsync()).Value!, null, null, default);
                read = Math.Min(read, clock.Elapsed.TotalSeconds);
                if (frame.Rows != rows || taken.Rows != rows)
                    throw new InvalidOperationException($"Expected {rows} rows, got {taken.Rows} and {frame.Rows}.");
                await grain.DeleteAsync();
            }

            Line($"ingest {Count(rows)} x 28 CSV s (DuckDB load)", ours, reference);
            await OverHttpAsync(csv, folder, rows, repeats);
            Line("stored dataset to frame s (DuckDB load)", read, reference);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The same file by a form to the whole program in a process of its own.</summary>
    private static async Task OverHttpAsync(string csv, string folder, int rows, int repeats)
    {
        await using var server = await BenchedServer.StartAsync();
        using var client = server.Client(BenchedServer.Key);
        client.Timeout = TimeSpan.FromMinutes(10);
        double ours = double.PositiveInfinity, reference = double.PositiveInfinity;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            reference = Math.Min(reference, Load(csv, folder));
            var clock = Stopwatch.StartNew();
            await using var file = new FileStream(csv, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.Asynchronous);
            using var form = new MultipartFormDataContent { { new StreamContent(file, 1 << 20), "file", "numbers.csv" } };
            var taken = await BenchedServer.ReadAsync(client, () => client.PostAsync("/api/data/upload", form));
            ours = Math.Min(ours, clock.Elapsed.TotalSeconds);
            if (taken.GetProperty("rows").GetInt32() != rows) throw new InvalidOperationException($"Expected {rows} rows: {taken.GetRawText()}");
            await BenchedServer.ReadAsync(client, () => client.DeleteAsync($"/api/data/{taken.GetProperty("dataset_id").GetString()}"));
        }

        Line($"ingest {Count(rows)} x 28 CSV over HTTP s (DuckDB load)", ours, reference);
    }

    private static double Load(string csv, string folder)
    {
        var clock = Stopwatch.StartNew();
        using var database = new DuckDatabase(new DuckSettings(new DatasetOptions().Threads, 4L << 30, Path.Combine(folder, "spill"), [folder]));
        using var connection = database.Connect();
        connection.Execute("CREATE TABLE numbers AS SELECT * FROM read_csv($1)", default, csv);
        return clock.Elapsed.TotalSeconds;
    }

    private static string Count(int rows) => rows.ToString("N0", CultureInfo.InvariantCulture);

    private static void Write(string path, int rows)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        file.WriteLine(string.Join(',', Enumerable.Range(0, BoostingProblemData.Columns).Select(c => $"x{c}")));
        var line = new StringBuilder();
        for (int from = 0; from < rows; from += Block)
        {
            var (x, _) = BoostingProblemData.Rows(from, Block);
            for (int i = 0; i < x.Length; i++)
            {
                line.Append(CultureInfo.InvariantCulture, $"{(float)x[i]:R}");
                line.Append((i + 1) % BoostingProblemData.Columns == 0 ? '\n' : ',');
            }

            file.Write(line);
            line.Clear();
        }
    }

    private static void Line(string name, double ours, double reference) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, {ours:F3}, {reference:F3}, {ours / reference:F2}"));
}
