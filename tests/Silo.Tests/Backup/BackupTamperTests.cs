using Kolosal.Storage;

namespace Kolosal.Backup;

/// <summary>Every changed, cut, added or missing byte of a backup is found by a verification.</summary>
public sealed class BackupTamperTests : IAsyncLifetime
{
    /// <summary>Random places; more by <c>KOLOSAL_BACKUP_MUTATIONS</c>, for a night.</summary>
    private static readonly int Mutations =
        int.TryParse(Environment.GetEnvironmentVariable("KOLOSAL_BACKUP_MUTATIONS"), out int wanted) ? wanted : 1_000;

    private readonly BackedUpMachine machine = new();

    public async Task InitializeAsync()
    {
        await machine.FillAsync(states: 4, blobBytes: 2_000);
        await machine.Engine.TakeAsync(new("bk_full", BackupType.Full, null), default);
        await machine.FillAsync(states: 1, blobBytes: 500, seed: 2);
        await machine.Engine.TakeAsync(new("bk_inc", BackupType.Incremental, "bk_full"), default);
    }

    public async Task DisposeAsync() => await machine.DisposeAsync();

    [Fact]
    public async Task A_flipped_bit_anywhere_is_found()
    {
        var random = new Random(11);
        var stored = machine.Stored().ToArray();
        for (int i = 0; i < Mutations; i++)
        {
            var (path, content) = stored[i % stored.Length];
            byte[] changed = [.. content];
            int at = random.Next(content.Length);
            changed[at] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(path, changed);
            await FoundAsync(path, $"bit of byte {at} of {path}");
            await File.WriteAllBytesAsync(path, content);
        }

        await machine.Engine.VerifyAsync("bk_full", default);
        await machine.Engine.VerifyAsync("bk_inc", default);
    }

    [Fact]
    public async Task A_file_that_is_cut_longer_missing_swapped_or_added_is_found()
    {
        var stored = machine.Stored().ToArray();
        foreach (var (path, content) in stored)
        {
            foreach (byte[] other in (byte[][])[content[..^1], content[..(content.Length / 2)], [], [.. content, 0]])
            {
                await File.WriteAllBytesAsync(path, other);
                await FoundAsync(path, $"{other.Length} of {content.Length} bytes");
            }

            File.Delete(path);
            await FoundAsync(path, "missing");
            await File.WriteAllBytesAsync(path, content);
        }

        // Another backup's manifest or pack of the same name.
        foreach (string name in new[] { "manifest", "pack-00000001" })
        {
            string path = Path.Combine(machine.Backups, "bk_full", name);
            byte[] own = await File.ReadAllBytesAsync(path);
            await File.WriteAllBytesAsync(path, await File.ReadAllBytesAsync(Path.Combine(machine.Backups, "bk_inc", name)));
            await FoundAsync(path, "swapped");
            await File.WriteAllBytesAsync(path, own);
        }

        string extra = Path.Combine(machine.Backups, "bk_full", "pack-00000099");
        await File.WriteAllBytesAsync(extra, [1]);
        await FoundAsync(extra, "added");
        File.Delete(extra);
        await machine.Engine.VerifyAsync("bk_full", default);
    }

    [Fact]
    public async Task A_base_that_was_taken_anew_under_its_name_is_not_taken_for_the_old_one()
    {
        await machine.Engine.TakeAsync(new("bk_full", BackupType.Full, null), default);
        await machine.Engine.VerifyAsync("bk_full", default);
        await Assert.ThrowsAsync<BackupDamagedException>(() => machine.Engine.VerifyAsync("bk_inc", default));
    }

    private async Task FoundAsync(string path, string what)
    {
        string folder = Path.GetFileName(Path.GetDirectoryName(path)!), id = folder == KeyBook.Area ? Path.GetFileName(path) : folder;
        var fault = await Record.ExceptionAsync(() => machine.Engine.VerifyAsync(id, default));
        Assert.True(fault is BackupDamagedException, $"{what} of {path} was not found: {fault?.GetType().Name ?? "nothing"}");
    }
}
