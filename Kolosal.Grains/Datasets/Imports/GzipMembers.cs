using System.Buffers.Binary;
using System.IO.Compression;

namespace Kolosal.Datasets;

/// <summary>Tells whether a gzip file of several members (RFC 1952 §2.2) ends with the end of one.</summary>
/// <remarks>
/// The decompressor checks every member's CRC but takes a file that was cut off for one that ended. The last four bytes are the length of the last
/// member, whose beginning is looked for from the end: it is the place from which the file unpacks to just that length.
/// </remarks>
internal static class GzipMembers
{
    private const int SmallestMember = 18, Overlap = 3, Window = 1 << 20, MostTries = 64;
    private static ReadOnlySpan<byte> Header => [0x1F, 0x8B, 8];

    public static bool EndWhole(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length < SmallestMember) return false;
        Span<byte> trailer = stackalloc byte[4];
        file.Seek(-4, SeekOrigin.End);
        file.ReadExactly(trailer);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        byte[] window = new byte[Window + Overlap];
        int tries = 0;
        for (long end = file.Length; end > 0; end -= Window)
        {
            long from = Math.Max(0, end - Window);
            int taken = (int)(Math.Min(file.Length, end + Overlap) - from);
            file.Seek(from, SeekOrigin.Begin);
            file.ReadExactly(window.AsSpan(0, taken));
            for (int at = window.AsSpan(0, taken).LastIndexOf(Header); at >= 0; at = window.AsSpan(0, at).LastIndexOf(Header))
            {
                if (Unpacks(file, from + at, length)) return true;
                if (++tries == MostTries) return false;
            }
        }

        return false;
    }

    private static bool Unpacks(FileStream file, long from, uint length)
    {
        try
        {
            file.Seek(from, SeekOrigin.Begin);
            using var member = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            byte[] buffer = new byte[1 << 16];
            long read = 0;
            while (member.Read(buffer) is > 0 and var taken) read += taken;
            return (uint)read == length;
        }
        catch (InvalidDataException)
        {
            return false; // these bytes begin no member
        }
    }
}
