using System.Diagnostics.Metrics;

namespace Kolosal.Classification;

/// <summary>Meter <c>Kolosal.Classification</c>: uses of classed data that were refused.</summary>
public sealed class ClassificationInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Classification");
    private readonly Counter<long> refusals;

    public ClassificationInstruments() => refusals = meter.CreateCounter<long>(
        "kolosal.classification.refusals", "{refusal}", "Uses that a classification refused, by its code.");

    internal void Refused(string code) => refusals.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Dispose() => meter.Dispose();
}
