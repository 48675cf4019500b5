namespace Kolosal.Storage;

/// <summary>Checks signatures made by <see cref="ISigner"/>, with the keys this installation trusts.</summary>
public interface IVerifier
{
    /// <summary>True when the signature over the data was made by that key; false for an unknown key or a signature of any other shape.</summary>
    bool Verify(string keyId, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    /// <summary>The public key with an id, SubjectPublicKeyInfo in PEM, for verifiers outside; null for an unknown key.</summary>
    string? PublicKeyPemOf(string keyId);
}
