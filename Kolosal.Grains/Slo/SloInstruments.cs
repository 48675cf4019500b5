using System.Diagnostics.Metrics;
using Kolosal.LogConsumers;

namespace Kolosal.Slo;

/// <summary>Meter <c>Kolosal.Slo</c>.</summary>
public sealed class SloInstruments : LogConsumerInstruments
{
    private readonly Counter<long> alerts;

    public SloInstruments()
        : base("Slo") =>
        alerts = Meter.CreateCounter<long>($"{Prefix}.alerts", "{alert}", "Burn alerts that began or ended, by type of objective.");

    internal void Alerted(SloType type, bool began) => alerts.Add(
        1, new KeyValuePair<string, object?>("type", type.ToString().ToLowerInvariant()),
        new KeyValuePair<string, object?>("change", began ? "began" : "ended"));
}
