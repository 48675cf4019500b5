namespace Kolosal.Statistics;

/// <summary>All numbers from <paramref name="Low"/> to <paramref name="High"/>, both included; either end may be infinite.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end; below <paramref name="Low"/> when the interval is empty.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>High − Low, 0 when empty.</summary>
    public double Width => Math.Max(0, High - Low);

    /// <summary>Whether a value lies inside.</summary>
    public bool Contains(double value) => value >= Low && value <= High;
}
