using System.Buffers.Text;
using System.Security.Cryptography;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Compliance.Evidence;

/// <summary>Checks signatures of documents against the configured public keys.</summary>
internal sealed class FeedSignatures(IOptions<ComplianceOptions> options, ILogSigner ed25519)
{
    /// <summary>Why a document does not count; null when it does. A report of a tool must be signed; any other document may be.</summary>
    public Refusal? Refuse(EvidenceSubmission submission, byte[] content)
    {
        bool feed = FeedDocument.IsFeed(submission.Kind);
        if (submission.Signature is not { } signature)
            return feed ? Refusal.Unprocessable("evidence.unsigned",
                $"A document of the kind '{submission.Kind}' is an outside tool's and needs its signature: key_id and value.") : null;
        if (options.Value.FeedKeys.Find(key => key.Id == signature.KeyId) is not { } key)
            return Refusal.Unprocessable("evidence.unknown-key", $"There is no key '{signature.KeyId}' in {ComplianceOptions.Section}:FeedKeys.");
        if (feed && !key.Kinds.Contains(submission.Kind!))
            return Refusal.Unprocessable("evidence.unknown-key", $"The key '{key.Id}' may not report '{submission.Kind}'.");
        if (!Verifies(key, signature.Value, content))
            return Refusal.Unprocessable("evidence.bad-signature", $"The signature is not that of the key '{key.Id}' over these bytes.");
        return feed && !FeedDocument.TryRead(submission.Kind!, "", key.Id, content, out _, out string? fault)
            ? Refusal.Unprocessable("evidence.bad-feed", $"The document cannot be read as '{submission.Kind}': {fault}") : null;
    }

    private bool Verifies(FeedKey key, string value, byte[] content)
    {
        byte[] signature = new byte[value.Length];
        if (!Base64.IsValid(value) || !Convert.TryFromBase64String(value, signature, out int length)) return false;
        var given = signature.AsSpan(0, length);
        if (key.Algorithm == FeedKey.Ed25519) return length == 64 && ed25519.Verify(key.Bytes, content, given);
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(key.Bytes, out _);
        return ecdsa.VerifyData(content, given, HashAlgorithmName.SHA256);
    }
}
