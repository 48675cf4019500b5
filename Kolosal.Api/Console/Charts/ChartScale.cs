using System.Globalization;

namespace Kolosal.WebConsole.Charts;

/// <summary>A linear scale from values to places, with ticks at round numbers.</summary>
public sealed class ChartScale
{
    // Past this, labels would cover each other in any drawing.
    private const int MostTicks = 50;

    private readonly double _from, _to, _low, _high;

    private ChartScale(double low, double high, double from, double to, ImmutableArray<double> ticks) =>
        (_low, _high, _from, _to, Ticks) = (low, high, from, to, ticks);

    public ImmutableArray<double> Ticks { get; }

    public double Low => _low;

    public double High => _high;

    /// <summary>A scale over the values.</summary>
    /// <param name="low">The least value; equal ends are spread apart.</param>
    /// <param name="high">The greatest value.</param>
    /// <param name="from">Place of the least.</param>
    /// <param name="to">Place of the greatest.</param>
    /// <param name="count">About how many ticks.</param>
    /// <param name="tight">True to end at the values, false to end at ticks.</param>
    public static ChartScale Of(double low, double high, double from, double to, int count = 5, bool tight = false)
    {
        if (!(high > low) && tight) return new(low - Spread(low), high + Spread(high), from, to, [low]);
        if (!(high > low)) (low, high) = (low - Spread(low), high + Spread(high));
        double step = Step((high - low) / count);
        if (!tight) (low, high) = (Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step);
        var ticks = ImmutableArray.CreateBuilder<double>();
        for (double k = Math.Ceiling((low / step) - 1e-9); k * step <= high + (step * 1e-9) && ticks.Count < MostTicks; k++)
            ticks.Add(k == 0 ? 0 : k * step);
        return new(low, high, from, to, ticks.ToImmutable());
    }

    public double At(double value) => _from + ((value - _low) / (_high - _low) * (_to - _from));

    private static double Spread(double value) => value == 0 ? 1 : Math.Abs(value) * 0.1;

    // The usual 1, 2, 5 times a power of ten.
    private static double Step(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double part = rough / power;
        return (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10) * power;
    }

    /// <summary>A length or place in the drawing's units.</summary>
    public static string Place(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);
}
