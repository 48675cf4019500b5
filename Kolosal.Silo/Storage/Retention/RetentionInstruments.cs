using System.Diagnostics.Metrics;

namespace Kolosal.Storage.Retention;

/// <summary>Meter <c>Kolosal.Storage</c>: the disk, the prediction log and what retention removed.</summary>
internal sealed class RetentionInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Storage");
    private readonly Counter<long> removed;
    private DiskForecast? last;

    public RetentionInstruments()
    {
        removed = meter.CreateCounter<long>("kolosal.storage.removed", "By", "Bytes of the prediction log that retention removed.");
        meter.CreateObservableGauge(
            "kolosal.storage.free", () => Seen(forecast => forecast.FreeBytes), "By", "Free on the disk of the data directory.");
        meter.CreateObservableGauge(
            "kolosal.storage.prediction_log", () => Seen(forecast => forecast.PredictionLogBytes), "By", "Taken by the prediction log.");
        meter.CreateObservableGauge(
            "kolosal.storage.growth", () => Seen(forecast => forecast.BytesPerDay), "By/d", "Growth of the prediction log over a day at most.");
    }

    public void Looked(DiskForecast forecast, long freed)
    {
        last = forecast;
        if (freed > 0) removed.Add(freed);
    }

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<double>> Seen(Func<DiskForecast, double?> figure) =>
        last is { } seen && figure(seen) is { } value ? [new(value)] : [];
}
