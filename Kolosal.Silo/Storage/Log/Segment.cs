using Microsoft.Win32.SafeHandles;

namespace Kolosal.Storage.Log;

/// <summary>One file of a log.</summary>
/// <param name="Path">Full path; the file's name is the first position in 20 digits.</param>
/// <param name="First">Position of its first record.</param>
/// <param name="Index">Filled while the segment is written or read.</param>
internal sealed record Segment(string Path, long First, SparseIndex Index)
{
    public const string Extension = ".seg";

    public string Name => System.IO.Path.GetFileName(Path);

    public static Segment At(string folder, long first) => new(System.IO.Path.Combine(folder, $"{first:d20}{Extension}"), first, new SparseIndex());

    public SafeFileHandle OpenForReading() =>
        File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    public LogCorruptException Corrupt(long offset, string reason) => new(Name, offset, reason);
}
