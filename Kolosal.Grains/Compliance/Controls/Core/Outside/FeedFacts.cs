namespace Kolosal.Compliance.Controls;

/// <summary>What tools outside reported in documents that a configured key signed.</summary>
/// <param name="Builds">The newest last.</param>
/// <param name="BillsOfMaterials">The newest last.</param>
/// <param name="Scans">The newest last.</param>
public sealed record FeedFacts(
    ImmutableArray<BuildFact> Builds, ImmutableArray<BillOfMaterialsFact> BillsOfMaterials, ImmutableArray<VulnerabilityScanFact> Scans)
{
    public static readonly FeedFacts None = new([], [], []);
}

/// <summary>A build, as its build system signed it.</summary>
/// <param name="EvidenceId">The document it stands in.</param>
/// <param name="BuildId">The build.</param>
/// <param name="Commit">The revision of the source that was built.</param>
/// <param name="At">When it was built.</param>
/// <param name="ReviewedBy">Who reviewed the change; null when nobody did.</param>
/// <param name="AuthoredBy">Who made it; null when that was not said.</param>
/// <param name="Assemblies">SHA-256 by file name, lower-case hexadecimal digits.</param>
/// <param name="Suites">Whether a suite of tests passed for that revision, by the suite's name.</param>
/// <param name="Key">The key that signed.</param>
public sealed record BuildFact(
    string EvidenceId, string BuildId, string Commit, DateTimeOffset At, string? ReviewedBy, string? AuthoredBy,
    ImmutableSortedDictionary<string, string> Assemblies, ImmutableSortedDictionary<string, bool> Suites, string Key);

/// <summary>What a build is made of, as its build system signed it.</summary>
/// <param name="EvidenceId">The document it stands in.</param>
/// <param name="BuildId">The build; null when it was not said.</param>
/// <param name="At">When it was made.</param>
/// <param name="Components">How many components it names.</param>
/// <param name="Unlicensed">Those without a licence, at most 100.</param>
/// <param name="Unhashed">Those without a hash, at most 100.</param>
/// <param name="Key">The key that signed.</param>
public sealed record BillOfMaterialsFact(
    string EvidenceId, string? BuildId, DateTimeOffset At, int Components, ImmutableArray<string> Unlicensed, ImmutableArray<string> Unhashed,
    string Key);

/// <summary>A scan of the components of a build, as its tool signed it.</summary>
/// <param name="EvidenceId">The document it stands in.</param>
/// <param name="BuildId">The build that was scanned; null when it was not said.</param>
/// <param name="At">When it was scanned.</param>
/// <param name="Components">How many components were looked at.</param>
/// <param name="Unlicensed">How many of them have no licence.</param>
/// <param name="Findings">What was found and is not mended.</param>
/// <param name="Key">The key that signed.</param>
public sealed record VulnerabilityScanFact(
    string EvidenceId, string? BuildId, DateTimeOffset At, int Components, int Unlicensed, ImmutableArray<VulnerabilityFact> Findings, string Key);

/// <summary>A known weakness of a component.</summary>
/// <param name="Id">As <c>CVE-2026-1234</c> or <c>GHSA-…</c>.</param>
/// <param name="Component">Package and version.</param>
/// <param name="Severity"><c>low</c>, <c>medium</c>, <c>high</c> or <c>critical</c>.</param>
/// <param name="KnownSince">When it was published.</param>
public sealed record VulnerabilityFact(string Id, string Component, string Severity, DateTimeOffset KnownSince);
