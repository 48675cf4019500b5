using System.Diagnostics.Metrics;

namespace Kolosal.Predictions;

/// <summary>How the feed, its watch and the shared reading keep consumers going; on the meter <c>Kolosal.Predictions</c>.</summary>
internal sealed class FeedInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Predictions");
    private readonly Counter<long> published, refused, failures, stalls, decoded, shared;

    public FeedInstruments()
    {
        published = meter.CreateCounter<long>("kolosal.predictions.feed.published", "{message}", "News that the prediction stream took.");
        refused = meter.CreateCounter<long>("kolosal.predictions.feed.refused", "{attempt}", "Attempts to publish that the stream did not take.");
        failures = meter.CreateCounter<long>("kolosal.predictions.feed.failures", "{pass}", "Passes of the feed that threw; tried again.");
        stalls = meter.CreateCounter<long>("kolosal.predictions.feed.stalls", "{stall}", "Consumers found behind and not moving, by consumer.");
        decoded = meter.CreateCounter<long>(
            "kolosal.predictions.log.decoded", "{request}", "Requests decoded from the prediction log for consumers.");
        shared = meter.CreateCounter<long>("kolosal.predictions.log.shared", "{reading}", "Readings answered by one that another consumer had made.");
    }

    public void Published() => published.Add(1);

    public void Refused() => refused.Add(1);

    public void Failed() => failures.Add(1);

    public void Stalled(string consumer) => stalls.Add(1, new KeyValuePair<string, object?>("consumer", consumer));

    public void Decoded(int requests) => decoded.Add(requests);

    public void Shared() => shared.Add(1);

    public void Dispose() => meter.Dispose();
}
