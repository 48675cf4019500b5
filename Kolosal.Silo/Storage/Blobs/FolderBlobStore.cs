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
    private readonly string root, incoming;

    public FolderBlobStore(DataDirectory directory, IKeyRing keys)
    {
        this.keys = keys;
        root = directory.Folder("blobs");
        incoming = directory.Folder("blobs.incoming");
        foreach (string left in Directory.EnumerateFiles(incoming)) File.Delete(left);
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
            file = new FileStream(PathOf(blob), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.Asynchronous);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        return await SealedFile.OpenAsync(file, file.Length, keys, blob, cancel);
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
