using System.Text;
using Kolosal.Audit;
using Kolosal.Predictions;
using Kolosal.Storage;
using Kolosal.Storage.Sqlite;
using Kolosal.Storage.State;

namespace Kolosal.Backup;

public sealed class BackupEngineTests : IAsyncLifetime
{
    private static readonly BackupTask Full = new("bk_full", BackupType.Full, null);

    private readonly BackedUpMachine machine = new();

    public Task InitializeAsync() => machine.FillAsync();

    public async Task DisposeAsync() => await machine.DisposeAsync();

    [Fact]
    public async Task A_restored_folder_serves_the_same_data_under_the_same_master_key()
    {
        var taken = await machine.Engine.TakeAsync(Full, default);
        string folder = (await machine.Engine.RestoreAsync("bk_full", "again", default)).Path;
        Assert.False(File.Exists(Path.Combine(folder, "keys", "master.key")));
        await using var restored = new BackedUpMachine(data: folder);
        var state = new GrainState<BackedUpMachine.Thing>(new());
        await new SqliteGrainStorage(restored.Get<SqliteDatabase>(), new StateSeal(restored.Keys))
            .ReadStateAsync("thing", GrainId.Create("thing", "ws/1007"), state);
        Assert.Equal((1007, BackedUpMachine.Secret), (state.State!.Number, state.State!.Text));
        Assert.Equal(30, restored.Get<ISegmentLogs>().Open(PredictionLog.LogName).NextPosition);
        Assert.Equal(5, await restored.Get<IAuditLog>().ReadAsync("ws", 0, default).CountAsync());
        foreach (var chain in taken.Facts!.Chains)
        {
            // The root is computed here from the leaves of the running log, by the recursive definition of RFC 9162.
            var entries = await machine.Get<IAuditLog>().ReadAsync(chain.Workspace, 0, default).ToArrayAsync();
            byte[][] leaves = [.. entries.Select(one => one.LeafHash())];
            Assert.Equal(Convert.ToHexStringLower(MerkleTree.RootOfHashes(leaves)), chain.Root);
        }

        await restored.AuditAsync("new", 1); // and it takes writes
    }

