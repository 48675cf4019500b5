namespace Kolosal.Experiments;

/// <summary>What a replay remembers: what it does again, and what came of it. A crash loses the fit in flight, which is begun again.</summary>
[GenerateSerializer, Alias("kolosal.replay-state")]
public sealed class ReplayState : RecordState
{
    [Id(0)] public string Model { get; set; } = "";

    [Id(1)] public int Version { get; set; }

    [Id(2)] public string RunId { get; set; } = "";

    [Id(3)] public ReplayStatus Status { get; set; }

    /// <summary>The package to be made again.</summary>
    [Id(4)] public BlobRef? Package { get; set; }

    /// <summary>What made it, as the run did it.</summary>
    [Id(5)] public DeliveryWork? Work { get; set; }

    /// <summary>The record as its version keeps it; null when the version was made without.</summary>
    [Id(6)] public Models.TrainingRecord? Record { get; set; }

    [Id(7)] public List<ReplayPart> Parts { get; set; } = [];

    [Id(8)] public bool? Same { get; set; }

    [Id(9)] public string? Reason { get; set; }

    /// <summary>Fits that were begun and brought nothing.</summary>
    [Id(10)] public int Lost { get; set; }

    public bool IsActive => Exists && Status is ReplayStatus.Queued or ReplayStatus.Running;

    public void Accept(string model, int version, Models.VersionRegistration made, DeliveryWork work) =>
        (Model, Version, RunId, Package, Work, Record, Status) = (model, version, made.RunId, made.Package, work, made.Record, ReplayStatus.Queued);

    public void Complete(bool same, IEnumerable<ReplayPart> parts)
    {
        (Status, Same, Parts) = (ReplayStatus.Completed, same, [.. parts]);
        Work = null; // nothing is left to be done again
    }

    public void Fail(string reason, IEnumerable<ReplayPart> parts)
    {
        (Status, Reason, Parts) = (ReplayStatus.Failed, reason, [.. parts]);
        Work = null;
    }
}
