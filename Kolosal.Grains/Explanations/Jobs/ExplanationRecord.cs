namespace Kolosal.Explanations;

/// <summary>What a long explanation remembers. A crash loses the computation in flight, which is begun again.</summary>
[GenerateSerializer, Alias("kolosal.explanation-record")]
internal sealed class ExplanationRecord : RecordState
{
    /// <summary>The model's name.</summary>
    [Id(0)] public string Model { get; set; } = "";

    /// <summary>The version that the reference meant when it was asked.</summary>
    [Id(1)] public int Version { get; set; }

    /// <summary>What was asked, without its rows.</summary>
    [Id(2)] public ExplanationRequest? Request { get; set; }

    /// <summary>SHA-256 of model, request and rows; a repeated start is recognised by it.</summary>
    [Id(3)] public string Asked { get; set; } = "";

    /// <summary>The rows; null where none were given.</summary>
    [Id(4)] public BlobRef? Rows { get; set; }

    [Id(5)] public ExplanationStatus Status { get; set; }

    [Id(6)] public BlobRef? Result { get; set; }

    /// <summary>Why it failed.</summary>
    [Id(7)] public string? Reason { get; set; }

    [Id(8)] public List<ExplanationEvent> Events { get; set; } = [];

    /// <summary>Whole percent that are done.</summary>
    [Id(9)] public int Percent { get; set; }

    /// <summary>Attempts that brought nothing because something around the computation failed.</summary>
    [Id(10)] public int Losses { get; set; }

    public long LastEvent => Events.Count;

    /// <summary>Whether there is anything to be seen of it.</summary>
    public bool IsPresent => Exists && Status != ExplanationStatus.Deleted;

    public bool IsActive => Exists && Status is ExplanationStatus.Queued or ExplanationStatus.Running;

    public void Accept(string model, int version, ExplanationRequest request, string asked, BlobRef? rows, DateTimeOffset at)
    {
        (Model, Version, Request, Asked, Rows, Status) = (model, version, request with { Rows = null }, asked, rows, ExplanationStatus.Queued);
        Note(at, $"Accepted: {request.Kind} of {model}:{version}.");
    }

    public void Run(DateTimeOffset at)
    {
        if (Status == ExplanationStatus.Running) return;
        Status = ExplanationStatus.Running;
        Note(at, "Running.");
    }

    /// <summary>How far it has come; whether that is news.</summary>
    public bool Advance(double share, DateTimeOffset at)
    {
        int percent = (int)(100 * Math.Clamp(share, 0, 1));
        if (Status != ExplanationStatus.Running || percent <= Percent) return false;
        Percent = percent;
        Note(at, $"{percent} % are done.");
        return true;
    }

    /// <summary>It is begun again.</summary>
    public void Lose(string reason, DateTimeOffset at)
    {
        (Status, Losses, Percent) = (ExplanationStatus.Queued, Losses + 1, 0);
        Note(at, $"Begun again: {reason}");
    }

    public void Complete(BlobRef result, DateTimeOffset at)
    {
        (Status, Result, Percent) = (ExplanationStatus.Completed, result, 100);
        Note(at, "Completed.");
    }

    public void Fail(string reason, DateTimeOffset at)
    {
        (Status, Reason) = (ExplanationStatus.Failed, reason);
        Note(at, $"Failed: {reason}");
    }

    public void Cancel(DateTimeOffset at)
    {
        Status = ExplanationStatus.Cancelled;
        Note(at, "Cancelled.");
    }

    public void Delete(DateTimeOffset at)
    {
        (Status, Result, Rows) = (ExplanationStatus.Deleted, null, null);
        Note(at, "Deleted.");
    }

    private void Note(DateTimeOffset at, string message) => Events.Add(new(LastEvent + 1, at, Status, Percent, message));
}
