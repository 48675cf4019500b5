namespace Kolosal.Models;

/// <summary>Where rows that a version was measured on are from.</summary>
[GenerateSerializer, Alias("kolosal.evaluation-rows")]
public enum EvaluationRows
{
    /// <summary>The test part of the run that made it, which nothing had seen.</summary>
    HeldOut,

    /// <summary>Given by whoever imported it; whether training saw them is not known here.</summary>
    Given,
}

/// <summary>Where a version is from that no run here made.</summary>
/// <param name="Kind"><c>import</c> or <c>quantization</c>.</param>
/// <param name="Source">What made it, in words: XGBoost binary:logistic; or the precision.</param>
/// <param name="Format">The file's format; null for a quantisation.</param>
/// <param name="FileSha256">SHA-256 of the file as it came; null for a quantisation.</param>
/// <param name="FromVersion">The version it was made of; null for an import.</param>
/// <param name="SignedBy">The key whose signature the file bore and was checked, by its id; null for none.</param>
/// <param name="ImportedBy">Who brought it.</param>
[GenerateSerializer, Immutable, Alias("kolosal.version-origin")]
public sealed record VersionOrigin(
    string Kind, string Source, string? Format = null, string? FileSha256 = null, int? FromVersion = null, string? SignedBy = null,
    string? ImportedBy = null);