    [Fact]
    public async Task Nothing_of_it_is_in_the_clear_and_the_master_key_is_not_in_it()
    {
        await machine.Engine.TakeAsync(Full, default);
        byte[] key = Convert.FromBase64String(BackedUpMachine.MasterKeyText);
        byte[][] words =
        [
            Encoding.UTF8.GetBytes(BackedUpMachine.Secret), Encoding.UTF8.GetBytes("grain_state"), Encoding.UTF8.GetBytes("SQLite format 3"),
            Encoding.UTF8.GetBytes("kolosal.db"), Encoding.UTF8.GetBytes("thing.change"), Encoding.ASCII.GetBytes(BackedUpMachine.MasterKeyText), key,
        ];
        foreach (var (_, content) in machine.Stored())
            Assert.All(words, word => Assert.Equal(-1, content.AsSpan().IndexOf(word)));
        using var reader = await BackupReader.OpenAsync(machine.Target, "bk_full", machine.Keys, default);
        Assert.DoesNotContain(reader!.Manifest.Files, file => file.Name.Contains("master.key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_incremental_backup_adds_what_changed_and_restores_whole()
    {
        var full = await machine.Engine.TakeAsync(Full, default);
        await machine.FillAsync(states: 3, blobBytes: 5_000, seed: 2);
        var second = await machine.Engine.TakeAsync(new("bk_inc1", BackupType.Incremental, "bk_full"), default);
        await machine.FillAsync(states: 3, blobBytes: 5_000, seed: 3);
        var third = await machine.Engine.TakeAsync(new("bk_inc2", BackupType.Incremental, "bk_inc1"), default);
        var differential = await machine.Engine.TakeAsync(new("bk_diff", BackupType.Differential, "bk_full"), default);
        Assert.True(third.ContentBytes > full.ContentBytes);
        Assert.All(new[] { second, third }, one => Assert.True(one.Bytes < full.Bytes, $"{one.Bytes} of {full.Bytes}"));

        using (var reader = await BackupReader.OpenAsync(machine.Target, "bk_diff", machine.Keys, default))
            Assert.Equal(["bk_full"], reader!.Manifest.Needs.Select(need => need.BackupId));
        foreach (string id in new[] { "bk_inc2", "bk_diff" })
        {
            await machine.Engine.VerifyAsync(id, default);
            Assert.True((await machine.Engine.DrillAsync(id, default)).IsEqual);
        }

        // What it stands on is gone: it says so, and the differential one, which does not need it, is whole.
        await machine.Engine.RemoveAsync("bk_inc1", default);
        await Assert.ThrowsAsync<BackupDamagedException>(() => machine.Engine.VerifyAsync("bk_inc2", default));
        await machine.Engine.VerifyAsync("bk_diff", default);
        Assert.Equal(differential.Sha256, (await machine.Engine.FindAsync("bk_diff", default))!.Sha256);
    }

    [Fact]
    public async Task A_backup_taken_while_everything_is_written_is_one_moment()
    {
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                await machine.WriteStateAsync(100_000 + i);
                await machine.AuditAsync("ws", 1);
                await machine.LogAsync(new(0, Guid.NewGuid(), 1, DateTimeOffset.UnixEpoch, 1, null, false, 1, [i], [0.5, 0.5], [0]), "ws/unknown");
            }
        });
        string? last = null;
        for (int i = 0; i < 4; i++)
        {
            string id = $"bk_{i}";
            await machine.Engine.TakeAsync(new(id, last is null ? BackupType.Full : BackupType.Incremental, last), default);
            var drill = await machine.Engine.DrillAsync(id, default);
            Assert.True(drill.IsEqual, string.Join('\n', drill.Comparisons.Where(one => !one.Equal)));
            last = id;
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task A_drill_scores_logged_predictions_again_bit_for_bit()
    {
        await machine.ServeAsync(40);
        await machine.Engine.TakeAsync(Full, default);
        var drill = await machine.Engine.DrillAsync("bk_full", default);
        Assert.Equal((40, 40, 30), (drill.GoldenRows, drill.GoldenEqual, drill.GoldenSkipped));
        Assert.True(drill.IsEqual);
        Assert.InRange(drill.RtoSeconds, 0.000_001, 600);
        Assert.Equal(["staging"], Directory.EnumerateFileSystemEntries(machine.Data, "staging").Select(path => Path.GetFileName(path)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(machine.Data, "staging")));
    }

    [Fact]
    public async Task A_drill_finds_the_last_bit_of_one_prediction()
    {
        await machine.ServeAsync(10);
        int row = 0;
        await machine.ServeAgainAsync(outputs =>
        {
            if (row++ == 4) outputs[0] = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(outputs[0]) ^ 1);
        });
        await machine.Engine.TakeAsync(Full, default);
        var drill = await machine.Engine.DrillAsync("bk_full", default);
        Assert.Equal((20, 19), (drill.GoldenRows, drill.GoldenEqual));
        Assert.False(drill.IsEqual);
    }

    [Fact]
    public async Task A_backup_that_breaks_off_leaves_nothing_that_counts()
    {
        await Assert.ThrowsAnyAsync<BackupFailedException>(() => machine.Engine.TakeAsync(new("bk_x", BackupType.Incremental, "bk_gone"), default));
        Assert.Null(await machine.Engine.FindAsync("bk_x", default));
        Assert.False(Directory.Exists(Path.Combine(machine.Backups, "bk_x")));

        // What a killed process leaves: packs without a manifest.
        await machine.Target.WriteAsync("bk_killed", "pack-00000001", new byte[10], default);
        Assert.Null(await machine.Engine.FindAsync("bk_killed", default));
        await Assert.ThrowsAsync<BackupDamagedException>(() => machine.Engine.VerifyAsync("bk_killed", default));
        await Assert.ThrowsAsync<BackupDamagedException>(() => machine.Engine.RestoreAsync("bk_killed", "into", default));
        Assert.False(Directory.Exists(Path.Combine(machine.Root, "restored", "into")));
    }

    [Fact]
    public async Task Only_an_empty_folder_is_restored_into()
    {
        await machine.Engine.TakeAsync(Full, default);
        string used = Path.Combine(machine.Root, "restored", "used");
        Directory.CreateDirectory(used);
        File.WriteAllText(Path.Combine(used, "mine"), "kept");
        var refused = await Assert.ThrowsAsync<BackupFailedException>(() => machine.Engine.RestoreAsync("bk_full", "used", default));
        Assert.Contains("not empty", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["mine"], Directory.EnumerateFileSystemEntries(used).Select(path => Path.GetFileName(path)));
        foreach (string name in new[] { "../out", "a/b", "", "UP" })
            await Assert.ThrowsAsync<BackupFailedException>(() => machine.Engine.RestoreAsync("bk_full", name, default));
    }

    [Fact]
    public async Task A_backup_from_before_a_rotation_opens_with_the_running_ring_and_with_the_old_master_key()
    {
        await machine.Engine.TakeAsync(Full, default);
        var ring = (Storage.Keys.KeyRing)machine.Keys;
        ring.Add([.. Enumerable.Range(0, 32).Select(i => (byte)(i * 3))]);
        await machine.Engine.VerifyAsync("bk_full", default);
        using (var alone = await BackupReader.OpenAsync(
            machine.Target, "bk_full", new Storage.Keys.KeyRing(Convert.FromBase64String(BackedUpMachine.MasterKeyText)), default))
            Assert.NotNull(alone);
        await Assert.ThrowsAsync<BackupDamagedException>(() => BackupReader.OpenAsync(machine.Target, "bk_full", StorageFolder.Keys(9), default));
    }
}
