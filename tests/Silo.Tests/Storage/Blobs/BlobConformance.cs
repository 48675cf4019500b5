using System.Security.Cryptography;
using Kolosal.Storage.Blobs;

namespace Kolosal.Storage;

/// <summary>A blob store whose stored bytes a test can see and change.</summary>
internal interface IBlobHarness
{
    IBlobStore Open(byte keySeed = 1);

    /// <summary>Names of what is stored, sorted.</summary>
    IReadOnlyList<string> Names();

    string NameOf(BlobRef blob);

    /// <summary>Header and frames, one after the other.</summary>
    byte[] Stored(string name);

    void Store(string name, byte[] bytes);
}

/// <summary>What every blob store promises. The stores of a class's tests are empty, or workspaces keep the tests apart.</summary>
internal static class BlobConformance
{
    private const int Frame = BlobSeal.FrameBytes;

    public static async Task Content_of_any_length_comes_back(IBlobHarness store)
    {
        var blobs = store.Open();
        foreach (int length in new[] { 0, 1, Frame - 1, Frame, Frame + 1, 3 * Frame })
        {
            byte[] content = Content(length);
            var blob = await blobs.PutAsync("lengths", new Dribble(content), default);
            Assert.Equal(new BlobRef("lengths", Convert.ToHexStringLower(SHA256.HashData(content)), length), blob);
            Assert.Equal(content, await ReadAsync(blobs, blob));
        }
    }

    public static async Task The_same_content_is_stored_once_and_per_workspace(IBlobHarness store)
    {
        var blobs = store.Open();
        byte[] content = Content(1000);
        int before = store.Names().Count;
        var first = await blobs.PutAsync("once", new MemoryStream(content), default);
        Assert.Equal(first, await blobs.PutAsync("once", new MemoryStream(content), default));
        Assert.Equal(before + 1, store.Names().Count);

        Assert.Null(await blobs.OpenAsync(first with { Workspace = "twice" }, default));
        await blobs.PutAsync("twice", new MemoryStream(content), default);
        Assert.Equal(before + 2, store.Names().Count);
    }

    public static async Task A_file_goes_in_and_stays_where_it_was(IBlobHarness store)
    {
        var blobs = store.Open();
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Content(5000));
            var blob = await blobs.PutFileAsync("files", path, default);
            Assert.Equal(File.ReadAllBytes(path), await ReadAsync(blobs, blob));
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static async Task Nothing_readable_is_stored(IBlobHarness store)
    {
        byte[] content = "a sentence that nobody may find on the disk "u8.ToArray();
        var blob = await store.Open().PutAsync("secret", new MemoryStream([.. content, .. content]), default);
        Assert.Equal(-1, store.Stored(store.NameOf(blob)).AsSpan().IndexOf("sentence"u8));
    }

    public static async Task A_change_of_any_byte_is_found(IBlobHarness store)
    {
        var blobs = store.Open();
        var blob = await blobs.PutAsync("changed", new MemoryStream(Content(100)), default);
        string name = store.NameOf(blob);
        byte[] whole = store.Stored(name);
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x04;
            store.Store(name, changed);
            Assert.Equal(blob.Sha256, (await Assert.ThrowsAsync<BlobCorruptException>(() => ReadAsync(blobs, blob))).Sha256);
        }
    }

    public static async Task Frames_cannot_be_cut_off_swapped_or_added(IBlobHarness store)
    {
        var blobs = store.Open();
        var blob = await blobs.PutAsync("frames", new MemoryStream(Content(3 * Frame)), default);
        string name = store.NameOf(blob);
        byte[] whole = store.Stored(name);
        int size = Frame + BlobSeal.TagBytes, start = BlobSeal.HeaderBytes;
        byte[] swapped = [.. whole[..start], .. whole[(start + size)..(start + 2 * size)], .. whole[start..(start + size)],
            .. whole[(start + 2 * size)..]];
        foreach (byte[] changed in new[] { swapped, whole[..^size], whole[..^1], whole[..40], [] })
        {
            store.Store(name, changed);
            await Assert.ThrowsAsync<BlobCorruptException>(() => ReadAsync(blobs, blob));
        }
    }

    public static async Task A_blob_moved_to_another_name_or_workspace_does_not_open(IBlobHarness store)
    {
        var blobs = store.Open();
        var one = await blobs.PutAsync("moved", new MemoryStream(Content(100)), default);
        var two = await blobs.PutAsync("moved", new MemoryStream(Content(101)), default);
        var three = await blobs.PutAsync("elsewhere", new MemoryStream(Content(100)), default);
        foreach (var target in new[] { two, three })
        {
            store.Store(store.NameOf(target), store.Stored(store.NameOf(one)));
            await Assert.ThrowsAsync<BlobCorruptException>(() => ReadAsync(blobs, target));
        }
    }

    public static async Task Another_master_key_opens_nothing(IBlobHarness store)
    {
        var blob = await store.Open().PutAsync("keys", new MemoryStream(Content(100)), default);
        await Assert.ThrowsAsync<BlobCorruptException>(() => ReadAsync(store.Open(keySeed: 2), blob));
    }

    public static async Task Deleting_answers_whether_there_was_one(IBlobHarness store)
    {
        var blobs = store.Open();
        var blob = await blobs.PutAsync("gone", new MemoryStream(Content(10)), default);
        Assert.True(await blobs.DeleteAsync(blob, default));
        Assert.False(await blobs.DeleteAsync(blob, default));
        Assert.Null(await blobs.OpenAsync(blob, default));
    }

    public static async Task A_broken_transfer_leaves_nothing_behind(IBlobHarness store)
    {
        var before = store.Names();
        await Assert.ThrowsAsync<IOException>(() => store.Open().PutAsync("broken", new Dribble(Content(3 * Frame), failAt: 2 * Frame), default));
        Assert.Equal(before, store.Names());
    }

    public static async Task A_workspace_cannot_name_a_path(IBlobHarness store)
    {
        var blobs = store.Open();
        foreach (string workspace in new[] { "../acme", "", "a/b", "ACME" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => blobs.PutAsync(workspace, new MemoryStream([1]), default));
            await Assert.ThrowsAsync<ArgumentException>(() => blobs.OpenAsync(new BlobRef(workspace, new string('a', 64), 1), default));
        }
    }

    public static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    public static async Task<byte[]> ReadAsync(IBlobStore blobs, BlobRef blob)
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
