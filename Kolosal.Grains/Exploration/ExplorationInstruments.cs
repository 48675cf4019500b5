using System.Diagnostics.Metrics;

namespace Kolosal.Exploration;

/// <summary>Meter <c>Kolosal.Exploration</c>: what analyses come to, and what they take.</summary>
public sealed class ExplorationInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Exploration");
    private readonly Counter<long> analyses, lostCalls;
    private readonly Histogram<double> seconds;

    public ExplorationInstruments()
    {
        analyses = meter.CreateCounter<long>("kolosal.exploration.analyses", "{analysis}", "Analyses that ended, by kind, method and outcome.");
        lostCalls = meter.CreateCounter<long>(
            "kolosal.exploration.calls.lost", "{call}", "Computations whose slot, process or store went away; begun again.");
        seconds = meter.CreateHistogram<double>("kolosal.exploration.duration", "s", "Time on the training pool, by kind and method.");
    }

    /// <param name="kind">The analysis's kind.</param>
    /// <param name="method">Its method.</param>
    /// <param name="outcome">completed, failed or cancelled.</param>
    public void Ended(string kind, string method, string outcome) =>
        analyses.Add(1, new KeyValuePair<string, object?>("kind", kind), new("method", method), new("outcome", outcome));

    public void CallLost() => lostCalls.Add(1);

    public void Computed(string kind, string method, TimeSpan took) =>
        seconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("kind", kind), new("method", method));

    public void Dispose() => meter.Dispose();
}
