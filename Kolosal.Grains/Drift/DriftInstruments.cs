using System.Diagnostics.Metrics;
using Kolosal.Monitoring;

namespace Kolosal.Drift;

/// <summary>Meter <c>Kolosal.Drift</c>.</summary>
public sealed class DriftInstruments : MonitorInstruments
{
    private readonly Histogram<double> index;
    private readonly Counter<long> outcomeWindows;

    public DriftInstruments()
        : base("Drift")
    {
        index = Meter.CreateHistogram<double>($"{Prefix}.index", "nat", "Population stability index of a judged column.");
        outcomeWindows = Meter.CreateCounter<long>($"{Prefix}.outcome_windows", "{window}", "Windows of outcomes closed and judged.");
    }

    internal void Judged(double psi) => index.Record(psi);

    internal void OutcomesClosed(bool alarmed) => outcomeWindows.Add(1, new KeyValuePair<string, object?>("alarmed", alarmed));
}
