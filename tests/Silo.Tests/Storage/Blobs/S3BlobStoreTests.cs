using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;

namespace Kolosal.Storage;

/// <summary>The client that ships against a stand-in on loopback: no store of a vendor has been tried.</summary>
public sealed class S3BlobStoreTests : IAsyncLifetime
{
    private readonly StorageFolder folder = new();
    private DataDirectory directory = null!;
    private ObjectStore objects = null!;
    private S3Harness store = null!;

    public async Task InitializeAsync()
    {
        directory = folder.Open();
        objects = await ObjectStore.StartAsync("kolosal-blobs");
        store = new(objects, directory);
    }

    public async Task DisposeAsync()
    {
        await objects.DisposeAsync();
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
    public async Task Writing_again_heals_a_damaged_blob()
    {
        var blobs = store.Open();
        var blob = await blobs.PutAsync("acme", new MemoryStream(BlobConformance.Content(100)), default);
        store.Store(store.NameOf(blob), [1, 2, 3]);
        await blobs.PutAsync("acme", new MemoryStream(BlobConformance.Content(100)), default);
        Assert.Equal(BlobConformance.Content(100), await BlobConformance.ReadAsync(blobs, blob));
    }

    [Fact]
    public async Task Objects_lie_under_the_prefix_and_requests_are_signed()
    {
        var blob = await store.Open().PutAsync("acme", new MemoryStream([1, 2, 3]), default);
        Assert.Equal($"team/models/acme/{blob.Sha256[..2]}/{blob.Sha256}", Assert.Single(store.Names()));
        Assert.All(objects.Authorizations, header => Assert.Contains("Credential=access/", header, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(directory.Folder("blobs.incoming")));
    }

    [Fact]
    public async Task A_store_that_refuses_is_not_one_that_holds_nothing()
    {
        var blobs = store.Open();
        var blob = await blobs.PutAsync("acme", new MemoryStream([1]), default);
        objects.Refuse = true;
        await Assert.ThrowsAsync<Amazon.S3.AmazonS3Exception>(() => blobs.OpenAsync(blob, default));
        await Assert.ThrowsAsync<Amazon.S3.AmazonS3Exception>(() => blobs.PutAsync("acme", new MemoryStream([2]), default));
    }

    private sealed class S3Harness(ObjectStore objects, DataDirectory directory) : IBlobHarness
    {
        public IBlobStore Open(byte keySeed = 1)
        {
            var options = new S3Options
            {
                Endpoint = objects.Address,
                Bucket = objects.Bucket,
                Prefix = "team/models/",
                AccessKey = "access",
                SecretKey = "secret",
                PathStyle = true,
            };
            return new S3BlobStore(options.CreateClient(), options, directory, StorageFolder.Keys(keySeed));
        }

        public IReadOnlyList<string> Names() => [.. objects.Objects.Keys.Order(StringComparer.Ordinal)];

        public string NameOf(BlobRef blob) => $"team/models/{SealedFile.NameOf(blob)}";

        public byte[] Stored(string name) => objects.Objects[name];

        public void Store(string name, byte[] bytes) => objects.Objects[name] = bytes;
    }
}
