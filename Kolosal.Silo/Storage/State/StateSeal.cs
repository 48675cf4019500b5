using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Storage.State;

/// <summary>
/// The seal of a stored state: HMAC-SHA-256 (RFC 2104, FIPS 198-1) under a key of its own, over the grain's id, the state's name, the ETag and
/// the payload, so that neither an edited payload nor one of another grain or another time of writing passes. Safe for any number of callers.
/// </summary>
/// <remarks>
/// What a seal cannot show: that a row was removed, or put back together with its ETag and seal as they were before.
/// </remarks>
internal sealed class StateSeal(IKeyRing keys)
{
    public const int Bytes = HMACSHA256.HashSizeInBytes;

    private const string Purpose = "state-seal";

    /// <summary>A header of usual ids; longer ones are rented.</summary>
    private const int ShortHeader = 512;

    /// <summary>Keyed already, which is a third of the work for a record of usual size.</summary>
    private readonly ConcurrentBag<IncrementalHash> idle = [];

    private readonly byte[] key = keys.Derive(Purpose, 32);

    /// <summary>The seal of a state.</summary>
    public byte[] Of(string grain, string stateName, long etag, ReadOnlySpan<byte> payload)
    {
        var seal = new byte[Bytes];
        Write(grain, stateName, etag, payload, seal);
        return seal;
    }

    /// <summary>Whether a state is as it was sealed.</summary>
    public bool Holds(string grain, string stateName, long etag, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> seal)
    {
        Span<byte> right = stackalloc byte[Bytes];
        Write(grain, stateName, etag, payload, right);
        return CryptographicOperations.FixedTimeEquals(right, seal);
    }

    private void Write(string grain, string stateName, long etag, ReadOnlySpan<byte> payload, Span<byte> seal)
    {
        // Lengths before texts: no two records make the same bytes.
        int most = 16 + Encoding.UTF8.GetMaxByteCount(grain.Length) + Encoding.UTF8.GetMaxByteCount(stateName.Length);
        byte[]? rented = most <= ShortHeader ? null : ArrayPool<byte>.Shared.Rent(most);
        Span<byte> header = rented is null ? stackalloc byte[ShortHeader] : rented;
        int at = Put(grain, header);
        at += Put(stateName, header[at..]);
        BinaryPrimitives.WriteInt64LittleEndian(header[at..], etag);

        if (!idle.TryTake(out var hmac)) hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(header[..(at + 8)]);
        hmac.AppendData(payload);
        hmac.GetHashAndReset(seal);
        idle.Add(hmac);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    private static int Put(string text, Span<byte> record)
    {
        int length = Encoding.UTF8.GetBytes(text, record[4..]);
        BinaryPrimitives.WriteInt32LittleEndian(record, length);
        return 4 + length;
    }
}
