using System.Security.Cryptography;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;

namespace Kolosal.Storage;

public sealed class BlobStoreTests : IDisposable
{
    private const int Frame = BlobSeal.FrameBytes;
    private readonly StorageFolder _folder = new();
    private readonly DataDirectory _directory;
    private readonly FolderBlobStore _blobs;

    public BlobStoreTests()
    {
        _directory = _folder.Open();
        _blobs = new FolderBlobStore(_directory, StorageFolder.Keys());
    }

    public void Dispose()
    {
        _directory.Dispose();
        _folder.Dispose();
    }

    [Theory, InlineData(0), InlineData(1), InlineData(Frame - 1), InlineData(Frame), InlineData(Frame + 1), InlineData(3 * Frame)]
    public async Task Content_of_any_length_comes_back(int length)
    {
        byte[] content = Content(length);
        var blob = await _blobs.PutAsync("acme", new Dribble(content), default);
        Assert.Equal(new BlobRef("acme", Convert.ToHexStringLower(SHA256.HashData(content)), length), blob);
        Assert.Equal(content, await Read(_blobs, blob));
        Assert.Empty(Directory.GetFiles(_directory.Folder("blobs.incoming")));
    }

    [Fact]
    public async Task The_same_content_is_stored_once_and_per_workspace()
    {
        byte[] content = Content(1000);
        var first = await _blobs.PutAsync("acme", new MemoryStream(content), default);
        Assert.Equal(first, await _blobs.PutAsync("acme", new MemoryStream(content), default));
        Assert.Single(Files());

        Assert.Null(await _blobs.OpenAsync(first with { Workspace = "other" }, default));
        await _blobs.PutAsync("other", new MemoryStream(content), default);
        Assert.Equal(2, Files().Length);
    }

    [Fact]
    public async Task A_file_goes_in_and_stays_where_it_was()
    {
        string path = Path.Combine(_folder.Root, "in.bin");
        File.WriteAllBytes(path, Content(5000));
        var blob = await _blobs.PutFileAsync("acme", path, default);
        Assert.Equal(File.ReadAllBytes(path), await Read(_blobs, blob));
    }

    [Fact]
    public async Task Nothing_readable_is_on_the_disk()
    {
        byte[] content = "a sentence that nobody may find on the disk "u8.ToArray();
        await _blobs.PutAsync("acme", new MemoryStream([.. content, .. content]), default);
        Assert.Equal(-1, File.ReadAllBytes(Files().Single()).AsSpan().IndexOf("sentence"u8));
        if (!OperatingSystem.IsWindows()) Assert.Equal(DurableFile.OwnerOnly, File.GetUnixFileMode(Files().Single()));
    }

