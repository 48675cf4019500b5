using Microsoft.Extensions.Options;

namespace Kolosal.Storage.Keys;

/// <summary>Signs with the current generation of the signing key, and trusts it and every earlier one.</summary>
internal sealed class Signatures : ISigner, IVerifier, IDisposable
{
    private readonly SigningKey[] keys;

    public Signatures(IKeyRing keys, IOptions<StorageOptions> options) =>
        this.keys = [.. Enumerable.Range(1, options.Value.SigningKeyGeneration).Select(generation => new SigningKey(keys, generation))];

    public string KeyId => keys[^1].KeyId;

    public string PublicKeyPem => keys[^1].PublicKeyPem;

    public byte[] Sign(ReadOnlySpan<byte> data) => keys[^1].Sign(data);

    public bool Verify(string keyId, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        foreach (var key in keys)
        {
            if (key.KeyId == keyId) return key.Verify(data, signature);
        }

        return false;
    }

    public string? PublicKeyPemOf(string keyId) => Array.Find(keys, key => key.KeyId == keyId)?.PublicKeyPem;

    public void Dispose()
    {
        foreach (var key in keys) key.Dispose();
    }
}
