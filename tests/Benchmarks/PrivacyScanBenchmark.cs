using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kolosal.Audit;
using Kolosal.Datasets;
using Kolosal.Engines.DuckDb;
using Kolosal.Hosting;
using Kolosal.Privacy;
using Kolosal.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Benchmarks;

/// <summary>The scan of a stored dataset of 30 columns for personal data: reading it back, looking at every cell, the verdict.</summary>
/// <remarks>Ten columns hold texts, some of them personal; twenty hold numbers. The reference is the target of five seconds.</remarks>
internal static class PrivacyScanBenchmark
{
    private const int Numbers = 20, Million = 1_000_000;
    private const double TargetSeconds = 5;

    private static readonly string[] Texts = ["contact", "client", "host", "card", "town", "product", "remark", "when", "colour", "code"];

    /// <summary>Prints one line a figure: name, ours, target, ratio.</summary>
    public static async Task RunAsync(string[] options)
    {
        int rows = BenchOptions.Number(options, "rows", Million);
        string folder = Directory.CreateTempSubdirectory("kolosal-scan-").FullName;
        try
        {
            string csv = Path.Combine(folder, "people.csv");
            Write(csv, rows);
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(
                new Dictionary<string, string?> { ["Kolosal:DataDirectory"] = Path.Combine(folder, "data") }).Build();
            await using var silo = await TestSilo.StartAsync(host =>
            {
                host.Services.AddSingleton<IConfiguration>(configuration);
                host.Services.AddKolosalStorage(configuration);
                host.Services.AddAudit().AddDatasets().AddDuckDb().AddPrivacy();
            });
            await using var file = File.OpenRead(csv);
            var taken = await silo.Services.GetRequiredService<DatasetIntake>().TakeAsync("bench", "upload", "people.csv", null, file, default);
            var key = new ResourceKey("bench", (taken.Value ?? throw new InvalidOperationException(taken.Refusal!.Message)).DatasetId);
            var frame = await silo.Services.GetRequiredService<IDatasetReader>().ReadAsync(
                (await silo.Client.Dataset(key).OpenAsync()).Value!, null, null, default);
            double target = TargetSeconds * rows / Million, whole = double.PositiveInfinity, looking = double.PositiveInfinity;
            for (int repeat = 0; repeat < 3; repeat++)
            {
                var clock = Stopwatch.StartNew();
                PersonalDataScanner.Scan(frame, new DatasetOptions().Threads, default);
                looking = Math.Min(looking, clock.Elapsed.TotalSeconds);
                clock.Restart();
                var report = await silo.Services.GetRequiredService<PersonalDataScanner>().ScanAsync(key, default);
                whole = Math.Min(whole, clock.Elapsed.TotalSeconds);
                if (report.Value is not { RowsScanned: var scanned, Columns.Length: >= 3 } || scanned != rows)
                    throw new InvalidOperationException($"Expected {rows} rows and 3 columns: {report}.");
            }

            Line($"personal data scan {rows} x {Numbers + Texts.Length} s (target)", whole, target);
            Line("of it looking at the cells s (target)", looking, target);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(string path, int rows)
    {
        var random = new Random(3);
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        file.WriteLine(string.Join(',', Texts.Concat(Enumerable.Range(0, Numbers).Select(c => $"x{c}"))));
        var line = new StringBuilder();
        for (int row = 0; row < rows; row++)
        {
            line.Clear();
            line.Append(CultureInfo.InvariantCulture, $"person{row}@example.org,James Miller {row % 977},");
            line.Append(CultureInfo.InvariantCulture, $"10.{row % 251}.{row / 251 % 251}.{row % 97},");
            line.Append(CultureInfo.InvariantCulture, $"4{random.NextInt64(100_000_000_000_000, 999_999_999_999_999)},Town {row % 300},");
            line.Append(CultureInfo.InvariantCulture, $"SKU-{row % 5000}-{row % 7},delivered to the door on the second try {row},");
            line.Append(CultureInfo.InvariantCulture, $"20{row % 25:00}-{row % 12 + 1:00}-{row % 28 + 1:00},colour {row % 9},{row:X8}");
            for (int c = 0; c < Numbers; c++) line.Append(CultureInfo.InvariantCulture, $",{(float)random.NextDouble():R}");
            file.WriteLine(line);
        }
    }

    private static void Line(string name, double ours, double target) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, {ours:F3}, {target:F3}, {ours / target:F2}"));
}
