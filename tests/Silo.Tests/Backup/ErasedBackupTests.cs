using System.Text;
using Kolosal.Audit;
using Kolosal.Privacy;
using Kolosal.Relocation;
using Kolosal.Storage;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Sqlite;
using Kolosal.Storage.State;
using Kolosal.Subjects;

namespace Kolosal.Backup;

/// <summary>A person who is erased goes from backups as well: what held them no key opens, in whatever copy, and the rest restores.</summary>
public sealed class ErasedBackupTests : IAsyncLifetime
{
    private const string Person = "Xanthippe4711";

    private static readonly SubjectMatch Match = new([("customer", Person)], []);

    private readonly BackedUpMachine machine = new();

    private BlobRef own = null!;

    public async Task InitializeAsync()
    {
        await machine.FillAsync(states: 40);
        await WriteAsync(machine, 1, $"{Person} called twice");
        own = await machine.Blobs.PutAsync("ws", new MemoryStream(Encoding.UTF8.GetBytes($"customer\n{Person}\n")), default);
        await machine.LogAsync(new(0, Guid.NewGuid(), 1, DateTimeOffset.UnixEpoch, 1, null, false, 1, [4711], [0.5, 0.5], [0]), "ws/m");
        await machine.Engine.TakeAsync(new("bk_full", BackupType.Full, null), default);
        await machine.FillAsync(states: 5, blobBytes: 9_000, seed: 2);
        await WriteAsync(machine, 2, $"once more {Person}");
        await machine.Engine.TakeAsync(new("bk_inc", BackupType.Incremental, "bk_full"), default);
    }

    public async Task DisposeAsync() => await machine.DisposeAsync();

    [Fact]
    public async Task Nothing_of_the_person_can_be_decrypted_and_the_rest_restores()
    {
        Assert.True(await DecryptsToPersonAsync("bk_full") && await DecryptsToPersonAsync("bk_inc")); // the search finds what is there
        var before = new Dictionary<string, BackupManifest>();
        foreach (string id in new[] { "bk_full", "bk_inc" }) before[id] = await ManifestAsync(id);
        var done = await machine.Engine.RedactAsync(Erasure(), default);
        Assert.Equal(["bk_full", "bk_inc"], done.Select(one => one.Id).Order(StringComparer.Ordinal));
        Assert.All(done, one => Assert.True(one is { Found: > 0, Kept: null }, one.ToString()));

        foreach (string id in before.Keys)
        {
            Assert.False(await DecryptsToPersonAsync(id), id);
            using var reader = await BackupReader.OpenAsync(machine.Target, id, machine.Keys, default);
            int destroyed = 0;
            foreach (var file in before[id].Files)
            {
                // The files as they were: the product's reader refuses with the code that is for programs, and reads what nobody was in.
                bool readable = file.Chunks.All(place => reader!.IsReadable(before[id].Chunks[place]));
                if (readable) await reader!.CopyAsync(file, Stream.Null, default);
                else
                {
                    var refused = await Assert.ThrowsAsync<BackupErasedException>(() => reader!.CopyAsync(file, Stream.Null, default));
                    Assert.StartsWith(BackupErasedException.Code, refused.Message, StringComparison.Ordinal);
                    destroyed++;
                }
            }

            Assert.InRange(destroyed, 3, 3); // database, prediction log, blob
            await machine.Engine.VerifyAsync(id, default);
            var drill = await machine.Engine.DrillAsync(id, default);
            Assert.True(drill.IsEqual, string.Join('\n', drill.Comparisons.Where(one => !one.Equal)));
        }

        string folder = (await machine.Engine.RestoreAsync("bk_inc", "again", default)).Path;
        await using var restored = new BackedUpMachine(data: folder);
        Assert.Equal("[erased] called twice", (await ReadAsync(restored, 1)).Text);
        Assert.Equal("once more [erased]", (await ReadAsync(restored, 2)).Text);
        Assert.Equal(BackedUpMachine.Secret, (await ReadAsync(restored, 1_007)).Text);
        Assert.Null(await restored.Blobs.OpenAsync(own, default));
        Assert.Equal(10, await restored.Get<IAuditLog>().ReadAsync("ws", 0, default).CountAsync());
    }

