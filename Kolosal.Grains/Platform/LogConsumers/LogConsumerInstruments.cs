using System.Diagnostics.Metrics;

namespace Kolosal.LogConsumers;

/// <summary>What every consumer of the prediction log measures, on its feature's own meter.</summary>
public abstract class LogConsumerInstruments : IDisposable
{
    private readonly Counter<long> requests, holds;
    private readonly Histogram<double> lag;

    /// <param name="feature">The feature's name; the meter is <c>Kolosal.Feature</c>, its instruments begin with <c>kolosal.feature.</c>.</param>
    protected LogConsumerInstruments(string feature)
    {
        Prefix = $"kolosal.{feature.ToLowerInvariant()}";
        Meter = new($"Kolosal.{feature}");
        requests = Meter.CreateCounter<long>($"{Prefix}.requests", "{request}", "Served requests taken from the prediction log.");
        holds = Meter.CreateCounter<long>(
            $"{Prefix}.holds", "{attempt}", "Attempts at a request that cannot be counted yet; the cursor waits in front of it.");
        lag = Meter.CreateHistogram<double>($"{Prefix}.lag", "s", "From a request's answer until it was counted, of the oldest of a turn.");
    }

    protected Meter Meter { get; }

    protected string Prefix { get; }

    /// <summary>Requests of one turn were counted: measured once a turn, since of a busy model measuring each costs what counting does.</summary>
    internal void Counted(int count, TimeSpan oldest)
    {
        requests.Add(count);
        lag.Record(Math.Max(0, oldest.TotalSeconds));
    }

    internal void Held() => holds.Add(1);

    public void Dispose()
    {
        Meter.Dispose();
        GC.SuppressFinalize(this);
    }
}
