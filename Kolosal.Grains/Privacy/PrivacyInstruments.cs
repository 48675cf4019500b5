using System.Diagnostics.Metrics;

namespace Kolosal.Privacy;

/// <summary>Meter <c>Kolosal.Privacy</c>: scans, queries under a budget, purges and erasures.</summary>
public sealed class PrivacyInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Privacy");
    private readonly Counter<long> cells, queries, purged, erased;
    private readonly Histogram<double> seconds;

    public PrivacyInstruments()
    {
        cells = meter.CreateCounter<long>("kolosal.privacy.scanned", "{cell}", "Cells that scans looked at.");
        seconds = meter.CreateHistogram<double>("kolosal.privacy.scan.duration", "s", "From the request of a scan to its verdict.");
        queries = meter.CreateCounter<long>("kolosal.privacy.queries", "{query}", "Private queries, by outcome: answered or refused.");
        purged = meter.CreateCounter<long>("kolosal.privacy.purged", "{dataset}", "Datasets deleted because their days were over.");
        erased = meter.CreateCounter<long>("kolosal.privacy.erased_rows", "{row}", "Rows of subjects that were erased.");
    }

    internal void Scanned(long count, TimeSpan took)
    {
        cells.Add(count);
        seconds.Record(took.TotalSeconds);
    }

    internal void Queried(bool answered) => queries.Add(1, new KeyValuePair<string, object?>("outcome", answered ? "answered" : "refused"));

    internal void Purged(int datasets) => purged.Add(datasets);

    internal void Erased(long rows) => erased.Add(rows);

    public void Dispose() => meter.Dispose();
}
