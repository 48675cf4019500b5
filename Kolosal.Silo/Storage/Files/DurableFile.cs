using System.Runtime.InteropServices;

namespace Kolosal.Storage.Files;

/// <summary>Files that are there after a power cut once the call has returned: content
/// synced before the name, the name synced with its folder.</summary>
internal static partial class DurableFile
{
    /// <summary>Read and write by the owner alone.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static DirectoryInfo CreateFolder(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);

    /// <summary>A new file of mode 0600 that must not exist yet.</summary>
    public static FileStream CreateNew(string path, int bufferSize = 0)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.Asynchronous,
            BufferSize = bufferSize,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>Writes a small file whole or not at all, replacing what was there.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        using (var file = CreateNew(temporary))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        MoveIntoPlace(temporary, path);
    }

    /// <summary>Gives a synced file its final name, replacing what was there.</summary>
    public static void MoveIntoPlace(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes names that were added to or removed from a folder durable. Windows journals names itself.</summary>
    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return;

        int descriptor = Open(path, 0);
        if (descriptor < 0) throw Failed(path);
        try
        {
            if (Sync(descriptor) != 0) throw Failed(path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failed(string path) =>
        new($"Folder '{path}' cannot be synced: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
