using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;

namespace Kolosal.Storage;

public sealed class BlobStoreTests : IDisposable
{
    private readonly StorageFolder folder = new();
    private readonly DataDirectory directory;
    private readonly FolderHarness store;

    public BlobStoreTests()
    {
        directory = folder.Open();
        store = new(directory);
    }

    public void Dispose()
    {
        directory.Dispose();
        folder.Dispose();
    }

    [Fact]
    public Task Content_of_any_length_comes_back() => BlobConformance.Content_of_any_length_comes_back(store);

    [Fact]
    public Task The_same_content_is_stored_once_and_per_workspace() => BlobConformance.The_same_content_is_stored_once_and_per_workspace(store);

    [Fact]
    public Task A_file_goes_in_and_stays_where_it_was() => BlobConformance.A_file_goes_in_and_stays_where_it_was(store);

    [Fact]
    public Task Nothing_readable_is_stored() => BlobConformance.Nothing_readable_is_stored(store);

    [Fact]
    public Task A_change_of_any_byte_is_found() => BlobConformance.A_change_of_any_byte_is_found(store);

    [Fact]
    public Task Frames_cannot_be_cut_off_swapped_or_added() => BlobConformance.Frames_cannot_be_cut_off_swapped_or_added(store);

    [Fact]
    public Task A_blob_moved_to_another_name_or_workspace_does_not_open() =>
        BlobConformance.A_blob_moved_to_another_name_or_workspace_does_not_open(store);

    [Fact]
    public Task Another_master_key_opens_nothing() => BlobConformance.Another_master_key_opens_nothing(store);

    [Fact]
    public Task Deleting_answers_whether_there_was_one() => BlobConformance.Deleting_answers_whether_there_was_one(store);

    [Fact]
    public Task A_broken_transfer_leaves_nothing_behind() => BlobConformance.A_broken_transfer_leaves_nothing_behind(store);

    [Fact]
    public Task A_workspace_cannot_name_a_path() => BlobConformance.A_workspace_cannot_name_a_path(store);

    [Fact]
    public async Task A_file_is_for_its_owner_and_nothing_unfinished_is_left()
    {
        var blob = await store.Open().PutAsync("acme", new MemoryStream(BlobConformance.Content(100)), default);
        if (!OperatingSystem.IsWindows()) Assert.Equal(DurableFile.OwnerOnly, File.GetUnixFileMode(store.NameOf(blob)));
        Assert.Empty(Directory.GetFiles(directory.Folder("blobs.incoming")));
    }

    [Fact]
    public async Task Bytes_behind_the_last_frame_are_found()
    {
        var blobs = store.Open();
        var blob = await blobs.PutAsync("acme", new MemoryStream(BlobConformance.Content(100)), default);
        byte[] whole = store.Stored(store.NameOf(blob));
        foreach (byte[] longer in new byte[][] { [.. whole, 0], [.. whole, .. whole[BlobSeal.HeaderBytes..]] })
        {
            store.Store(store.NameOf(blob), longer);
            await Assert.ThrowsAsync<BlobCorruptException>(() => BlobConformance.ReadAsync(blobs, blob));
        }
    }

    [Fact]
    public async Task Writing_again_heals_a_damaged_blob()
    {
        var blobs = store.Open();
        var blob = await blobs.PutAsync("acme", new MemoryStream(BlobConformance.Content(100)), default);
        store.Store(store.NameOf(blob), [1, 2, 3]);
        await blobs.PutAsync("acme", new MemoryStream(BlobConformance.Content(100)), default);
        Assert.Equal(BlobConformance.Content(100), await BlobConformance.ReadAsync(blobs, blob));
    }

    [Fact]
    public Task A_hash_cannot_name_a_path() =>
        Assert.ThrowsAsync<ArgumentException>(() => store.Open().OpenAsync(new BlobRef("acme", "../../../keys/master.key", 1), default));

    private sealed class FolderHarness(DataDirectory directory) : IBlobHarness
    {
        public IBlobStore Open(byte keySeed = 1) => new FolderBlobStore(directory, StorageFolder.Keys(keySeed));

        public IReadOnlyList<string> Names() =>
            [.. Directory.GetFiles(directory.Folder("blobs"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

        public string NameOf(BlobRef blob) => Path.Combine(directory.Folder("blobs"), blob.Workspace, blob.Sha256[..2], blob.Sha256);

        public byte[] Stored(string name) => File.ReadAllBytes(name);

        public void Store(string name, byte[] bytes) => File.WriteAllBytes(name, bytes);
    }
}
