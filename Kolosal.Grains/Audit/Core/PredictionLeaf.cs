using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Audit;

/// <summary>What the audit chain seals of one record of the prediction log: the leaf of a batch's Merkle tree, recomputable from the log.</summary>
public static class PredictionLeaf
{
    /// <summary>
    /// Little-endian: position (8), batch id (16, RFC 4122 order), version (4), Unix milliseconds (8), rows (4), SHA-256 of the error's
    /// UTF-8 or of nothing, SHA-256 of the inputs as doubles, of the outputs as doubles, of the decisions as 32-bit integers. Of inputs from which a
    /// person was erased it takes the hash that was kept (<c>inputsSha256</c>): what is sealed is the hash, and never the values.
    /// </summary>
    public static byte[] Of(
        long position, Guid batchId, int version, DateTimeOffset at, int rows, string? error,
        ReadOnlySpan<double> inputs, ReadOnlySpan<double> outputs, ReadOnlySpan<int> decisions, byte[]? inputsSha256 = null)
    {
        var leaf = new byte[40 + 4 * SHA256.HashSizeInBytes];
        var span = leaf.AsSpan();
        BinaryPrimitives.WriteInt64LittleEndian(span, position);
        batchId.TryWriteBytes(span[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(span[24..], version);
        BinaryPrimitives.WriteInt64LittleEndian(span[28..], at.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt32LittleEndian(span[36..], rows);
        SHA256.HashData(Encoding.UTF8.GetBytes(error ?? ""), span[40..]);
        HashOf(inputs, inputsSha256, span[72..]);
        SHA256.HashData(MemoryMarshal.AsBytes(outputs), span[104..]);
        SHA256.HashData(MemoryMarshal.AsBytes(decisions), span[136..]);
        return leaf;
    }

    /// <summary>The same leaf from the hashes that it holds, for whoever has no rows.</summary>
    /// <param name="position">Of the record in the log.</param>
    /// <param name="batchId">Of the request.</param>
    /// <param name="version">That answered.</param>
    /// <param name="unixMilliseconds">When.</param>
    /// <param name="rows">Of the request.</param>
    /// <param name="hashes">SHA-256 of error, inputs, outputs and decisions, 32 bytes each.</param>
    public static byte[] OfHashes(long position, Guid batchId, int version, long unixMilliseconds, int rows, ReadOnlySpan<byte[]> hashes)
    {
        var leaf = new byte[40 + 4 * SHA256.HashSizeInBytes];
        var span = leaf.AsSpan();
        BinaryPrimitives.WriteInt64LittleEndian(span, position);
        batchId.TryWriteBytes(span[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(span[24..], version);
        BinaryPrimitives.WriteInt64LittleEndian(span[28..], unixMilliseconds);
        BinaryPrimitives.WriteInt32LittleEndian(span[36..], rows);
        for (int i = 0; i < hashes.Length; i++) hashes[i].CopyTo(span[(40 + i * SHA256.HashSizeInBytes)..]);
        return leaf;
    }

    /// <summary>The leaf of a record of outcomes: longer than a request's, so that neither can be taken for the other.</summary>
    /// <remarks>
    /// Little-endian: position (8), batch id of the report (16), version (4), Unix milliseconds (8), outcomes (4), SHA-256 of the facts, of the
    /// inputs as doubles, of the outputs as doubles, of the decisions as 32-bit integers, of the corrected outcomes as doubles, each over all rows in
    /// order. A fact is the predicted request's batch id (16, RFC 4122 order), the row (4), the prediction's UTC ticks (8) and the outcome as a
    /// double (8); what a row's outcome does not correct is NaN.
    /// </remarks>
    /// <param name="position">Of the record in the log.</param>
    /// <param name="batchId">Of the report.</param>
    /// <param name="version">The model version that had predicted.</param>
    /// <param name="at">When the outcomes were reported.</param>
    /// <param name="facts">Per row what was predicted, when, and what really happened.</param>
    /// <param name="corrects">Per row the outcome that this one replaces; NaN for none.</param>
    /// <param name="inputs">Row-major.</param>
    /// <param name="outputs">Row-major.</param>
    /// <param name="decisions">Per row; −1 for regression.</param>
    /// <param name="inputsSha256">Hash of the inputs before a person was erased from them; null when nobody was.</param>
    public static byte[] OfOutcomes(
        long position, Guid batchId, int version, DateTimeOffset at,
        IReadOnlyList<(Guid BatchId, int Row, DateTimeOffset PredictedAt, double Actual)> facts, ReadOnlySpan<double> corrects,
        ReadOnlySpan<double> inputs, ReadOnlySpan<double> outputs, ReadOnlySpan<int> decisions, byte[]? inputsSha256 = null)
    {
        const int FactBytes = 36;
        var listed = new byte[facts.Count * FactBytes];
        for (int i = 0; i < facts.Count; i++)
        {
            var fact = listed.AsSpan(i * FactBytes, FactBytes);
            facts[i].BatchId.TryWriteBytes(fact, bigEndian: true, out _);
            BinaryPrimitives.WriteInt32LittleEndian(fact[16..], facts[i].Row);
            BinaryPrimitives.WriteInt64LittleEndian(fact[20..], facts[i].PredictedAt.UtcTicks);
            BinaryPrimitives.WriteDoubleLittleEndian(fact[28..], facts[i].Actual);
        }

        var leaf = new byte[40 + 5 * SHA256.HashSizeInBytes];
        var span = leaf.AsSpan();
        BinaryPrimitives.WriteInt64LittleEndian(span, position);
        batchId.TryWriteBytes(span[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(span[24..], version);
        BinaryPrimitives.WriteInt64LittleEndian(span[28..], at.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt32LittleEndian(span[36..], facts.Count);
        SHA256.HashData(listed, span[40..]);
        HashOf(inputs, inputsSha256, span[72..]);
        SHA256.HashData(MemoryMarshal.AsBytes(outputs), span[104..]);
        SHA256.HashData(MemoryMarshal.AsBytes(decisions), span[136..]);
        SHA256.HashData(MemoryMarshal.AsBytes(corrects), span[168..]);
        return leaf;
    }

    private static void HashOf(ReadOnlySpan<double> inputs, byte[]? known, Span<byte> into)
    {
        if (known is null) SHA256.HashData(MemoryMarshal.AsBytes(inputs), into);
        else known.CopyTo(into);
    }
}
