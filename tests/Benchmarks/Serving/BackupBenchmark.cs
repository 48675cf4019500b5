using System.Diagnostics;
using System.Globalization;
using Kolosal.Audit;
using Kolosal.Backup;
using Kolosal.Hosting;
using Kolosal.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Benchmarks;

/// <summary>How long a backup of so many megabytes takes, what an incremental one adds, and how long a restore takes (RTO).</summary>
/// <remarks>Options: --megabytes=n, 64 when left out. Four fifths are blobs of 8 MB, one fifth log records. Beside a copy of the folder by the
/// operating system's calls, which neither encrypts nor checks.</remarks>
internal static class BackupBenchmark
{
    private const int BlobBytes = 8 << 20, RecordBytes = 4 << 10;

    public static async Task RunAsync(string[] options)
    {
        int megabytes = BenchOptions.Number(options, "megabytes", 64);
        string root = Directory.CreateTempSubdirectory("kolosal-bench-backup-").FullName, data = Path.Combine(root, "data");
        try
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Kolosal:DataDirectory"] = data,
                ["Kolosal:Backup:Directory"] = Path.Combine(root, "backups"),
                ["Kolosal:Backup:RestoreDirectory"] = Path.Combine(root, "restored"),
            }).Build();
            await using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration)
                .AddSingleton(TimeProvider.System).AddKolosalStorage(configuration).AddAudit().AddBackup().AddBackupEngine().BuildServiceProvider();
            await FillAsync(services, megabytes);
            long copied = Stopwatch.GetTimestamp();
            Copy(data, Path.Combine(root, "copy"));
            double copy = Stopwatch.GetElapsedTime(copied).TotalSeconds;

            var engine = services.GetRequiredService<IBackupEngine>();
            var full = await engine.TakeAsync(new("bk_full", BackupType.Full, null), default);
            Print($"s to take and read back a full backup of {full.ContentBytes >> 20} MB beside a copy of the folder", full.Seconds, copy);
            await FillAsync(services, Math.Max(1, megabytes / 100));
            var incremental = await engine.TakeAsync(new("bk_inc", BackupType.Incremental, "bk_full"), default);
            Print("s of an incremental backup of 1 % more beside the full one", incremental.Seconds, full.Seconds);
            Print("MB that it added beside the full one", incremental.Bytes / 1048576.0, full.Bytes / 1048576.0);
            long began = Stopwatch.GetTimestamp();
            await engine.RestoreAsync("bk_inc", "again", default);
            Print("s to restore it into an empty folder beside a copy of the folder", Stopwatch.GetElapsedTime(began).TotalSeconds, copy);
            var drill = await engine.DrillAsync("bk_inc", default);
            if (!drill.IsEqual) throw new InvalidOperationException("The restored copy differs.");
            Print("s of RTO that a drill measured beside the goal of 4 h", drill.RtoSeconds, 14_400);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task FillAsync(ServiceProvider services, int megabytes)
    {
        var random = new Random(megabytes);
        long bytes = (long)megabytes << 20;
        var content = new byte[Math.Min(BlobBytes, bytes)];

        // The log first, and the database with it: blobs without one are taken for an installation that lost it.
        var log = services.GetRequiredService<ISegmentLogs>().Open("bench");
        for (long written = 0; written < bytes * 4 / 5; written += content.Length)
        {
            random.NextBytes(content);
            await services.GetRequiredService<IBlobStore>().PutAsync("ws", new MemoryStream(content), default);
        }

        var record = new byte[RecordBytes];
        for (long written = 0; written < bytes / 5; written += record.Length)
        {
            random.NextBytes(record);
            await log.AppendAsync(record, durable: written + record.Length >= bytes / 5);
        }
    }

    private static void Copy(string from, string to)
    {
        // The lock is the running program's, and no part of a copy.
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock")))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = File.Create(target);
            source.CopyTo(copy);
            copy.Flush(flushToDisk: true);
        }
    }

    private static void Print(string what, double ours, double reference) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}, {ours:0.00}, {reference:0.00}, {ours / reference:0.00}"));
}
