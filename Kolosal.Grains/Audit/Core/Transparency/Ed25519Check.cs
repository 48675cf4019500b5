namespace Kolosal.Audit;

/// <summary>Verifies an Ed25519 signature (RFC 8032 §5.1.7). Whoever verifies brings it, so that what is verified stays free of a library.</summary>
/// <param name="publicKey">32 bytes.</param>
/// <param name="message">What was signed.</param>
/// <param name="signature">64 bytes.</param>
public delegate bool Ed25519Check(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);
