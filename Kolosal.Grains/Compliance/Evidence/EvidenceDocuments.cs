using System.Collections.Concurrent;
using System.Security.Cryptography;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Compliance.Evidence;

/// <summary>Reads stored documents of evidence whole and checks them against their hash.</summary>
internal sealed class EvidenceDocuments(IBlobStore blobs, IOptions<ComplianceOptions> options, TimeProvider clock)
{
    /// <summary>For so long a document that was read and found whole is not read again.</summary>
    private static readonly TimeSpan Trusted = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, DateTimeOffset> whole = new(StringComparer.Ordinal);

    /// <summary>The document; null when it is missing, damaged or larger than documents may be.</summary>
    public async Task<byte[]?> ReadAsync(BlobRef document, CancellationToken cancel)
    {
        if (document.Length > options.Value.DocumentMegabytes * (1L << 20)) return null;
        try
        {
            await using var stored = await blobs.OpenAsync(document, cancel);
            if (stored is null) return null;
            using var content = new MemoryStream((int)document.Length);
            await stored.CopyToAsync(content, cancel);
            byte[] bytes = content.ToArray();
            if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != document.Sha256) return null;
            whole[$"{document.Workspace}/{document.Sha256}"] = clock.GetUtcNow();
            return bytes;
        }
        catch (BlobCorruptException)
        {
            // A document that was tampered with is no document; who asks says so.
            return null;
        }
    }

    /// <summary>Whether the document is there and whole.</summary>
    public async Task<bool> ResolvesAsync(BlobRef document, CancellationToken cancel) =>
        (whole.TryGetValue($"{document.Workspace}/{document.Sha256}", out var at) && clock.GetUtcNow() - at < Trusted)
        || await ReadAsync(document, cancel) is not null;
}
