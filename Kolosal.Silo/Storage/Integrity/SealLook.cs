using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;
using Kolosal.Storage.Keys;

namespace Kolosal.Storage.Integrity;

/// <summary>Reads the beginnings of stored blobs, and the mode of the master key's file.</summary>
internal sealed class SealLook(DataDirectory directory, IMasterKeyStore keys) : IStorageSeals
{
    private const int MostFiles = 500, MostNamed = 100;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public StorageSeals Look()
    {
        FileInfo[] files =
        [
            .. new DirectoryInfo(directory.Folder("blobs")).EnumerateFiles("*", SearchOption.AllDirectories)
                .OrderByDescending(file => file.LastWriteTimeUtc).Take(MostFiles),
        ];
        string[] plain =
        [
            .. files.Where(file => !IsSealed(file)).Select(file => Path.GetRelativePath(directory.Root, file.FullName)).Order(StringComparer.Ordinal)
                .Take(MostNamed),
        ];
        return new(files.Length, [.. plain], keys.Name, KeyFileFault());
    }

    private string? KeyFileFault()
    {
        string path = Path.Combine(directory.Folder("keys"), "master.key");
        if (keys.Name != "file" || OperatingSystem.IsWindows() || !File.Exists(path)) return null;
        return (File.GetUnixFileMode(path) & Others) == 0 ? null : "The file of the master key can be read or written by others; chmod 600 it.";
    }

    /// <summary>What went since it was listed is not there to be read by anybody.</summary>
    private static bool IsSealed(FileInfo file)
    {
        try
        {
            using var stream = file.OpenRead();
            Span<byte> start = stackalloc byte[BlobSeal.MagicBytes];
            return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && BlobSeal.Begins(start);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
    }
}
