using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Kolosal.Engines.DuckDb;

/// <summary>Arrow's validity bitmaps in whole words; one buffer, overwritten by each call.</summary>
internal sealed class Validity
{
    private ulong[] words = new ulong[32];

    /// <summary>One bit a row, set when the cell has a value; empty when every cell has one.</summary>
    public ReadOnlySpan<ulong> Of(IArrowArray array)
    {
        if (array.NullCount == 0) return [];
        if (array.Offset != 0) throw new ArgumentException("Need an array from its first row, got a slice.");
        int needed = (array.Length + 63) / 64;
        if (words.Length < needed) words = new ulong[needed];
        // The bitmap ends with its last byte, not with a word.
        array.Data.Buffers[0].Span[..((array.Length + 7) / 8)].CopyTo(MemoryMarshal.AsBytes(words.AsSpan()));
        return words.AsSpan(0, needed);
    }
}
