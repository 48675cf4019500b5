namespace Kolosal.Backup;

/// <summary>One backup's life. Written before every acknowledgement and before every job is begun, so a crash loses nothing: a job that is not there
/// any more is settled by what lies in the target.</summary>
[GenerateSerializer, Alias("kolosal.backup-state")]
internal sealed class BackupState : RecordState
{
    [Id(0)] public BackupOrder? Order { get; set; }

    [Id(1)] public BackupStatus Status { get; set; }

    [Id(2)] public string StartedBy { get; set; } = "";

    [Id(3)] public BackupContent? Content { get; set; }

    [Id(4)] public DateTimeOffset? FinishedAt { get; set; }

    [Id(5)] public string? Failure { get; set; }

    [Id(6)] public DateTimeOffset? VerifiedAt { get; set; }

    [Id(7)] public bool Verifying { get; set; }

    [Id(8)] public BackupRestore Restore { get; set; } = NoRestore;

    /// <summary>Names the last restore, so that a repeated command starts none.</summary>
    [Id(9)] public string? RestoreCommand { get; set; }

    [Id(10)] public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>What an outside tool reported, so that the same again is recognised.</summary>
    [Id(11)] public ExternalCompletion? Reported { get; set; }

    private static BackupRestore NoRestore => new(RestoreStatus.None, null, null, null, null, null, null);

    /// <summary>A job runs, or ran in a process that is gone.</summary>
    public bool IsAtWork => Order is { External: false }
        && (Status == BackupStatus.InProgress || Verifying || Restore.Status == RestoreStatus.InProgress);

    public void Begin(BackupOrder order, string by) => (Order, StartedBy) = (order, by);

    public void Complete(BackupContent content, DateTimeOffset at, bool verified)
    {
        (Status, Content, FinishedAt) = (BackupStatus.Completed, content, at);
        if (verified) VerifiedAt = at;
    }

    public void Fail(string reason, DateTimeOffset at) => (Status, Failure, FinishedAt, Verifying) = (BackupStatus.Failed, reason, at, false);

    public void BeginRestore(RestoreOrder order, string by, DateTimeOffset at)
    {
        RestoreCommand = order.CommandId;
        Restore = new(RestoreStatus.InProgress, order.Into, by, at, null, null, null);
    }

    public void EndRestore(string? failure, RestoredFolder? into, DateTimeOffset at) => Restore = Restore with
    {
        Status = failure is null ? RestoreStatus.Completed : RestoreStatus.Failed,
        Into = into?.Path ?? Restore.Into,
        Erasures = into?.Erasures,
        FinishedAt = at,
        Seconds = (at - Restore.StartedAt!.Value).TotalSeconds,
        Failure = failure,
    };

    public BackupReport Read(string id) => new(
        id, Order!.Type, Status, Order.External, Order.Tool, Order.BaseId, Order.Note, StartedBy, CreatedAt, Content, FinishedAt,
        Content is { } content && Order.PreviousSnapshotAt is { } before ? Math.Max(0, (content.SnapshotAt - before).TotalSeconds) : null,
        Failure, VerifiedAt, Verifying, Restore, RemovedAt, Revision);
}
