using System.Diagnostics.Metrics;

namespace Kolosal.Classification;

/// <summary>Meter <c>Kolosal.Classification</c>: uses of classed data that were refused, and rows that left.</summary>
public sealed class ClassificationInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Classification");
    private readonly Counter<long> refusals, disclosures, rows;

    public ClassificationInstruments()
    {
        refusals = meter.CreateCounter<long>("kolosal.classification.refusals", "{refusal}", "Uses that a classification refused, by its code.");
        disclosures = meter.CreateCounter<long>("kolosal.classification.disclosures", "{disclosure}", "Times that rows left, by the way out.");
        rows = meter.CreateCounter<long>("kolosal.classification.disclosed_rows", "{row}", "Rows of recorded disclosures, by the way out.");
    }

    internal void Refused(string code) => refusals.Add(1, new KeyValuePair<string, object?>("code", code));

    internal void Disclosed(string form, long count)
    {
        disclosures.Add(1, new KeyValuePair<string, object?>("form", form));
        rows.Add(count, new KeyValuePair<string, object?>("form", form));
    }

    public void Dispose() => meter.Dispose();
}
