using System.Security.Cryptography;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;

namespace Kolosal.Storage;

public sealed class StagingAreaTests : IDisposable
{
    private readonly StorageFolder folder = new();
    private readonly DataDirectory directory;
    private readonly StagingArea staging;

    public StagingAreaTests()
    {
        directory = folder.Open();
        staging = new StagingArea(directory);
    }

    public void Dispose()
    {
        directory.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_staged_file_has_its_content_its_hash_and_mode_0600()
    {
        byte[] content = "a,b\n1,2\n"u8.ToArray();
        var staged = await staging.StageAsync(new MemoryStream(content), ".csv.gz", content.Length, default);
        Assert.Equal(content, File.ReadAllBytes(staged.Path));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), staged.Sha256);
        Assert.Equal(content.Length, staged.Length);
        Assert.Equal(staged.Path, staging.PathOf(staged.Id));
        Assert.EndsWith(".csv.gz", staged.Path);
        if (!OperatingSystem.IsWindows()) Assert.Equal(DurableFile.OwnerOnly, File.GetUnixFileMode(staged.Path));

        staging.Discard(staged.Id);
        staging.Discard(staged.Id);
        Assert.Throws<FileNotFoundException>(() => staging.PathOf(staged.Id));
    }

    [Fact]
    public async Task One_byte_too_many_is_refused_and_leaves_nothing()
    {
        var refused = await Assert.ThrowsAsync<UploadTooLargeException>(
            () => staging.StageAsync(new MemoryStream(new byte[101]), ".csv", 100, default));
        Assert.Equal(100, refused.MaximumBytes);
        Assert.Empty(Directory.GetFiles(directory.Folder("staging")));
        Assert.Equal(0, (await staging.StageAsync(new MemoryStream([]), "", 0, default)).Length);
    }

    [Fact]
    public async Task The_next_start_sweeps_what_was_left()
    {
        var staged = await staging.StageAsync(new MemoryStream([1]), ".csv", 1, default);
        Assert.Throws<FileNotFoundException>(() => new StagingArea(directory).PathOf(staged.Id));
    }

    [Theory, InlineData("/../../x"), InlineData(".c/sv"), InlineData("csv"), InlineData(".csv\n"), InlineData("..")]
    public void An_ending_cannot_name_a_path(string extension) =>
        Assert.Throws<ArgumentException>(() => staging.NewScratchPath(extension));

    [Theory, InlineData("../keys/master.key"), InlineData(""), InlineData("st_0")]
    public void An_id_cannot_name_a_path(string id) => Assert.Throws<ArgumentException>(() => staging.PathOf(id));

    [Fact]
    public void Scratch_paths_are_never_the_same() => Assert.NotEqual(staging.NewScratchPath(".parquet"), staging.NewScratchPath(".parquet"));
}
