namespace Kolosal.Compliance.Controls;

/// <summary>A backup, as the feature that took it reported it.</summary>
/// <param name="Id">The backup.</param>
/// <param name="Kind"><c>full</c>, <c>incremental</c> or <c>differential</c>.</param>
/// <param name="At">When what it holds was fixed.</param>
/// <param name="Verified">Every part was read back and its hash and authentication tag held.</param>
/// <param name="Encrypted">It is encrypted at rest.</param>
/// <param name="OffHost">A copy lies outside of this machine.</param>
/// <param name="External">An outside tool took it and said so; nothing of it was measured here.</param>
public sealed record BackupFact(string Id, string Kind, DateTimeOffset At, bool Verified, bool Encrypted, bool OffHost, bool External);

/// <summary>A restore into a shadow and what the comparison said.</summary>
/// <param name="Id">The drill, or the backup it restored.</param>
/// <param name="At">When it ended.</param>
/// <param name="Equal">Golden predictions, Merkle root and counts were those of the running system.</param>
/// <param name="RecoveryTime">From the start to the equal answer; null when it was not measured.</param>
/// <param name="RecoveryPoint">Age of what was restored at the drill's start; null when it was not measured.</param>
public sealed record RestoreDrillFact(string Id, DateTimeOffset At, bool Equal, TimeSpan? RecoveryTime, TimeSpan? RecoveryPoint);

/// <summary>A fault that was injected on purpose and what came of it.</summary>
/// <param name="Id">The test.</param>
/// <param name="Fault">Which: <c>silo_loss</c>, <c>db_failover</c>, <c>queue_delay</c>, <c>connector_outage</c>, <c>service_degradation</c>
/// …</param>
/// <param name="At">When it ended.</param>
/// <param name="Held">The hypothesis held.</param>
/// <param name="Lost">Acknowledged records that were lost or counted twice.</param>
/// <param name="Recovery">From the end of the fault to the error rate of before; null when it did not recover or was not measured.</param>
public sealed record FaultDrillFact(string Id, string Fault, DateTimeOffset At, bool Held, long Lost, TimeSpan? Recovery);

/// <summary>A policy acted by itself.</summary>
/// <param name="Id">The case, as <c>rt_…</c>.</param>
/// <param name="Model">The model.</param>
/// <param name="Trigger">What made it act.</param>
/// <param name="At">When it began.</param>
/// <param name="Outcome">What came of it; null while it is under way.</param>
/// <param name="EndedAt">When that was known.</param>
public sealed record PolicyFact(string Id, string Model, string Trigger, DateTimeOffset At, string? Outcome, DateTimeOffset? EndedAt);
