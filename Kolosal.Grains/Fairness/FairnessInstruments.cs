using System.Diagnostics.Metrics;
using Kolosal.Monitoring;

namespace Kolosal.Fairness;

/// <summary>Meter <c>Kolosal.Fairness</c>.</summary>
public sealed class FairnessInstruments : MonitorInstruments
{
    private readonly Histogram<double> impact;

    public FairnessInstruments()
        : base("Fairness") =>
        impact = Meter.CreateHistogram<double>($"{Prefix}.disparate_impact", "1", "Disparate impact of a judged attribute, 0 to 1.");

    internal void Judged(double disparateImpact) => impact.Record(disparateImpact);
}
