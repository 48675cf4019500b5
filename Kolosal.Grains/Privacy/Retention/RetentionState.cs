namespace Kolosal.Privacy;

/// <summary>A workspace's retention schedule and its last purge. A crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.retention-state")]
internal sealed class RetentionState : RecordState
{
    [Id(0)] public RetentionSchedule? Schedule { get; set; }
    [Id(1)] public PurgeReport? LastPurge { get; set; }
    [Id(2)] public DateTimeOffset? LookedThroughAt { get; set; }
}
