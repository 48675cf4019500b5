namespace Kolosal.Access;

/// <summary>One review's life. Written before every acknowledgement, so a crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.access-review-state")]
internal sealed class AccessReviewState : RecordState
{
    private const int MostSteps = 200;

    /// <summary>Null while it does not exist.</summary>
    [Id(0)] public AccessReviewRequest? Request { get; set; }

    [Id(1)] public AccessReviewStatus Status { get; set; }
    [Id(2)] public string OpenedBy { get; set; } = "";
    [Id(3)] public DateTimeOffset OpenedAt { get; set; }
    [Id(4)] public DateTimeOffset DueAt { get; set; }
    [Id(5)] public string? DecidedBy { get; set; }
    [Id(6)] public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Oldest first.</summary>
    [Id(7)] public List<AccessReviewStep> History { get; set; } = [];

    public void Open(AccessReviewRequest request, string by, DateTimeOffset at)
    {
        (Request, OpenedBy, OpenedAt, DueAt) = (request, by, at, request.DueAt);
        Note(new(at, by, Status = AccessReviewStatus.Pending, request.Note));
    }

    /// <summary>Takes an allowed step. An approval sets when the next review opens; opening again clears what the decision set.</summary>
    public void Become(AccessReviewStatus status, string note, string by, DateTimeOffset at)
    {
        Status = status;
        if (status == AccessReviewStatus.Pending) (OpenedAt, DueAt, DecidedAt) = (at, at + TimeToDecide, null);
        else (DecidedBy, DecidedAt) = (by, at);
        if (status == AccessReviewStatus.Approved) DueAt = at + TimeSpan.FromDays(Request!.EveryDays);
        Note(new(at, by, status, note));
    }

    /// <summary>How long a review that opened again may wait.</summary>
    private static readonly TimeSpan TimeToDecide = TimeSpan.FromDays(14);

    public AccessReview Read(string id) => new(
        id, Request!.Type, Request.SubjectId, Status, OpenedBy, OpenedAt, DueAt, Request.EveryDays, DecidedBy, DecidedAt, [.. History], Revision);

    private void Note(AccessReviewStep step)
    {
        // The first says how it began and stays; of the rest the oldest goes.
        if (History.Count >= MostSteps) History.RemoveAt(1);
        History.Add(step);
    }
}
