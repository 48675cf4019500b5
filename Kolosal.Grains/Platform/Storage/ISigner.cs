namespace Kolosal.Storage;

/// <summary>Signs model packages and audit checkpoints with this installation's key: ECDSA over P-256 with SHA-256 (FIPS 186-5).</summary>
public interface ISigner
{
    /// <summary>First 16 hex digits of the SHA-256 of the public key's SubjectPublicKeyInfo.</summary>
    string KeyId { get; }

    /// <summary>SubjectPublicKeyInfo in PEM, for verifiers outside.</summary>
    string PublicKeyPem { get; }

    /// <summary>The signature of the data: r and s, 32 bytes each, one after the other (IEEE P1363).</summary>
    byte[] Sign(ReadOnlySpan<byte> data);
}
