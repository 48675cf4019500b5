using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Kolosal.Backup;

/// <summary>
/// Cuts content into chunks where the content itself says so, so that what is the same before and after an insertion has the same chunks.
/// </summary>
/// <remarks>
/// A gear hash over the last 64 bytes, hᵢ = 2 hᵢ₋₁ + G[bᵢ] mod 2⁶⁴; a chunk ends where the upper 18 bits of h are 0 (Xia et al., FastCDC, USENIX ATC
/// 2016, §3.1, without its normalisation, which saves less than its second mask costs to explain). No cut comes before
/// <see cref="Minimum"/>, one at <see cref="Maximum"/> at the latest.
/// </remarks>
public static class ContentChunks
{
    public const int Minimum = 64 << 10, Maximum = 1 << 20;

    private const int MeanBits = 18;
    private const ulong Mask = ((1UL << MeanBits) - 1) << (64 - MeanBits);

    /// <summary>Bytes that the hash remembers; hashing begins so far before the first place where a cut may come.</summary>
    private const int Window = 64;

    /// <summary>One number a byte. Fixed for ever: other numbers cut elsewhere, and every chunk would be new.</summary>
    private static readonly ulong[] Gear = [.. Enumerable.Range(0, 256).Select(value =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData([(byte)value])))];

    /// <summary>Length of the first chunk.</summary>
    /// <param name="content">What follows; all that is left, or at least <see cref="Maximum"/> bytes.</param>
    /// <returns>1 to <see cref="Maximum"/>; 0 for no content.</returns>
    public static int First(ReadOnlySpan<byte> content)
    {
        if (content.Length <= Minimum) return content.Length;
        int end = Math.Min(content.Length, Maximum);
        ulong hash = 0;
        for (int at = Minimum - Window; at < end; at++)
        {
            hash = (hash << 1) + Gear[content[at]];
            if (at >= Minimum - 1 && (hash & Mask) == 0) return at + 1;
        }

        return end;
    }
}
