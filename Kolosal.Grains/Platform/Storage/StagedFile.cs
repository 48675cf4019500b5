namespace Kolosal.Storage;

/// <summary>One file in the staging area.</summary>
/// <param name="Id">Its name there; no path.</param>
/// <param name="Path">Full path on this machine.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">SHA-256 of the bytes as they came, 64 lower-case hex digits.</param>
public sealed record StagedFile(string Id, string Path, long Length, string Sha256);
