using System.Security.Cryptography;
using Kolosal.Storage.Files;

namespace Kolosal.Storage.Blobs;

/// <summary>Blobs as files: <c>blobs/workspace/ab/abcd…</c>, each a header and its frames as <see cref="BlobSeal"/> draws them.</summary>
/// <remarks>
/// Written under a temporary name, synced, renamed: a name in the folder is a whole blob. Content that is there already is written again,
/// which costs a moment and heals a damaged file.
/// </remarks>
internal sealed class FolderBlobStore : IBlobStore
{
    private readonly IKeyRing keys;
    private readonly string root, incoming, journal;

    public FolderBlobStore(DataDirectory directory, IKeyRing keys)
    {
        this.keys = keys;
        root = directory.Folder("blobs");
        incoming = directory.Folder("blobs.incoming");
        foreach (string left in Directory.EnumerateFiles(incoming)) File.Delete(left);
        journal = Path.Combine(directory.Folder("keys"), "rewrap.journal");
        FinishRewrap();
    }

    public async Task<BlobRef> PutAsync(string workspace, Stream content, CancellationToken cancel)
    {
        WorkspaceName.Checked(workspace);
        string temporary = Path.Combine(incoming, Guid.NewGuid().ToString("n"));
        try
        {
            var blob = await SealedFile.WriteAsync(temporary, workspace, content, keys, cancel);
            string path = PathOf(blob), folder = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(folder))
            {
                DurableFile.CreateFolder(folder);
                DurableFile.SyncFolder(Path.GetDirectoryName(folder)!);
                DurableFile.SyncFolder(root);
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
            file = new FileStream(PathOf(blob), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.Asynchronous);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            return await SealedFile.OpenAsync(file, file.Length, keys, blob, cancel);
        }
        catch (BlobCorruptException) when (keys.DeriveWrappings("blobs", 32).Skip(1).Any())
        {
            // Its header may have been read while it was wrapped anew; a header that is damaged is so a second time.
            var again = new FileStream(PathOf(blob), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0,
                FileOptions.Asynchronous);
            return await SealedFile.OpenAsync(again, again.Length, keys, blob, cancel);
        }
    }

    /// <summary>Wraps the key of every blob anew that is not wrapped under the present generation. Blobs are read and written meanwhile.</summary>
    /// <param name="told">Told from time to time how many are done.</param>
    /// <param name="cancel">Ends it between two blobs.</param>
    /// <returns>How many are wrapped under the present generation, and how many could not be.</returns>
    public (long Wrapped, long Left) Rewrap(Action<long> told, CancellationToken cancel)
    {
        var (wrapped, left) = (0L, 0L);
        foreach (string path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                RewrapOne(path);
                wrapped++;
            }
            catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
            {
                // Deleted meanwhile.
            }
            catch (BlobCorruptException)
            {
                left++; // whoever reads it is told
            }

            if (wrapped % 100 == 0) told(wrapped);
        }

        return (wrapped, left);
    }

    /// <summary>One header, 80 bytes at the beginning of a file: written down beside it first, so that a torn one is made good at the next start.
    /// </summary>
    private void RewrapOne(string path)
    {
        var (workspace, sha256) = NamesOf(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 0);
        var header = new byte[BlobSeal.HeaderBytes];
        int read = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (BlobSeal.Rewrap(header.AsSpan(0, read), keys, workspace, sha256) is not { } rewrapped) return;
        DurableFile.Write(journal, [.. rewrapped, .. System.Text.Encoding.UTF8.GetBytes(Path.GetRelativePath(root, path))]);
        RandomAccess.Write(file.SafeFileHandle, rewrapped, 0);
        file.Flush(flushToDisk: true);
        File.Delete(journal);
    }

    /// <summary>Makes good a header that a crash tore. One that opens is left alone: another content may stand there by now.</summary>
    private void FinishRewrap()
    {
        if (!File.Exists(journal)) return;
        byte[] written = File.ReadAllBytes(journal);
        string path = Path.Combine(root, System.Text.Encoding.UTF8.GetString(written.AsSpan(BlobSeal.HeaderBytes)));
        if (File.Exists(path))
        {
            var (workspace, sha256) = NamesOf(path);
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 0);
            var header = new byte[BlobSeal.HeaderBytes];
            int read = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            if (!Opens(header.AsSpan(0, read), workspace, sha256) && Opens(written.AsSpan(0, BlobSeal.HeaderBytes), workspace, sha256))
            {
                RandomAccess.Write(file.SafeFileHandle, written.AsSpan(0, BlobSeal.HeaderBytes), 0);
                file.Flush(flushToDisk: true);
            }
        }

        File.Delete(journal);
    }

    private bool Opens(ReadOnlySpan<byte> header, string workspace, string sha256)
    {
        try
        {
            BlobSeal.Open(header, keys, workspace, sha256).Dispose();
            return true;
        }
        catch (BlobCorruptException)
        {
            return false;
        }
    }

    private (string Workspace, string Sha256) NamesOf(string path)
    {
        string[] parts = Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar);
        return (parts[0], parts[^1]);
    }

    public Task<bool> DeleteAsync(BlobRef blob, CancellationToken cancel)
    {
        string path = PathOf(blob);
        if (!File.Exists(path)) return Task.FromResult(false);
        Shred(path);
        DurableFile.SyncFolder(Path.GetDirectoryName(path)!);
        return Task.FromResult(true);
    }

    /// <summary>Takes the name away, then destroys the wrapped key: what a disk still holds of the frames nobody can read any more.</summary>
    private static void Shred(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        File.Delete(path);
        file.Write(RandomNumberGenerator.GetBytes(BlobSeal.HeaderBytes));
        file.Flush(flushToDisk: true);
    }

    private string PathOf(BlobRef blob) => Path.Combine(root, SealedFile.NameOf(blob));
}
