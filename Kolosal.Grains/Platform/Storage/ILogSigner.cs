namespace Kolosal.Storage;

/// <summary>Signs checkpoints of logs for tools outside: Ed25519 (RFC 8032), one key a generation.</summary>
public interface ILogSigner
{
    /// <summary>The public keys of all generations, 32 bytes each; the last one signs.</summary>
    ImmutableArray<ImmutableArray<byte>> PublicKeys { get; }

    /// <summary>The signature of the data by the present key, 64 bytes.</summary>
    byte[] Sign(ReadOnlySpan<byte> data);

    /// <summary>Whether that key has made the signature; whose key it is, is not asked.</summary>
    bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}
