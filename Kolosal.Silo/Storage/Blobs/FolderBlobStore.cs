using Kolosal.Storage.Files;

namespace Kolosal.Storage.Blobs;

/// <summary>Blobs as files: <c>blobs/workspace/ab/abcd…</c>, each a header and its frames as <see cref="BlobSeal"/> draws them.</summary>
/// <remarks>
/// Written under a temporary name, synced, renamed: a name in the folder is a whole blob. Content that is there already is written again,
/// which costs a moment and heals a damaged file.
/// </remarks>
internal sealed class FolderBlobStore : IBlobStore
{
    private readonly IKeyRing _keys;
    private readonly string _root, _incoming;

    public FolderBlobStore(DataDirectory directory, IKeyRing keys)
    {
        _keys = keys;
        _root = directory.Folder("blobs");
        _incoming = directory.Folder("blobs.incoming");
        foreach (string left in Directory.EnumerateFiles(_incoming)) File.Delete(left);
    }

    public async Task<BlobRef> PutAsync(string workspace, Stream content, CancellationToken cancel)
    {
        WorkspaceName.Checked(workspace);
        string temporary = Path.Combine(_incoming, Guid.NewGuid().ToString("n"));
        try
        {
            BlobRef blob;
            await using (var file = DurableFile.CreateNew(temporary))
            {
                file.Position = BlobSeal.HeaderBytes;
                (blob, byte[] header) = await BlobWriter.SealAsync(
                    workspace, content, _keys, (_, frame, stop) => file.WriteAsync(frame, stop), cancel);
                file.Position = 0;
                await file.WriteAsync(header, cancel);
                file.Flush(flushToDisk: true);
            }

            string path = PathOf(blob), folder = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(folder))
            {
                DurableFile.CreateFolder(folder);
                DurableFile.SyncFolder(Path.GetDirectoryName(folder)!);
                DurableFile.SyncFolder(_root);
            }

            DurableFile.MoveIntoPlace(temporary, path);
            return blob;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public async Task<BlobRef> PutFileAsync(string workspace, string path, CancellationToken cancel)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0,
            FileOptions.Asynchronous | FileOptions.SequentialScan);
        return await PutAsync(workspace, file, cancel);
    }

    public async Task<Stream?> OpenAsync(BlobRef blob, CancellationToken cancel)
    {
        FileStream file;
        try
        {
            file = new FileStream(PathOf(blob), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.Asynchronous);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            var header = new byte[BlobSeal.HeaderBytes];
            int read = await file.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancel);
            var seal = BlobSeal.Open(header.AsSpan(0, read), _keys, blob.Workspace, blob.Sha256);
            if (file.Length != BlobSeal.HeaderBytes + seal.Length + seal.Frames * BlobSeal.TagBytes)
            {
                seal.Dispose();
                throw new BlobCorruptException(blob.Sha256, $"its file has {file.Length} bytes, which is not what was written.");
            }

            return new BlobReadStream(
                seal, blob.Sha256, (_, buffer, stop) => file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop), file);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public Task<bool> DeleteAsync(BlobRef blob, CancellationToken cancel)
    {
        string path = PathOf(blob);
        if (!File.Exists(path)) return Task.FromResult(false);
        File.Delete(path);
        DurableFile.SyncFolder(Path.GetDirectoryName(path)!);
        return Task.FromResult(true);
    }

    private string PathOf(BlobRef blob)
    {
        WorkspaceName.Checked(blob.Workspace);
        if (blob.Sha256.Length != 64 || blob.Sha256.AsSpan().ContainsAnyExcept("0123456789abcdef"))
            throw new ArgumentException($"Need 64 lower-case hex digits as the blob's SHA-256, got '{blob.Sha256}'.", nameof(blob));
        return Path.Combine(_root, blob.Workspace, blob.Sha256[..2], blob.Sha256);
    }
}
