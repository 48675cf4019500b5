using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Audit;

/// <summary>What the audit chain seals of one served request: the leaf of a batch's Merkle tree, recomputable from the prediction log.</summary>
public static class PredictionLeaf
{
    /// <summary>
    /// Little-endian: position (8), batch id (16, RFC 4122 order), version (4), Unix milliseconds (8), rows (4), SHA-256 of the error's
    /// UTF-8 or of nothing, SHA-256 of the inputs as doubles, of the outputs as doubles, of the decisions as 32-bit integers.
    /// </summary>
    public static byte[] Of(
        long position, Guid batchId, int version, DateTimeOffset at, int rows, string? error,
        ReadOnlySpan<double> inputs, ReadOnlySpan<double> outputs, ReadOnlySpan<int> decisions)
    {
        var leaf = new byte[40 + 4 * SHA256.HashSizeInBytes];
        var span = leaf.AsSpan();
        BinaryPrimitives.WriteInt64LittleEndian(span, position);
        batchId.TryWriteBytes(span[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(span[24..], version);
        BinaryPrimitives.WriteInt64LittleEndian(span[28..], at.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt32LittleEndian(span[36..], rows);
        SHA256.HashData(Encoding.UTF8.GetBytes(error ?? ""), span[40..]);
        SHA256.HashData(MemoryMarshal.AsBytes(inputs), span[72..]);
        SHA256.HashData(MemoryMarshal.AsBytes(outputs), span[104..]);
        SHA256.HashData(MemoryMarshal.AsBytes(decisions), span[136..]);
        return leaf;
    }
}
