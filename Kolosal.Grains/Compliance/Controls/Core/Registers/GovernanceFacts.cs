using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>A risk of the register.</summary>
/// <param name="Id">As <c>rsk_…</c>.</param>
/// <param name="Status">As <c>approved</c>, which means that its residual is accepted.</param>
/// <param name="About">What it concerns, as <c>models/credit</c>.</param>
/// <param name="Level">Likelihood × consequence, 1 to 25; null while it is not assessed.</param>
/// <param name="ResidualLevel">The same with its treatment.</param>
/// <param name="AcceptedAt">When the residual was accepted; null while it is not.</param>
/// <param name="TreatmentDue">By when it is treated; null where it is retained.</param>
/// <param name="TreatedAt">Since when it is.</param>
/// <param name="MisuseConsidered">Misuse was thought of.</param>
/// <param name="VulnerableConsidered">Groups that are easily harmed were thought of.</param>
public sealed record RiskFact(
    string Id, string Status, ImmutableArray<string> About, int? Level, int? ResidualLevel, DateTimeOffset? AcceptedAt,
    DateTimeOffset? TreatmentDue, DateTimeOffset? TreatedAt, bool MisuseConsidered, bool VulnerableConsidered);

/// <summary>An impact assessment.</summary>
/// <param name="Id">As <c>imp_…</c>.</param>
/// <param name="Status">As <c>approved</c>.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version that was assessed.</param>
/// <param name="ApprovedAt">When it was approved; null while it is not.</param>
/// <param name="DpiaDue">A data-protection impact assessment is due.</param>
/// <param name="HasDpia">There is one.</param>
public sealed record ImpactFact(
    string Id, string Status, string Model, int Version, DateTimeOffset? ApprovedAt, bool DpiaDue, bool HasDpia);

/// <summary>A supplier.</summary>
/// <param name="Id">As <c>sup_…</c>.</param>
/// <param name="Status">As <c>approved</c>.</param>
/// <param name="Items">What comes from there: records as <c>models/m</c>, anything else by its name.</param>
/// <param name="AssessedAt">When its assessment was approved; null while it is not.</param>
public sealed record SupplierFact(string Id, string Status, ImmutableArray<string> Items, DateTimeOffset? AssessedAt);

/// <summary>What somebody learnt.</summary>
/// <param name="Id">As <c>cmp_…</c>.</param>
/// <param name="Status">As <c>approved</c>.</param>
/// <param name="Principal">Who.</param>
/// <param name="Roles">For which roles.</param>
/// <param name="CompletedAt">When.</param>
public sealed record CompetenceFact(string Id, string Status, string Principal, ImmutableArray<string> Roles, DateTimeOffset? CompletedAt);

/// <summary>An objective of the management system.</summary>
/// <param name="Id">As <c>obj_…</c>.</param>
/// <param name="Status">As <c>approved</c>.</param>
/// <param name="IsPostMarket">A point of the post-market monitoring plan.</param>
/// <param name="IsMeasurable">Metric, target and monitor are named.</param>
/// <param name="MeasuredAt">When its last value was measured; null when none was.</param>
public sealed record ManagementObjectiveFact(string Id, string Status, bool IsPostMarket, bool IsMeasurable, DateTimeOffset? MeasuredAt);

/// <summary>A use of an operator's or an emergency power.</summary>
/// <param name="Id">As <c>use_…</c>.</param>
/// <param name="Action">As <c>restore</c>.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="ClosedAt">When it was over; null while it is not.</param>
/// <param name="ReviewedAt">When somebody else had looked at it; null while nobody did.</param>
/// <param name="HasTicket">A ticket is named.</param>
/// <param name="HasSecond">A second person is named, other than the first.</param>
/// <param name="Record">What it left, as <c>secret-rotations/rot_1</c>; null for nothing.</param>
public sealed record PrivilegedUseFact(
    string Id, string Action, DateTimeOffset StartedAt, DateTimeOffset? ClosedAt, DateTimeOffset? ReviewedAt, bool HasTicket, bool HasSecond,
    string? Record);
