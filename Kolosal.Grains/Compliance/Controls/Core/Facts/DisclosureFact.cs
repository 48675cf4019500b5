using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>What is known of rows that leave.</summary>
/// <param name="DoorHolds">A disclosure that declares nothing was just now refused: the door that makes the records is there. Null where nothing
/// is classed that it would be refused for.</param>
/// <param name="Guarded">Things whose rows leave under a declared purpose alone, as <c>datasets/ds_1</c>.</param>
/// <param name="Made">Disclosures that were made, of whatever was declared.</param>
public sealed record DisclosureFacts(bool? DoorHolds, ImmutableArray<string> Guarded, ImmutableArray<DisclosureFact> Made)
{
    public static readonly DisclosureFacts None = new(null, [], []);
}

/// <summary>Rows that left.</summary>
/// <param name="IsAbroad">They went outside the home region.</param>
/// <param name="HasBasis">It is said what a transfer abroad rests on.</param>
/// <param name="ApprovedBy">Who stands behind it; null when nobody does, or somebody said no.</param>
public sealed record DisclosureFact(
    string Id, string Asset, string Actor, string Purpose, string Recipient, long Rows, int Times, DateTimeOffset At, string? Country, bool IsAbroad,
    bool HasBasis, string? ApprovedBy)
{
    public string Path => $"disclosures/{Id}";
}
