namespace Kolosal.Testing;

/// <summary>A straight line through figures that were taken over time, with how well its slope is known.</summary>
/// <remarks>
/// Figures of a process that collects garbage are not independent: each saw tooth is many of them. They are averaged over blocks first, and the
/// line is fitted to the blocks' means, which nearly are: least squares, standard error from the residuals with n − 2 degrees of freedom.
/// </remarks>
/// <param name="Slope">A unit of time.</param>
/// <param name="Error">Standard error of the slope; infinite of fewer than three blocks.</param>
/// <param name="Mean">Of the figures.</param>
public sealed record Trend(double Slope, double Error, double Mean)
{
    private const int Blocks = 12;

    /// <summary>How many standard errors a slope is from 0 before it counts as one: 1 in 500 by chance (t with 10 degrees).</summary>
    private const double Sure = 3.7;

    /// <summary>Whether the figures grow, as far as can be told from them.</summary>
    public bool Grows => Slope > Sure * Error;

    /// <param name="times">When each was taken, in order.</param>
    /// <param name="values">As many.</param>
    /// <exception cref="ArgumentException">They differ in number, or there are none.</exception>
    public static Trend Of(IReadOnlyList<double> times, IReadOnlyList<double> values)
    {
        if (times.Count != values.Count || times.Count == 0)
            throw new ArgumentException($"Need as many times as values, and at least one, got {times.Count} and {values.Count}.");
        int blocks = Math.Min(Blocks, times.Count);
        double[] x = new double[blocks], y = new double[blocks];
        for (int block = 0; block < blocks; block++)
        {
            int first = block * times.Count / blocks, end = (block + 1) * times.Count / blocks;
            for (int i = first; i < end; i++) (x[block], y[block]) = (x[block] + times[i] / (end - first), y[block] + values[i] / (end - first));
        }

        double mean = y.Average(), centre = x.Average(), spread = x.Sum(at => (at - centre) * (at - centre));
        if (spread == 0) return new(0, double.PositiveInfinity, mean);
        double slope = x.Zip(y, (at, value) => (at - centre) * (value - mean)).Sum() / spread;
        double rest = x.Zip(y, (at, value) => value - mean - slope * (at - centre)).Sum(off => off * off);
        return new(slope, blocks < 3 ? double.PositiveInfinity : Math.Sqrt(rest / (blocks - 2) / spread), mean);
    }
}
