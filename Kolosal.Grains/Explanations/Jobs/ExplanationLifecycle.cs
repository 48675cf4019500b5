namespace Kolosal.Explanations;

/// <summary>Which state of an explanation may follow which.</summary>
internal static class ExplanationLifecycle
{
    public static Transitions<ExplanationStatus> Table { get; } = new(
        (ExplanationStatus.Queued, [ExplanationStatus.Running, ExplanationStatus.Failed, ExplanationStatus.Cancelled, ExplanationStatus.Deleted]),
        (ExplanationStatus.Running,
            [ExplanationStatus.Queued, ExplanationStatus.Completed, ExplanationStatus.Failed, ExplanationStatus.Cancelled,
                ExplanationStatus.Deleted]),
        (ExplanationStatus.Completed, [ExplanationStatus.Deleted]),
        (ExplanationStatus.Failed, [ExplanationStatus.Deleted]),
        (ExplanationStatus.Cancelled, [ExplanationStatus.Deleted]),
        (ExplanationStatus.Deleted, []));
}
