using System.Buffers.Binary;
using System.Numerics;

namespace Kolosal.Storage.Log;

/// <summary>CRC-32C (Castagnoli, RFC 3720 §12.1): polynomial 0x1EDC6F41 reflected, initial value and final complement all ones.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
