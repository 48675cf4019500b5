using System.Diagnostics.Metrics;

namespace Kolosal.Datasets;

/// <summary>Meter <c>Kolosal.Datasets</c>: what arrives, what is refused, and what taking it in costs.</summary>
public sealed class DatasetsInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Datasets");
    private readonly Counter<long> files, bytes;
    private readonly Histogram<double> seconds;

    public DatasetsInstruments()
    {
        files = meter.CreateCounter<long>("kolosal.datasets.files", "{file}", "Files that arrived, by outcome: taken, known or refused.");
        bytes = meter.CreateCounter<long>("kolosal.datasets.bytes", "By", "Bytes of the files taken in, after decompression.");
        seconds = meter.CreateHistogram<double>("kolosal.datasets.intake.duration", "s", "From the first byte to the registered dataset, by format.");
    }

    public void Taken(string format, long length, TimeSpan took)
    {
        Count("taken");
        bytes.Add(length);
        seconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("format", format));
    }

    /// <summary>The content is a dataset already.</summary>
    public void Known() => Count("known");

    public void Refused() => Count("refused");

    public void Dispose() => meter.Dispose();

    private void Count(string outcome) => files.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
