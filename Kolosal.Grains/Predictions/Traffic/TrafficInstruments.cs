using System.Diagnostics.Metrics;
using Kolosal.LogConsumers;

namespace Kolosal.Predictions;

/// <summary>Meter <c>Kolosal.Traffic</c>: how the monitor of traffic keeps up, and what it found.</summary>
internal sealed class TrafficInstruments : LogConsumerInstruments
{
    private readonly Counter<long> findings, outcomes;

    public TrafficInstruments()
        : base("Traffic")
    {
        findings = Meter.CreateCounter<long>($"{Prefix}.findings", "{finding}", "Paired tests that were decided, by finding: better or worse.");
        outcomes = Meter.CreateCounter<long>($"{Prefix}.coverage", "{outcome}", "Outcomes of rows with an interval or set, by whether it held.");
    }

    public void Found(PairFinding finding) => findings.Add(1, new KeyValuePair<string, object?>("finding", WireJson.Word(finding)));

    public void Covered(bool held) => outcomes.Add(1, new KeyValuePair<string, object?>("held", held));
}
