using Kolosal.Slo;

namespace Kolosal.Chaos;

/// <summary>The probes of one phase.</summary>
[GenerateSerializer, Alias("kolosal.phase-tally")]
internal sealed class PhaseTally
{
    [Id(0)] public long Probes { get; set; }

    [Id(1)] public long Failed { get; set; }

    /// <summary>Answered probes by the bins of <see cref="LatencySketch"/>.</summary>
    [Id(2)] public Dictionary<int, long> Latencies { get; set; } = [];

    public double? P95 => Quantile(0.95);

    public void Add(bool failed, double milliseconds)
    {
        Probes++;
        if (failed)
        {
            Failed++;
            return;
        }

        int bin = LatencySketch.BinOf(milliseconds);
        Latencies[bin] = Latencies.GetValueOrDefault(bin) + 1;
    }

    public ChaosMeasure Read() => new(
        Probes, Failed, Probes == 0 ? null : (double)Failed / Probes, Quantile(0.5), P95, Quantile(0.99));

    private double? Quantile(double q) => Latencies.Count == 0 ? null : new LatencySketch { Bins = Latencies }.Quantile(q);
}