    [Fact]
    public async Task A_change_of_any_byte_is_found()
    {
        var blob = await _blobs.PutAsync("acme", new MemoryStream(Content(300)), default);
        byte[] whole = File.ReadAllBytes(Files().Single());
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x04;
            File.WriteAllBytes(Files().Single(), changed);
            Assert.Equal(blob.Sha256, (await Assert.ThrowsAsync<BlobCorruptException>(() => Read(_blobs, blob))).Sha256);
        }
    }

    [Fact]
    public async Task Frames_cannot_be_cut_off_swapped_or_added()
    {
        var blob = await _blobs.PutAsync("acme", new MemoryStream(Content(3 * Frame)), default);
        string path = Files().Single();
        byte[] whole = File.ReadAllBytes(path);
        int size = Frame + BlobSeal.TagBytes, start = BlobSeal.HeaderBytes;
        byte[] swapped = [.. whole[..start], .. whole[(start + size)..(start + 2 * size)], .. whole[start..(start + size)],
            .. whole[(start + 2 * size)..]];
        foreach (byte[] changed in new[] { swapped, whole[..^size], whole[..^1], [.. whole, 0], [.. whole, .. whole[^size..]], whole[..40], [] })
        {
            File.WriteAllBytes(path, changed);
            await Assert.ThrowsAsync<BlobCorruptException>(() => Read(_blobs, blob));
        }
    }

    [Fact]
    public async Task A_blob_moved_to_another_name_or_workspace_does_not_open()
    {
        var one = await _blobs.PutAsync("acme", new MemoryStream(Content(100)), default);
        var two = await _blobs.PutAsync("acme", new MemoryStream(Content(101)), default);
        File.Copy(PathOf(one), PathOf(two), overwrite: true);
        await Assert.ThrowsAsync<BlobCorruptException>(() => Read(_blobs, two));

        var foreign = one with { Workspace = "other" };
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(foreign))!);
        File.Copy(PathOf(one), PathOf(foreign));
        await Assert.ThrowsAsync<BlobCorruptException>(() => Read(_blobs, foreign));
    }

    [Fact]
    public async Task Another_master_key_opens_nothing()
    {
        var blob = await _blobs.PutAsync("acme", new MemoryStream(Content(100)), default);
        var stranger = new FolderBlobStore(_directory, StorageFolder.Keys(seed: 2));
        await Assert.ThrowsAsync<BlobCorruptException>(() => Read(stranger, blob));
    }

    [Fact]
    public async Task Writing_again_heals_a_damaged_blob()
    {
        var blob = await _blobs.PutAsync("acme", new MemoryStream(Content(100)), default);
        File.WriteAllBytes(Files().Single(), [1, 2, 3]);
        await _blobs.PutAsync("acme", new MemoryStream(Content(100)), default);
        Assert.Equal(Content(100), await Read(_blobs, blob));
    }

    [Fact]
    public async Task Deleting_answers_whether_there_was_one()
    {
        var blob = await _blobs.PutAsync("acme", new MemoryStream(Content(10)), default);
        Assert.True(await _blobs.DeleteAsync(blob, default));
        Assert.False(await _blobs.DeleteAsync(blob, default));
        Assert.Null(await _blobs.OpenAsync(blob, default));
    }

    [Fact]
    public async Task A_broken_transfer_leaves_nothing_behind()
    {
        await Assert.ThrowsAsync<IOException>(() => _blobs.PutAsync("acme", new Dribble(Content(3 * Frame), failAt: 2 * Frame), default));
        Assert.Empty(Files());
        Assert.Empty(Directory.GetFiles(_directory.Folder("blobs.incoming")));
    }

    [Theory, InlineData("../acme"), InlineData(""), InlineData("a/b"), InlineData("ACME")]
    public async Task A_workspace_cannot_name_a_path(string workspace)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _blobs.PutAsync(workspace, new MemoryStream([1]), default));
        await Assert.ThrowsAsync<ArgumentException>(() => _blobs.OpenAsync(new BlobRef(workspace, new string('a', 64), 1), default));
        await Assert.ThrowsAsync<ArgumentException>(() => _blobs.OpenAsync(new BlobRef("acme", "../../../keys/master.key", 1), default));
    }

    private string[] Files() => Directory.GetFiles(_directory.Folder("blobs"), "*", SearchOption.AllDirectories);

    private string PathOf(BlobRef blob) => Path.Combine(_directory.Folder("blobs"), blob.Workspace, blob.Sha256[..2], blob.Sha256);

    private static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    private static async Task<byte[]> Read(IBlobStore blobs, BlobRef blob)
    {
        await using var stream = await blobs.OpenAsync(blob, default);
        var all = new MemoryStream();
        await stream!.CopyToAsync(all);
        return all.ToArray();
    }

    /// <summary>Hands out a few bytes at a time, as a network does, and may break off.</summary>
    private sealed class Dribble(byte[] content, int failAt = int.MaxValue) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default) =>
            Position >= failAt ? throw new IOException("The connection was reset.")
                : base.ReadAsync(buffer[..Math.Min(buffer.Length, 70_001)], cancel);
    }
}
