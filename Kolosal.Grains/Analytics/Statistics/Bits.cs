namespace Kolosal.Statistics;

/// <summary>64-bit mixing for counting distinct values.</summary>
public static class Bits
{
    /// <summary>SplitMix64's finaliser: a bijection whose output bits each depend on every input bit.</summary>
    public static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>A hash of bytes, eight at a time; equal bytes give equal hashes on every machine.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Mix((ulong)bytes.Length);
        for (; bytes.Length >= 8; bytes = bytes[8..]) hash = Mix(hash ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        ulong rest = 0;
        foreach (byte b in bytes) rest = rest << 8 | b;
        return bytes.IsEmpty ? hash : Mix(hash ^ rest);
    }
}