    [Fact]
    public async Task The_next_backup_stands_on_an_erased_one_and_an_erasure_twice_finds_nothing()
    {
        await machine.Engine.RedactAsync(Erasure(), default);
        Assert.Empty(await machine.Engine.RedactAsync(Erasure(), default));
        await machine.FillAsync(states: 2, blobBytes: 700, seed: 3);
        await machine.Engine.TakeAsync(new("bk_next", BackupType.Incremental, "bk_inc"), default);
        await machine.Engine.VerifyAsync("bk_next", default);
        Assert.True((await machine.Engine.DrillAsync("bk_next", default)).IsEqual);

        // The running system of this test was never cleaned: the new backup alone holds the person again, and goes the same way.
        Assert.Equal(["bk_next"], (await machine.Engine.RedactAsync(Erasure(), default)).Select(one => one.Id));
        foreach (string id in new[] { "bk_full", "bk_inc", "bk_next" }) await machine.Engine.VerifyAsync(id, default);
    }

    [Fact]
    public async Task A_backup_without_its_keys_says_where_they_belong()
    {
        Directory.Delete(Path.Combine(machine.Backups, KeyBook.Area), recursive: true);
        var missing = await Assert.ThrowsAsync<BackupDamagedException>(() => machine.Engine.VerifyAsync("bk_full", default));
        Assert.Contains("keystore", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_keys_of_a_backup_that_is_removed_are_gone()
    {
        await machine.Engine.RemoveAsync("bk_inc", default);
        Assert.Equal(["bk_full"], Directory.EnumerateFiles(Path.Combine(machine.Backups, KeyBook.Area)).Select(path => Path.GetFileName(path)));
        await machine.Engine.VerifyAsync("bk_full", default);
    }

    [Fact]
    public async Task A_restore_brings_along_the_erasures_since_the_backup()
    {
        var digests = new WorkspaceDigests(machine.Keys);
        var earlier = Entry("er_a", DateTimeOffset.UtcNow.AddDays(-1), "ds_1");
        await machine.Engine.RememberAsync(earlier, default);
        await machine.Engine.RememberAsync(Entry("er_b", DateTimeOffset.UtcNow.AddDays(1), "ds_1"), default);
        var again = await machine.Engine.RememberAsync(Entry("er_b", DateTimeOffset.UtcNow.AddDays(2), "ds_2"), default);
        Assert.Equal<string>(["ds_1", "ds_2"], again.Datasets); // what an earlier run knew is kept

        var restored = await machine.Engine.RestoreAsync("bk_full", "again", default);
        Assert.Equal(1, restored.Erasures);
        await using var second = new BackedUpMachine(data: restored.Path); // its backups lie elsewhere, and are none
        var entry = Assert.Single(await second.Engine.ErasuresAsync(default));
        Assert.Equal("er_b", entry.Id);
        Assert.Equal(["er_a", "er_b"], (await machine.Engine.ErasuresAsync(default)).Select(one => one.Id));

        string key = Path.Combine(machine.Root, "key"), to = Path.Combine(machine.Root, "fresh");
        await File.WriteAllTextAsync(key, BackedUpMachine.MasterKeyText);
        var (output, errors) = (new StringWriter(), new StringWriter());
        Assert.Equal((0, ""), (await RestoreProgram.RunAsync(
            Path.Combine(machine.Backups, "bk_full"), to, key, [], output, errors, default), errors.ToString()));
        Assert.Contains("Erasures since then: 1.", output.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(to, ErasureLedger.FileName)));

        // It recognises the person, and names nobody, even opened.
        string plain = System.Text.Json.JsonSerializer.Serialize(entry);
        Assert.DoesNotContain(Person, plain, StringComparison.OrdinalIgnoreCase);
        var match = digests.Match("ws", new([], entry.Pseudonyms, [], entry.Tokens));
        Assert.True(match.Is("customer", $" {Person.ToLowerInvariant()} "));
        Assert.Equal("ask [erased], not him", match.Redact($"ask {Person}, not him"));
        Assert.Null(new WorkspaceDigests(StorageFolder.Keys(9)).Match("ws", new([], entry.Pseudonyms, [], entry.Tokens)).Redact(Person));

        ErasureEntry Entry(string id, DateTimeOffset at, string dataset) => new(
            "ws", id, at, null, "ann", digests.Tokens("ws", [new("customer", Person)]), ["p-x"], [], [dataset], [], false);
    }

    private BackupErasure Erasure() => new(
        "ws", record => StoredRecordsHolder.Redact(record, Match),
        record => Encoding.UTF8.GetString(Kolosal.Predictions.ServedRecord.Key(record.Span)) == "ws/m"
            ? Kolosal.Predictions.ErasedRecord.Of(record.Span, (_, _, inputs) => inputs[0] == 4711) : null,
        async (sha256, open, stop) =>
        {
            await using var content = await open(stop);
            return await new SubjectBytes(Match).StandInAsync(content, stop) && sha256 == own.Sha256;
        });

    /// <summary>Whether any chunk that still has its key, of whatever backup, decrypts to bytes with the person in them, blobs opened too.</summary>
    private async Task<bool> DecryptsToPersonAsync(string id)
    {
        byte[][] needles = [Encoding.UTF8.GetBytes(Person), BitConverter.GetBytes(4711.0)];
        using var reader = await BackupReader.OpenAsync(machine.Target, id, machine.Keys, default);
        var chunks = new List<StoredChunk>(reader!.Manifest.Chunks.Where(reader.IsReadable));
        foreach (var chunk in chunks)
        {
            using var plain = new MemoryStream();
            await reader.CopyAsync(new("one", chunk.Length, chunk.Sha256, [reader.Manifest.Chunks.IndexOf(chunk)]), plain, default);
            if (needles.Any(needle => plain.ToArray().AsSpan().IndexOf(needle) >= 0)) return true;
        }

        foreach (var file in reader.Manifest.Files.Where(file => file.Name.StartsWith(BlobParts.Prefix, StringComparison.Ordinal)))
        {
            using var sealedBlob = new MemoryStream();
            await reader.CopyAsync(file, sealedBlob, default);
            sealedBlob.Position = 0;
            string[] parts = file.Name.Split('/');
            await using var content = await SealedFile.OpenAsync(sealedBlob, sealedBlob.Length, machine.Keys, new(parts[1], parts[^1], 0), default);
            if (await new SubjectBytes(Match).StandInAsync(content, default)) return true;
        }

        return false;
    }

    private async Task<BackupManifest> ManifestAsync(string id)
    {
        var (seal, manifest) = BackupSeal.Open(id, (await machine.Target.ReadAsync(id, BackupManifest.FileName, default))!, machine.Keys);
        seal.Dispose();
        return manifest;
    }

    private static async Task WriteAsync(BackedUpMachine machine, int number, string text)
    {
        var state = new GrainState<BackedUpMachine.Thing>(new() { Number = number, Text = text });
        await new SqliteGrainStorage(machine.Get<SqliteDatabase>(), new StateSeal(machine.Keys))
            .WriteStateAsync("thing", GrainId.Create("thing", $"ws/{number}"), state);
    }

    private static async Task<BackedUpMachine.Thing> ReadAsync(BackedUpMachine machine, int number)
    {
        var state = new GrainState<BackedUpMachine.Thing>(new());
        await new SqliteGrainStorage(machine.Get<SqliteDatabase>(), new StateSeal(machine.Keys))
            .ReadStateAsync("thing", GrainId.Create("thing", $"ws/{number}"), state);
        return state.State!;
    }
}
