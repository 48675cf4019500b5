using System.Diagnostics.Metrics;

namespace Kolosal.Tracking;

/// <summary>Meter <c>Kolosal.Tracking</c>: what clients record of training elsewhere.</summary>
public sealed class TrackingInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Tracking");
    private readonly Counter<long> experiments, runs, steps, points, versions, artifacts, bytes;
    private readonly Histogram<double> search;

    public TrackingInstruments()
    {
        experiments = meter.CreateCounter<long>("kolosal.tracking.experiments", "{experiment}", "Experiments made.");
        runs = meter.CreateCounter<long>("kolosal.tracking.runs", "{run}", "Tracked runs begun.");
        steps = meter.CreateCounter<long>("kolosal.tracking.run_steps", "{step}", "Changes of a run's status, by the status taken.");
        points = meter.CreateCounter<long>("kolosal.tracking.metric_points", "{point}", "Points added to metric histories.");
        versions = meter.CreateCounter<long>("kolosal.tracking.model_versions", "{version}", "Versions of tracked models registered.");
        artifacts = meter.CreateCounter<long>("kolosal.tracking.artifacts", "{artifact}", "Artifacts stored.");
        bytes = meter.CreateCounter<long>("kolosal.tracking.artifact_size", "By", "Bytes of artifacts stored.");
        search = meter.CreateHistogram<double>("kolosal.tracking.searched", "{entry}", "Entries that a search looked at.");
    }

    internal void ExperimentMade() => experiments.Add(1);

    internal void RunBegun() => runs.Add(1);

    internal void RunStepped(TrackedRunStatus status) => steps.Add(1, new KeyValuePair<string, object?>("status", WireJson.Word(status)));

    internal void Logged(int added) => points.Add(added);

    internal void VersionRegistered() => versions.Add(1);

    internal void ArtifactStored(long size)
    {
        artifacts.Add(1);
        bytes.Add(size);
    }

    internal void Searched(long entries) => search.Record(entries);

    public void Dispose() => meter.Dispose();
}
