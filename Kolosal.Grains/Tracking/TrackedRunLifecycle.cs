namespace Kolosal.Tracking;

/// <summary>Which status may follow which: a run that has ended may go on, and does not end in another way without that.</summary>
internal static class TrackedRunLifecycle
{
    public static readonly Transitions<TrackedRunStatus> Table = new(
        (TrackedRunStatus.Scheduled,
            [TrackedRunStatus.Running, TrackedRunStatus.Finished, TrackedRunStatus.Failed, TrackedRunStatus.Killed]),
        (TrackedRunStatus.Running,
            [TrackedRunStatus.Scheduled, TrackedRunStatus.Finished, TrackedRunStatus.Failed, TrackedRunStatus.Killed]),
        (TrackedRunStatus.Finished, [TrackedRunStatus.Running]),
        (TrackedRunStatus.Failed, [TrackedRunStatus.Running]),
        (TrackedRunStatus.Killed, [TrackedRunStatus.Running]));
}
