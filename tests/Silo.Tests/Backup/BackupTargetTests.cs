using Kolosal.Relocation;
using Kolosal.Storage;

namespace Kolosal.Backup;

/// <summary>Backups in an object store, by the client that ships against a stand-in on loopback.</summary>
public sealed class BackupTargetTests
{
    [Fact]
    public async Task An_object_store_takes_verifies_drills_and_restores()
    {
        await using var objects = await ObjectStore.StartAsync("kolosal-backups");
        await using var machine = new BackedUpMachine(new()
        {
            ["Kolosal:Backup:S3:Endpoint"] = objects.Address,
            ["Kolosal:Backup:S3:Bucket"] = objects.Bucket,
            ["Kolosal:Backup:S3:Prefix"] = "site-a",
            ["Kolosal:Backup:S3:AccessKey"] = "access",
            ["Kolosal:Backup:S3:SecretKey"] = "a secret of the store",
        });
        await machine.FillAsync();
        var taken = await machine.Engine.TakeAsync(new("bk_s3", BackupType.Full, null), default);
        Assert.Equal((true, true, $"s3://{objects.Bucket}/site-a/bk_s3/"), (taken.OffHost, taken.Encrypted, taken.Location));
        Assert.False(Directory.Exists(machine.Backups));
        await machine.Engine.VerifyAsync("bk_s3", default);
        Assert.True((await machine.Engine.DrillAsync("bk_s3", default)).IsEqual);
        Assert.True(File.Exists(Path.Combine((await machine.Engine.RestoreAsync("bk_s3", "again", default)).Path, "kolosal.db")));

        string pack = objects.Objects.Keys.First(key => key.EndsWith("pack-00000001", StringComparison.Ordinal));
        objects.Objects[pack][20] ^= 1;
        await Assert.ThrowsAsync<BackupDamagedException>(() => machine.Engine.VerifyAsync("bk_s3", default));
        await machine.Engine.RemoveAsync("bk_s3", default);
        Assert.Empty(objects.Objects);

        objects.Refuse = true;
        var failed = await Assert.ThrowsAsync<BackupFailedException>(() => machine.Engine.TakeAsync(new("bk_no", BackupType.Full, null), default));
        Assert.NotEmpty(failed.Message);
    }

    [Fact]
    public async Task The_restore_command_restores_compares_and_refuses()
    {
        await using var machine = new BackedUpMachine();
        await machine.FillAsync();
        await machine.Engine.TakeAsync(new("bk_cli", BackupType.Full, null), default);
        string key = Path.Combine(machine.Root, "key"), to = Path.Combine(machine.Root, "fresh"), from = Path.Combine(machine.Backups, "bk_cli");
        await File.WriteAllTextAsync(key, BackedUpMachine.MasterKeyText + "\n");
        var (output, errors) = (new StringWriter(), new StringWriter());
        Assert.Equal(0, await RestoreProgram.RunAsync(from, to, key, [], output, errors, default));
        Assert.Contains("equal: audit ws Merkle root", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("DIFFERS", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(BackedUpMachine.MasterKeyText, await File.ReadAllTextAsync(Path.Combine(to, "keys", "master.key")));

        Assert.Equal(1, await RestoreProgram.RunAsync(from, to, key, [], output, errors, default));
        Assert.Contains("not empty", errors.ToString(), StringComparison.Ordinal);
        await File.WriteAllTextAsync(key, Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)(200 - i))]));
        string other = Path.Combine(machine.Root, "other");
        Assert.Equal(1, await RestoreProgram.RunAsync(from, other, key, [], output, errors, default));
        Assert.Contains("master key", errors.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(other));
        Assert.Equal(1, await RestoreProgram.RunAsync(Path.Combine(machine.Backups, "bk_none"), other, key, [], output, errors, default));
    }
}
