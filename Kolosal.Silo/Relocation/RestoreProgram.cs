using System.Diagnostics;
using System.Globalization;
using Kolosal.Backup;
using Kolosal.Hosting;
using Kolosal.Storage;
using Kolosal.Storage.Files;
using Kolosal.Storage.Keys;
using Kolosal.Storage.Postgres;

namespace Kolosal.Relocation;

/// <summary>Restores a backup into a place that holds nothing, without a server: <c>kolosal restore</c>.</summary>
public static class RestoreProgram
{
    /// <summary>Restores, compares counts and audit roots, and says so line by line.</summary>
    /// <param name="from">A backup's folder, or its id in the target that the settings name.</param>
    /// <param name="to">Folder to restore into; null for <c>Kolosal:DataDirectory</c>.</param>
    /// <param name="masterKeyFile">File with the master key, which is put into the restored folder; null where the environment has it.</param>
    /// <param name="settings"><c>--Section:Key=value</c>; the environment and appsettings.json count, too.</param>
    /// <param name="output">Takes the report.</param>
    /// <param name="errors">Takes the reason of a refusal.</param>
    /// <param name="cancel">Breaks it off; nothing is left then.</param>
    /// <returns>0 when everything is there and equal, 1 when it was refused, failed or differs.</returns>
    public static async Task<int> RunAsync(
        string from, string? to, string? masterKeyFile, string[] settings, TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        var configuration = new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables().AddCommandLine(settings).Build();
        try
        {
            return await RestoreAsync(configuration, from, to, masterKeyFile, output, errors, cancel);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await errors.WriteLineAsync($"Not restored: {fault.Message}");
            return 1;
        }
    }

    private static async Task<int> RestoreAsync(
        IConfiguration configuration, string from, string? to, string? masterKeyFile, TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        var (target, id) = Find(configuration, from);
        byte[] manifest = await target.ReadAsync(id, BackupManifest.FileName, cancel)
            ?? throw new BackupFailedException($"There is no backup at {target.Locate(id)}: it has no manifest.");
        string keyText = masterKeyFile is null
            ? configuration[MasterKey.Variable] ?? throw new BackupFailedException(
                $"Need the master key that the backup was made under: set {MasterKey.Variable}, or name its file with --master-key-file.")
            : await File.ReadAllTextAsync(masterKeyFile, cancel);
        var keys = Keys(MasterKeyText.Parse(keyText, masterKeyFile ?? MasterKey.Variable), BackupSeal.RingOf(manifest));
        using var reader = await BackupReader.OpenAsync(target, id, keys, cancel)
            ?? throw new BackupFailedException($"There is no backup at {target.Locate(id)}.");
        IReadOnlyList<RestoreComparison> compared;
        var ledger = new ErasureLedger(target, keys);
        int erasures = ErasureLedger.Since(await ledger.ReadAsync(cancel), reader.Manifest.SnapshotAt).Length;
        if (StorageHosting.ConnectionString(configuration) is { } connectionString)
        {
            await PostgresRestore.RunAsync(reader, connectionString, to, cancel);
            compared = await CompareAsync(reader, connectionString, to, cancel);
        }
        else
        {
            string folder = to ?? configuration["Kolosal:DataDirectory"] ?? new StorageOptions().DataDirectory;
            await FolderRestore.RunAsync(reader, folder, cancel);
            if (masterKeyFile is not null)
                DurableFile.Write(Path.Combine(folder, "keys", "master.key"), System.Text.Encoding.ASCII.GetBytes(keyText.Trim()));
            await ledger.BringAsync(folder, reader.Manifest.SnapshotAt, cancel);
            await using var shadow = new MachineShadow(folder, keys);
            compared = [.. FactComparison.Of(reader.Manifest.Facts, await shadow.FactsAsync(cancel))];
        }

        foreach (var one in compared) await output.WriteLineAsync($"{(one.Equal ? "equal" : "DIFFERS")}: {one.What}: {one.Found}");
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Restored {id} of {reader.Manifest.SnapshotAt:u}: {reader.Manifest.Files.Length} files, {reader.Manifest.ContentBytes} bytes, "
            + $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s."));
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Erasures since then: {erasures}. A server on this data carries them out again before it is ready."));
        if (compared.All(one => one.Equal)) return 0;
        await errors.WriteLineAsync("Restored, and something differs from what was backed up; see above.");
        return 1;
    }

    private static async Task<IReadOnlyList<RestoreComparison>> CompareAsync(
        BackupReader reader, string connectionString, string? blobs, CancellationToken cancel)
    {
        await using var database = new PostgresDatabase(connectionString);
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        string? folder = blobs is null ? null : Path.Combine(blobs, "blobs");
        long files = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).LongCount() : 0;
        return [.. FactComparison.Of(reader.Manifest.Facts, await PostgresTables.FactsAsync(connection, files, cancel))];
    }

    private static (IBackupTarget Target, string Id) Find(IConfiguration configuration, string from)
    {
        string path = Path.GetFullPath(Path.TrimEndingDirectorySeparator(from));
        if (Directory.Exists(path))
            return (new FolderBackupTarget(Path.GetDirectoryName(path)!, isOffHost: false), Path.GetFileName(path));
        var options = configuration.GetSection(BackupOptions.Section).Get<BackupTargetOptions>() ?? new();
        return BackupName.IsSound(from) ? (options.CreateTarget(), from)
            : throw new BackupFailedException($"'{from}' is neither the folder of a backup nor a backup's id.");
    }

    /// <summary>The ring that the master key opens; of keys that were never rotated the master key is the ring.</summary>
    private static KeyRing Keys(byte[] master, ReadOnlySpan<byte> wrappedRing)
    {
        if (wrappedRing.IsEmpty) return new KeyRing(master);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, wrappedRing);
            var (ring, _) = RingFile.Read(path, master)
                ?? throw new BackupFailedException("The master key is not the one that the backup was made under.");
            return new KeyRing([.. ring]);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
