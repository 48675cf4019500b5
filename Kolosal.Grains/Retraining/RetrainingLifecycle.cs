namespace Kolosal.Retraining;

/// <summary>Which status may follow which.</summary>
internal static class RetrainingLifecycle
{
    public static readonly Transitions<RetrainingStatus> Table = new(
        (RetrainingStatus.Preparing, [RetrainingStatus.Training, RetrainingStatus.Failed, RetrainingStatus.Cancelled]),
        (RetrainingStatus.Training,
            [RetrainingStatus.Shadowing, RetrainingStatus.Rejected, RetrainingStatus.Failed, RetrainingStatus.Cancelled]),
        (RetrainingStatus.Shadowing, [RetrainingStatus.Testing, RetrainingStatus.Failed, RetrainingStatus.Cancelled]),
        (RetrainingStatus.Testing,
            [RetrainingStatus.Proposed, RetrainingStatus.Rejected, RetrainingStatus.Failed, RetrainingStatus.Cancelled]),
        (RetrainingStatus.Proposed,
            [RetrainingStatus.Accepted, RetrainingStatus.Rejected, RetrainingStatus.Expired, RetrainingStatus.Cancelled]),
        (RetrainingStatus.Accepted, []),
        (RetrainingStatus.Rejected, []),
        (RetrainingStatus.Expired, []),
        (RetrainingStatus.Cancelled, []),
        (RetrainingStatus.Failed, []));

    /// <summary>Nothing follows.</summary>
    public static bool IsOver(this RetrainingStatus status) => Table.After(status).IsEmpty;

    /// <summary>Goes on by itself.</summary>
    public static bool IsAtWork(this RetrainingStatus status) => status < RetrainingStatus.Proposed;
}
