using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>A decision in a model's history.</summary>
/// <param name="Action">As <c>promote</c> or <c>rollback</c>.</param>
/// <param name="To">The status decided for, as <c>active</c>; null where none changed.</param>
/// <param name="Evidence">The bundle's items by name with their outcome; null where the decision carries none.</param>
/// <param name="EvidenceHolds">The stored hash is that of the stored bundle.</param>
public sealed record DecisionFact(
    DateTimeOffset At, string Action, int Version, string? To, string By, ImmutableSortedDictionary<string, string>? Evidence, bool EvidenceHolds);

/// <summary>A step of a version from one status to another.</summary>
public sealed record StepFact(DateTimeOffset At, int Version, string? From, string To);

/// <summary>Somebody approved a version.</summary>
/// <param name="MayPromote">The roles held at that moment grant promotion.</param>
public sealed record ApprovalFact(int Version, string By, DateTimeOffset At, bool MayPromote, string PackageSha256);
