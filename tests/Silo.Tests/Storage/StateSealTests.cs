using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Kolosal.Storage.Files;
using Kolosal.Storage.Integrity;
using Kolosal.Storage.Sqlite;
using Kolosal.Storage.State;

namespace Kolosal.Storage;

public sealed class StateSealTests : IDisposable
{
    private static readonly GrainId Grain = GrainId.Create("counter", "acme/one");

    private readonly StorageFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory, InlineData(0), InlineData(3), InlineData(5_000)]
    public void It_is_the_hmac_of_lengths_texts_etag_and_payload(int payloadBytes)
    {
        byte[] payload = [.. Enumerable.Range(0, payloadBytes).Select(i => (byte)i)];
        var record = new MemoryStream();
        foreach (byte[] text in new[] { "counter/acme/ü", "state" }.Select(Encoding.UTF8.GetBytes))
        {
            record.Write(BitConverter.GetBytes(text.Length));
            record.Write(text);
        }

        var etag = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(etag, 1L << 40);
        record.Write(etag);
        record.Write(payload);
        byte[] expected = new HMACSHA256(StorageFolder.Keys().Derive("state-seal", 32)).ComputeHash(record.ToArray());

        var seal = new StateSeal(StorageFolder.Keys());
        Assert.Equal(expected, seal.Of("counter/acme/ü", "state", 1L << 40, payload));
        Assert.True(seal.Holds("counter/acme/ü", "state", 1L << 40, payload, expected));
        Assert.False(seal.Holds("counter/acme/üs", "tate", 1L << 40, payload, expected));
        Assert.False(seal.Holds("counter/acme/ü", "state", 1L << 40, payload, []));
    }

    [Fact]
    public async Task What_an_earlier_program_left_is_sealed_once_and_a_seal_that_is_missing_later_is_refused()
    {
        using var directory = folder.Open();
        var keys = StorageFolder.Keys();
        using (var first = Open(directory, keys)) await WriteAsync(first, keys);

        // As an earlier program left it: no seals, and a manifest that does not speak of them.
        await RemoveSealsAsync(directory);
        var manifest = InstallationManifest.Read(directory.Root, keys)!;
        (manifest with { StatesSealed = false }).Write(directory.Root, keys);
        using (var upgraded = Open(directory, keys)) Assert.True((await ReadAsync(upgraded, keys)).RecordExists);

        await RemoveSealsAsync(directory);
        using var later = Open(directory, keys);
        await Assert.ThrowsAsync<StorageException>(() => ReadAsync(later, keys));
    }

    private Installation Open(DataDirectory directory, IKeyRing keys) => new(directory, keys, folder.Options(), new StorageLosses());

    private async Task RemoveSealsAsync(DataDirectory directory)
    {
        using var database = new SqliteDatabase(directory, folder.Options());
        await database.WriteAsync(session => session.Statement("UPDATE grain_state SET seal = NULL").ExecuteNonQuery());
    }

    private static Task WriteAsync(Installation installation, IKeyRing keys) =>
        new SqliteGrainStorage(installation.Database, new StateSeal(keys)).WriteStateAsync("state", Grain, new GrainState<Thing>(new()));

    private static async Task<GrainState<Thing>> ReadAsync(Installation installation, IKeyRing keys)
    {
        var state = new GrainState<Thing>();
        await new SqliteGrainStorage(installation.Database, new StateSeal(keys)).ReadStateAsync("state", Grain, state);
        return state;
    }

    [GenerateSerializer, Alias("kolosal.tests.sealed-thing")]
    public sealed class Thing
    {
        [Id(0)]
        public int Number { get; set; } = 1;
    }
}
