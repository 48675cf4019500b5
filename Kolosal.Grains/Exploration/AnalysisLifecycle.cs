namespace Kolosal.Exploration;

/// <summary>Which state of an analysis may follow which.</summary>
internal static class AnalysisLifecycle
{
    public static Transitions<AnalysisStatus> Table { get; } = new(
        (AnalysisStatus.Queued, [AnalysisStatus.Running, AnalysisStatus.Failed, AnalysisStatus.Cancelled, AnalysisStatus.Deleted]),
        (AnalysisStatus.Running,
            [AnalysisStatus.Queued, AnalysisStatus.Completed, AnalysisStatus.Failed, AnalysisStatus.Cancelled, AnalysisStatus.Deleted]),
        (AnalysisStatus.Completed, [AnalysisStatus.Deleted]),
        (AnalysisStatus.Failed, [AnalysisStatus.Deleted]),
        (AnalysisStatus.Cancelled, [AnalysisStatus.Deleted]),
        (AnalysisStatus.Deleted, []));
}
