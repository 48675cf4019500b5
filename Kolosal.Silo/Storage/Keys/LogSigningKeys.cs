using Microsoft.Extensions.Options;

namespace Kolosal.Storage.Keys;

/// <summary>The Ed25519 keys of all generations, computed from the ring and so never at rest. Every silo with the same ring has the same.</summary>
internal sealed class LogSigningKeys : ILogSigner
{
    private readonly (byte[] Seed, byte[] PublicKey)[] keys;

    public LogSigningKeys(IKeyRing ring, IOptions<StorageOptions> options)
    {
        keys = [.. Enumerable.Range(1, options.Value.SigningKeyGeneration).Select(generation =>
        {
            byte[] seed = ring.Derive($"log-signing/{generation}", Ed25519Signatures.SeedBytes);
            return (seed, Ed25519Signatures.PublicKey(seed));
        })];
        PublicKeys = [.. keys.Select(key => ImmutableArray.Create(key.PublicKey))];
    }

    public ImmutableArray<ImmutableArray<byte>> PublicKeys { get; }

    public byte[] Sign(ReadOnlySpan<byte> data) => Ed25519Signatures.Sign(keys[^1].Seed, keys[^1].PublicKey, data);

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        Ed25519Signatures.Verify(publicKey, data, signature);
}
