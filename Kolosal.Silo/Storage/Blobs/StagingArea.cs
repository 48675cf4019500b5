using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Kolosal.Storage.Files;

namespace Kolosal.Storage.Blobs;

/// <summary>The folder <c>staging</c>, emptied at start.</summary>
internal sealed partial class StagingArea : IStagingArea
{
    private const int BufferBytes = 128 << 10;
    private readonly string folder;

    public StagingArea(DataDirectory directory)
    {
        folder = directory.Folder("staging");
        foreach (string left in Directory.EnumerateFileSystemEntries(folder))
        {
            if (Directory.Exists(left)) Directory.Delete(left, recursive: true);
            else File.Delete(left);
        }
    }

    public async Task<StagedFile> StageAsync(Stream content, string extension, long maximumBytes, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        string path = NewScratchPath(extension);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var file = DurableFile.CreateNew(path);
            var buffer = new byte[BufferBytes];
            long length = 0;
            for (int read; (read = await content.ReadAsync(buffer, cancel)) > 0;)
            {
                length += read;
                if (length > maximumBytes) throw new UploadTooLargeException(maximumBytes);
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancel);
            }

            return new StagedFile(Path.GetFileName(path), path, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    public string PathOf(string stagedId)
    {
        string path = Inside(stagedId);
        return File.Exists(path) ? path : throw new FileNotFoundException($"Nothing is staged under '{stagedId}'. Send the file again.");
    }

    public void Discard(string stagedId) => File.Delete(Inside(stagedId));

    public string NewScratchPath(string extension) => Extension().IsMatch(extension)
        ? Path.Combine(folder, $"st_{Guid.NewGuid():n}{extension}")
        : throw new ArgumentException($"Need an ending such as .csv or .csv.gz, got '{extension}'.", nameof(extension));

    private string Inside(string stagedId) => Id().IsMatch(stagedId)
        ? Path.Combine(folder, stagedId)
        : throw new ArgumentException($"'{stagedId}' is not the id of a staged file.", nameof(stagedId));

    [GeneratedRegex("^(\\.[A-Za-z0-9]{1,16}){0,2}\\z")]
    private static partial Regex Extension();

    [GeneratedRegex("^st_[0-9a-f]{32}(\\.[A-Za-z0-9]{1,16}){0,2}\\z")]
    private static partial Regex Id();
}
