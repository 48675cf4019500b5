using System.Diagnostics.Metrics;

namespace Kolosal.Retraining;

/// <summary>Meter <c>Kolosal.Retraining</c>: what starts retrainings, how they end, what they cost.</summary>
public sealed class RetrainingInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Retraining");
    private readonly Counter<long> started, ended, shadowed, lost;
    private readonly Histogram<double> duration;

    public RetrainingInstruments()
    {
        started = meter.CreateCounter<long>("kolosal.retraining.started", "{retraining}", "Retrainings begun, by the kind of their trigger.");
        ended = meter.CreateCounter<long>("kolosal.retraining.ended", "{retraining}", "Retrainings that came to a proposal or ended, by status.");
        shadowed = meter.CreateCounter<long>("kolosal.retraining.shadow.rows", "{row}", "Logged rows that challengers scored.");
        lost = meter.CreateCounter<long>("kolosal.retraining.steps.failed", "{step}", "Steps that threw; tried again after a pause.");
        duration = meter.CreateHistogram<double>("kolosal.retraining.time_to_proposal", "s", "From the trigger to the proposal.");
    }

    internal void Started(TriggerKind kind) => started.Add(1, new KeyValuePair<string, object?>("trigger", WireJson.Word(kind)));

    internal void Became(RetrainingStatus status, TimeSpan since)
    {
        ended.Add(1, new KeyValuePair<string, object?>("status", WireJson.Word(status)));
        if (status == RetrainingStatus.Proposed) duration.Record(since.TotalSeconds);
    }

    internal void Shadowed(long rows) => shadowed.Add(rows);

    internal void StepFailed() => lost.Add(1);

    public void Dispose() => meter.Dispose();
}
