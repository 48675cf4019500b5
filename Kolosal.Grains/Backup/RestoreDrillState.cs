namespace Kolosal.Backup;

/// <summary>One drill. Written before its job begins and when it ends; a crash in between ends it as failed.</summary>
[GenerateSerializer, Alias("kolosal.restore-drill-state")]
internal sealed class RestoreDrillState : RecordState
{
    [Id(0)] public RestoreDrillOrder? Order { get; set; }

    [Id(1)] public RestoreDrillStatus Status { get; set; }

    [Id(2)] public string StartedBy { get; set; } = "";

    [Id(3)] public DateTimeOffset? FinishedAt { get; set; }

    [Id(4)] public RestoreDrillOutcome? Outcome { get; set; }

    [Id(5)] public string? Failure { get; set; }

    public void Begin(RestoreDrillOrder order, string by) => (Order, StartedBy) = (order, by);

    public void End(RestoreDrillOutcome? outcome, string? failure, DateTimeOffset at)
    {
        Status = outcome is { IsEqual: true } ? RestoreDrillStatus.Passed : RestoreDrillStatus.Failed;
        (Outcome, FinishedAt) = (outcome, at);
        Failure = failure ?? (outcome is { IsEqual: false } ? "The restored copy differs from what was backed up; see the comparisons." : null);
    }

    public RestoreDrillReport Read(string id) => new(
        id, Order!.BackupId, Status, StartedBy, CreatedAt, FinishedAt, Math.Max(0, (CreatedAt - Order.SnapshotAt).TotalSeconds), Outcome, Failure,
        Revision);
}
