using System.Security.Cryptography;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;
using Kolosal.Storage.Keys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kolosal.Storage;

public sealed class MasterKeyRotationTests : IDisposable
{
    private readonly StorageFolder folder = new();
    private readonly DataDirectory directory;

    public MasterKeyRotationTests() => directory = folder.Open();

    public void Dispose()
    {
        directory.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task What_the_old_master_key_opened_it_opens_no_more()
    {
        var store = FileStore();
        var ring = MasterKey.Open(directory, store);
        byte[] old = store.Read();
        var blobs = new FolderBlobStore(directory, ring);
        var blob = await PutAsync(blobs, "some content");
        Assert.True((await Rotation(ring, store).RotateAsync(default)).Accepted);
        Assert.Equal((1L, 0L), blobs.Rewrap(_ => { }, default));

        // Whoever had the old key has neither the ring nor the key of a blob.
        Assert.NotEqual(old, store.Read());
        Assert.Null(RingFile.Read(MasterKey.RingPath(directory), old));
        Assert.Throws<BlobCorruptException>(() => BlobSeal.Open(HeaderOf(blob), new KeyRing(old), blob.Workspace, blob.Sha256));

        // A restart finds what it needs under the new key, and what must stay the same is the same.
        var again = MasterKey.Open(directory, FileStore());
        Assert.Equal("some content", await ReadAsync(new FolderBlobStore(directory, again), blob));
        Assert.Equal(ring.Derive("state-seal", 32), again.Derive("state-seal", 32));
        Assert.Equal(MasterKey.Fingerprint(new KeyRing(old)), MasterKey.Fingerprint(again));
    }

    [Fact]
    public async Task Blobs_are_read_and_written_while_their_keys_are_wrapped_anew()
    {
        var store = FileStore();
        var ring = MasterKey.Open(directory, store);
        var blobs = new FolderBlobStore(directory, ring);
        var kept = new List<BlobRef>();
        for (int i = 0; i < 20; i++) kept.Add(await PutAsync(blobs, $"content {i}"));
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++) Assert.Equal($"content {i % 20}", await ReadAsync(blobs, kept[i % 20]));
        });
        for (int rotation = 0; rotation < 3; rotation++)
        {
            Assert.True((await Rotation(ring, store).RotateAsync(default)).Accepted);
            kept.Add(await PutAsync(blobs, $"new {rotation}"));
            Assert.Equal(0, blobs.Rewrap(_ => { }, default).Left);
        }

        await stop.CancelAsync();
        await reading;
        var newest = ring.Keys[^1];
        Assert.All(kept, blob => Assert.Null(BlobSeal.Rewrap(HeaderOf(blob), ring, blob.Workspace, blob.Sha256)));
        Assert.Equal(4, ring.Keys.Count);
        Assert.NotEqual(newest, ring.Keys[0]);
    }

    [Fact]
    public async Task A_rotation_that_broke_off_leaves_the_old_key_in_its_place()
    {
        var store = FileStore();
        var ring = MasterKey.Open(directory, store);
        var blob = await PutAsync(new FolderBlobStore(directory, ring), "kept");
        await Assert.ThrowsAsync<IOException>(() => Rotation(ring, new BrokenStore(store)).RotateAsync(default));
        Assert.Equal(2, RingFile.Read(MasterKey.RingPath(directory), store.Read())!.Value.Openers);
        var again = MasterKey.Open(directory, FileStore());
        Assert.Equal("kept", await ReadAsync(new FolderBlobStore(directory, again), blob));
        Assert.Equal(1, RingFile.Read(MasterKey.RingPath(directory), store.Read())!.Value.Openers);
    }

    [Fact]
    public async Task A_torn_header_is_made_good_at_the_next_start()
    {
        var store = FileStore();
        var ring = MasterKey.Open(directory, store);
        var blob = await PutAsync(new FolderBlobStore(directory, ring), "kept");
        ring.Add(RandomNumberGenerator.GetBytes(32));
        byte[] rewrapped = BlobSeal.Rewrap(HeaderOf(blob), ring, blob.Workspace, blob.Sha256)!;
        DurableFile.Write(
            Path.Combine(folder.Root, "keys", "rewrap.journal"), [.. rewrapped, .. System.Text.Encoding.UTF8.GetBytes(SealedFile.NameOf(blob))]);
        await using (var file = new FileStream(PathOf(blob), FileMode.Open)) await file.WriteAsync(rewrapped.AsMemory(0, 50));
        Assert.Equal("kept", await ReadAsync(new FolderBlobStore(directory, ring), blob));
        Assert.False(File.Exists(Path.Combine(folder.Root, "keys", "rewrap.journal")));
    }

    [Fact]
    public async Task From_the_environment_the_next_key_is_taken_and_both_open_until_it_is_in_its_place()
    {
        string old = Text(1), next = Text(2);
        var ring = MasterKey.Open(directory, new EnvironmentMasterKey(old, null));
        Assert.Equal("secrets.no-next-key", (await Rotation(ring, new EnvironmentMasterKey(old, null)).RotateAsync(default)).Refusal!.Code);
        Assert.Equal("secrets.same-key", (await Rotation(ring, new EnvironmentMasterKey(old, old)).RotateAsync(default)).Refusal!.Code);
        Assert.True((await Rotation(ring, new EnvironmentMasterKey(old, next)).RotateAsync(default)).Accepted);
        MasterKey.Open(directory, new EnvironmentMasterKey(old, next));
        MasterKey.Open(directory, new EnvironmentMasterKey(next, null));
        Assert.Throws<InvalidOperationException>(() => MasterKey.Open(directory, new EnvironmentMasterKey(old, null)));
    }

    [Fact]
    public async Task A_command_prints_and_stores_the_key()
    {
        if (OperatingSystem.IsWindows()) return;
        string file = Path.Combine(folder.Root, "vault");
        await File.WriteAllTextAsync(file, Text(3));
        var store = new CommandMasterKey(["/bin/cat", file], ["/bin/sh", "-c", $"cat > '{file}'"]);
        var ring = MasterKey.Open(directory, store);
        Assert.True((await Rotation(ring, store).RotateAsync(default)).Accepted);
        Assert.NotEqual(Text(3), (await File.ReadAllTextAsync(file)).Trim());
        MasterKey.Open(directory, new CommandMasterKey(["/bin/cat", file], null));
        Assert.Throws<InvalidOperationException>(() => new CommandMasterKey(["/bin/false"], null).Read());
    }

    /// <summary>Neither the ring's file, nor what a rotation says, nor an error shows a key.</summary>
    [Fact]
    public async Task No_key_is_written_or_said_in_the_open()
    {
        var store = FileStore();
        var ring = MasterKey.Open(directory, store);
        string old = Convert.ToBase64String(store.Read());
        var said = await Rotation(ring, store).RotateAsync(default);
        string[] keys = [old, Convert.ToBase64String(store.Read()), .. ring.Keys.Select(Convert.ToBase64String)];
        string refused = Assert.Throws<InvalidOperationException>(() => MasterKeyText.Parse("wrong " + old, "a file")).Message;
        string written = await File.ReadAllTextAsync(MasterKey.RingPath(directory));
        Assert.All(keys, key => Assert.DoesNotContain(key[..20], said.Value + refused + written, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows()) Assert.Equal(DurableFile.OwnerOnly, File.GetUnixFileMode(MasterKey.RingPath(directory)));
    }

    private static string Text(byte of) => Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)(of + i))]);

    private IMasterKeyStore FileStore() => MasterKey.Store(directory, null, null, new());

    private MasterKeyRotation Rotation(KeyRing ring, IMasterKeyStore store) => new(
        directory, ring, store, folder.Options(), new ServiceCollection().BuildServiceProvider(), NullLogger<MasterKeyRotation>.Instance);

    private static async Task<BlobRef> PutAsync(FolderBlobStore blobs, string content)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content));
        return await blobs.PutAsync("ws", stream, default);
    }

    private static async Task<string> ReadAsync(FolderBlobStore blobs, BlobRef blob)
    {
        await using var stream = await blobs.OpenAsync(blob, default);
        return await new StreamReader(stream!).ReadToEndAsync();
    }

    private string PathOf(BlobRef blob) => Path.Combine(folder.Root, "blobs", SealedFile.NameOf(blob));

    private byte[] HeaderOf(BlobRef blob) => File.ReadAllBytes(PathOf(blob))[..BlobSeal.HeaderBytes];

    /// <summary>A store that fails when the new key is to be put into it.</summary>
    private sealed class BrokenStore(IMasterKeyStore inner) : IMasterKeyStore
    {
        public string Name => inner.Name;

        public byte[]? Next => null;

        public bool CanWrite => true;

        public byte[] Read() => inner.Read();

        public void Write(byte[] key) => throw new IOException("The vault of the test is away.");
    }
}
