using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Kolosal.Support;

/// <summary>What was recorded on a meter, by whatever runs in this process, since it was made.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, double> sums = new(), counts = new();

    public Measurements(string meter)
    {
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter.Name == meter) to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument, value));
        listener.Start();
    }

    /// <summary>Sum over an instrument's measurements.</summary>
    public double Sum(string instrument) => sums.GetValueOrDefault(instrument);

    /// <summary>How many measurements an instrument took.</summary>
    public double Count(string instrument) => counts.GetValueOrDefault(instrument);

    public void Dispose() => listener.Dispose();

    private void Add(Instrument instrument, double value)
    {
        sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
        counts.AddOrUpdate(instrument.Name, 1, (_, count) => count + 1);
    }
}
