namespace Kolosal;

/// <summary>A stored blob, named by its content.</summary>
/// <param name="Workspace">The workspace that stored it; equal content in two workspaces is two blobs.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the plain content.</param>
/// <param name="Length">Bytes of plain content.</param>
[GenerateSerializer, Immutable, Alias("kolosal.blob-ref")]
public sealed record BlobRef(string Workspace, string Sha256, long Length);
