using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Kolosal.Storage;

namespace Kolosal.Relocation;

/// <summary>What one side holds of one kind of data.</summary>
/// <param name="Records">How many.</param>
/// <param name="Sha256">Over all of them, in the order of their names.</param>
internal sealed record Tally(long Records, string Sha256);

/// <summary>Counts and hashes records as they pass.</summary>
internal sealed class TallyWriter : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long records;

    /// <summary>Adds a record of these parts; each is preceded by its length, so that no two records read alike.</summary>
    public void Add(string name, ReadOnlySpan<byte> content)
    {
        Part(Encoding.UTF8.GetBytes(name));
        Part(content);
        records++;
    }

    public Tally Finish() => new(records, Convert.ToHexStringLower(hash.GetHashAndReset()));

    public void Dispose() => hash.Dispose();

    private void Part(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}

/// <summary>One kind of data that moves from a machine to a cluster.</summary>
internal interface IRelocation
{
    string Name { get; }

    /// <summary>Copies everything, and answers what the source holds.</summary>
    Task<Tally> CopyAsync(CancellationToken cancel);

    /// <summary>Reads everything back from the target.</summary>
    Task<Tally> ReadBackAsync(CancellationToken cancel);
}
