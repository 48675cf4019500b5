namespace Kolosal.Slo;

/// <summary>Quantiles of latencies to 1 % of their value in constant memory: counts in
/// geometric bins (Masson, Rim, Lee 2019, DDSketch, VLDB 12).</summary>
/// <remarks>Merging adds counts, so neither order nor grouping matters.</remarks>
public sealed class LatencySketch
{
    private const double Accuracy = 0.01;
    private const double Gamma = (1 + Accuracy) / (1 - Accuracy);

    /// <summary>Everything faster is counted as this: a microsecond, in milliseconds.</summary>
    private const double Smallest = 0.001;

    private static readonly double LogGamma = Math.Log(Gamma);

    /// <summary>Requests per bin; bin i holds γ^(i−1) &lt; x / smallest ≤ γ^i.</summary>
    public Dictionary<int, long> Bins { get; set; } = [];

    public long Count => Bins.Values.Sum();

    /// <summary>The bin of a latency: for who adds it to several sketches.</summary>
    /// <param name="milliseconds">≥ 0.</param>
    public static int BinOf(double milliseconds) =>
        milliseconds <= Smallest ? 0 : (int)Math.Ceiling(Math.Log(milliseconds / Smallest) / LogGamma);

    /// <param name="milliseconds">≥ 0.</param>
    public void Add(double milliseconds) => AddBin(BinOf(milliseconds));

    public void AddBin(int bin) => Bins[bin] = Bins.GetValueOrDefault(bin) + 1;

    public void Merge(LatencySketch other)
    {
        foreach (var (bin, count) in other.Bins) Bins[bin] = Bins.GetValueOrDefault(bin) + count;
    }

    /// <summary>The value that a share <paramref name="q"/> of the requests does not exceed, within 1 %.</summary>
    /// <param name="q">0 to 1.</param>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public double Quantile(double q)
    {
        long count = Count, rank = (long)Math.Floor(q * (count - 1)), seen = 0;
        foreach (var (bin, rows) in Bins.OrderBy(b => b.Key))
            if ((seen += rows) > rank) return bin == 0 ? Smallest : Smallest * 2 * Math.Pow(Gamma, bin) / (Gamma + 1);
        throw new InvalidOperationException("A quantile needs at least one latency.");
    }
}
