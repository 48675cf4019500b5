namespace Kolosal.Learning.Forecasting;

/// <summary>The weights of an exponential smoothing model and where it starts.</summary>
/// <param name="Alpha">Of the level, 0 … 1.</param>
/// <param name="Beta">Of the trend, 0 … α.</param>
/// <param name="Gamma">Of the season, 0 … 1 − α.</param>
/// <param name="Phi">Damping, 1 for none.</param>
/// <param name="Level">l₀.</param>
/// <param name="Trend">b₀.</param>
/// <param name="Seasons">One a step of the period, that of the first value first; empty without a season.</param>
public sealed record EtsParameters(double Alpha, double Beta, double Gamma, double Phi, double Level, double Trend, ImmutableArray<double> Seasons);

/// <summary>Level, trend and seasons as they go through a series (Hyndman, Koehler, Ord and
/// Snyder, Forecasting with Exponential Smoothing, 2008, tables 2.2 and 2.3).</summary>
internal struct EtsState(EtsOptions options, EtsParameters parameters)
{
    private readonly double[] seasons = [.. parameters.Seasons];
    private double level = parameters.Level, trend = parameters.Trend;
    private int step;

    /// <summary>A state that goes its own way from here.</summary>
    public readonly EtsState Copy()
    {
        var copy = new EtsState(options, parameters) { level = level, trend = trend, step = step };
        seasons.CopyTo(copy.seasons, 0);
        return copy;
    }

    /// <summary>μ, the expectation of the next value.</summary>
    public readonly double Expected()
    {
        double path = level + parameters.Phi * trend;
        return options.Season switch { EtsPart.Additive => path + Season, EtsPart.Multiplicative => path * Season, _ => path };
    }

    /// <summary>Takes the next value in by its error: additive y − μ, multiplicative (y − μ) / μ.</summary>
    /// <remarks>
    /// With e = y − μ whatever the error: l = l₋ + φ b₋ + α e / s, b = φ b₋ + β e / s and s ← s + γ e / (l₋ + φ b₋), where
    /// a divisor stands only under a multiplicative season. The table's multiplicative error forms are these with e = μ ε.
    /// </remarks>
    public void Take(double error)
    {
        double path = level + parameters.Phi * trend, absolute = options.Error == EtsPart.Multiplicative ? error * Expected() : error;
        double own = options.Season == EtsPart.Multiplicative ? absolute / Season : absolute;
        if (options.Season != EtsPart.None)
            seasons[step % seasons.Length] += parameters.Gamma * (options.Season == EtsPart.Multiplicative ? absolute / path : absolute);
        trend = parameters.Phi * trend + parameters.Beta * own;
        level = path + parameters.Alpha * own;
        step++;
    }

    private readonly double Season => seasons[step % seasons.Length];
}
