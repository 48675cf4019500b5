using Kolosal.Audit;

namespace Kolosal.Trust;

/// <summary>Where a workspace stands in what an auditor asks first; every number was counted for this answer.</summary>
/// <param name="AsOf">When.</param>
/// <param name="Audit">The last signed statement about the audit trail; null before the first.</param>
/// <param name="Incidents">Those that are open.</param>
/// <param name="SecurityEvents">Those that wait for a decision.</param>
/// <param name="Access">Who gets in; null for a caller who may not read that.</param>
/// <param name="Secrets">Rotations; null likewise.</param>
/// <param name="Models">What serves.</param>
/// <param name="Data">What is kept.</param>
internal sealed record TrustOverview(
    DateTimeOffset AsOf, AuditCheckpoint? Audit, TrustIncidents Incidents, TrustSecurityEvents SecurityEvents, TrustAccess? Access,
    TrustSecrets? Secrets, TrustModels Models, TrustData Data);

/// <param name="Open">Open, investigated or mitigated.</param>
/// <param name="Unacknowledged">Of them, those that nobody has taken up.</param>
/// <param name="BySeverity">Of the open ones.</param>
internal sealed record TrustIncidents(long Open, long Unacknowledged, ImmutableSortedDictionary<string, long> BySeverity);

/// <param name="Open">Open or investigated.</param>
/// <param name="BySeverity">Of those.</param>
internal sealed record TrustSecurityEvents(long Open, ImmutableSortedDictionary<string, long> BySeverity);

/// <param name="Principals">People and services.</param>
/// <param name="ApiKeys">Keys that were not revoked.</param>
/// <param name="ReviewsPending">Access reviews that wait.</param>
/// <param name="ReviewsOverdue">Of them, those behind their time.</param>
internal sealed record TrustAccess(long Principals, long ApiKeys, long ReviewsPending, long ReviewsOverdue);

/// <param name="Due">Secrets whose rotation is due within 14 days.</param>
/// <param name="Overdue">Of them, those behind their time.</param>
internal sealed record TrustSecrets(int Due, int Overdue);

/// <param name="ByStatus">Models by the status of their serving version.</param>
/// <param name="OpenDriftDetections">Detections that wait for a decision.</param>
internal sealed record TrustModels(ImmutableSortedDictionary<string, long> ByStatus, long OpenDriftDetections);

/// <param name="Datasets">Datasets.</param>
/// <param name="Classifications">Records that somebody has classified, by sensitivity.</param>
/// <param name="Erasures">Erasures that were done.</param>
internal sealed record TrustData(long Datasets, ImmutableSortedDictionary<string, long> Classifications, long Erasures);
