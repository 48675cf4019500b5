using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Kolosal.Testing;

/// <summary>What the instruments of one meter record while it lives. Other tests of the process may record, too: figures are lower bounds.</summary>
public sealed class Measurements : IDisposable
{
    private readonly ConcurrentQueue<(string Instrument, double Value, string Tags)> recorded = new();
    private readonly MeterListener listener = new();

    public Measurements(string meter)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == meter) listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => recorded.Enqueue((instrument.Name, value, Text(tags))));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => recorded.Enqueue((instrument.Name, value, Text(tags))));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => recorded.Enqueue((instrument.Name, value, Text(tags))));
        listener.Start();
    }

    /// <summary>How often an instrument recorded something under a tag, <c>name=value</c>; any when null.</summary>
    public int Count(string instrument, string? tag = null) => Matching(instrument, tag).Count();

    /// <summary>The sum of what it recorded.</summary>
    public double Sum(string instrument, string? tag = null) => Matching(instrument, tag).Sum(measured => measured.Value);

    public void Dispose() => listener.Dispose();

    private IEnumerable<(string Instrument, double Value, string Tags)> Matching(string instrument, string? tag) =>
        recorded.Where(measured => measured.Instrument == instrument
            && (tag is null || measured.Tags.Contains($" {tag} ", StringComparison.Ordinal)));

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string text = " ";
        foreach (var (name, value) in tags) text += $"{name}={value} ";
        return text;
    }
}
