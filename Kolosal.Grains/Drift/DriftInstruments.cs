using System.Diagnostics.Metrics;
using Kolosal.Monitoring;

namespace Kolosal.Drift;

/// <summary>Meter <c>Kolosal.Drift</c>.</summary>
public sealed class DriftInstruments : MonitorInstruments
{
    private readonly Histogram<double> index;

    public DriftInstruments()
        : base("Drift") =>
        index = Meter.CreateHistogram<double>($"{Prefix}.index", "nat", "Population stability index of a judged column.");

    internal void Judged(double psi) => index.Record(psi);
}
