using Kolosal.Learning.Calibration;
using Kolosal.Numerics;

namespace Kolosal.Learning.Forecasting;

/// <summary>Exponential smoothing as a state space model, weights and start by maximum likelihood: minimises n ln
/// Σ εₜ² + 2 Σ ln |rₜ|, r = 1 for additive and μ for multiplicative errors (Hyndman et al., 2008, 5.1).</summary>
/// <remarks>Weights keep to 0 &lt; β &lt; α &lt; 1, γ &lt; 1 − α, 0.8 &lt; φ &lt; 0.98 (the usual region, 8.6 in
/// Hyndman and Athanasopoulos). Additive seasons start with the sum 0, multiplicative ones with the mean 1.</remarks>
public sealed class EtsForecaster(EtsOptions options) : IForecaster
{
    // Hyndman and Athanasopoulos, Forecasting: Principles and Practice, section 8.2.
    private const double MinDamping = 0.8, MaxDamping = 0.98;

    /// <inheritdoc/>
    public string Name => "ets";

    /// <summary>The model of the least AICc among the ten that are usual: additive errors with every trend,
    /// undamped or damped, and season, and multiplicative ones where the series is above 0.</summary>
    /// <param name="y">Finite values in order of time.</param>
    /// <param name="period">1 for none.</param>
    /// <param name="seed">Of the simulated deviations.</param>
    /// <param name="cancel">Polled inside the loops.</param>
    /// <exception cref="TrainingException">The series is too short for every one of them.</exception>
    public static EtsModel Choose(ReadOnlyMemory<double> y, int period, ulong seed, CancellationToken cancel)
    {
        Series.Check("ets", y.Span, 4);
        bool positive = !y.Span.ContainsAnyInRange(double.MinValue, 0);
        EtsModel? best = null;
        foreach (var error in (EtsPart[])[EtsPart.Additive, EtsPart.Multiplicative])
            foreach (var season in (EtsPart[])[EtsPart.None, EtsPart.Additive, EtsPart.Multiplicative])
                foreach (var (trend, damped) in ((EtsPart, bool)[])[(EtsPart.None, false), (EtsPart.Additive, false), (EtsPart.Additive, true)])
                {
                    // Additive errors with a multiplicative season are unstable (Hyndman and Athanasopoulos, 8.5).
                    if ((season != EtsPart.None && period < 2) || (error == EtsPart.Additive && season == EtsPart.Multiplicative)) continue;
                    var form = new EtsOptions(error, trend, damped, season, season == EtsPart.None ? 1 : period);
                    if ((form.NeedsPositive && !positive) || y.Length < MinLength(form)) continue;
                    var model = new EtsForecaster(form).Learn(y, seed, cancel);
                    if (best is null || model.Aicc < best.Aicc) best = model;
                }
        return best ?? throw new TrainingException($"'ets' needs more values than the {y.Length} there are.");
    }

    /// <inheritdoc/>
    public IForecastModel Fit(ReadOnlyMemory<double> y, ulong seed, CancellationToken cancel) => Learn(y, seed, cancel);

    /// <summary>As <see cref="Fit"/>, with what was learnt.</summary>
    public EtsModel Learn(ReadOnlyMemory<double> y, ulong seed, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Series.Check(Name, y.Span, MinLength(options));
        if (options.NeedsPositive && y.Span.ContainsAnyInRange(double.MinValue, 0))
            throw new TrainingException("A multiplicative error or season needs every value above 0; take additive ones.");

        // In units of the series' own spread, so that steps mean the same for all series.
        double scale = Spread(y.Span);
        double[] free = Start(y.Span, scale);
        NumericalMinimum.Find(x => Deviance(y.Span, Parameters(x, scale)) / y.Length, free, cancel);
        return new(options, Parameters(free, scale), y, seed);
    }

    private static int MinLength(EtsOptions options) => Math.Max(options.Degrees + 2, options.Season == EtsPart.None ? 4 : 2 * options.Period + 2);

    private double Deviance(ReadOnlySpan<double> y, EtsParameters parameters)
    {
        var state = new EtsState(options, parameters);
        double squares = 0, logs = 0;
        foreach (double value in y)
        {
            double mean = state.Expected();
            if (options.NeedsPositive && !(mean > 0)) return double.PositiveInfinity;
            bool relative = options.Error == EtsPart.Multiplicative;
            double error = relative ? (value - mean) / mean : value - mean;
            squares += error * error;
            if (relative) logs += Math.Log(mean);
            state.Take(error);
        }
        double deviance = y.Length * Math.Log(Math.Max(squares, double.Epsilon)) + 2 * logs;
        return double.IsNaN(deviance) ? double.PositiveInfinity : deviance;
    }

    /// <summary>Heuristic start (2.6.1 in Hyndman et al.): seasons from the first two
    /// periods less their means, level and trend from a line through the rest.</summary>
    private double[] Start(ReadOnlySpan<double> y, double scale)
    {
        int m = options.Period;
        var seasons = new double[m];
        if (options.Season != EtsPart.None)
            for (int half = 0; half < 2; half++)
            {
                var part = y.Slice(half * m, m);
                double mean = FixedSum.Of(part) / m;
                for (int i = 0; i < m; i++) seasons[i] += (options.Season == EtsPart.Additive ? part[i] - mean : part[i] / mean) / 2;
            }
        int count = Math.Min(y.Length, Math.Max(10, 2 * m));
        double meanT = (count + 1) / 2.0, meanY = 0, cross = 0, square = 0;
        double[] rest = new double[count];
        for (int t = 0; t < count; t++)
        {
            rest[t] = options.Season switch { EtsPart.Additive => y[t] - seasons[t % m], EtsPart.Multiplicative => y[t] / seasons[t % m], _ => y[t] };
            meanY += rest[t] / count;
        }
        for (int t = 0; t < count; t++) (cross, square) = (cross + (t + 1 - meanT) * (rest[t] - meanY), square + (t + 1 - meanT) * (t + 1 - meanT));
        double slope = options.Trend == EtsPart.None ? 0 : cross / square;
        var free = new List<double> { Calibrator.Logit(0.3), (meanY - slope * (options.Trend == EtsPart.None ? 0 : meanT)) / scale };
        if (options.Trend != EtsPart.None) free.AddRange([Calibrator.Logit(0.1), slope / scale]);
        if (options.Damped) free.Add(0);
        if (options.Season != EtsPart.None)
        {
            free.Add(Calibrator.Logit(0.1));
            for (int i = 0; i < m - 1; i++) free.Add(options.Season == EtsPart.Additive ? seasons[i] / scale : seasons[i]);
        }
        return [.. free];
    }

    private EtsParameters Parameters(double[] free, double scale)
    {
        int at = 0;
        double alpha = Calibrator.Sigmoid(free[at++]), level = free[at++] * scale, beta = 0, trend = 0, phi = 1, gamma = 0;
        if (options.Trend != EtsPart.None) (beta, trend) = (alpha * Calibrator.Sigmoid(free[at++]), free[at++] * scale);
        if (options.Damped) phi = MinDamping + (MaxDamping - MinDamping) * Calibrator.Sigmoid(free[at++]);
        if (options.Season == EtsPart.None) return new(alpha, beta, gamma, phi, level, trend, []);
        gamma = (1 - alpha) * Calibrator.Sigmoid(free[at++]);
        var seasons = new double[options.Period];
        double left = options.Season == EtsPart.Additive ? 0 : options.Period;
        for (int i = 0; i < options.Period - 1; i++) left -= seasons[i] = options.Season == EtsPart.Additive ? free[at + i] * scale : free[at + i];
        seasons[^1] = left;
        return new(alpha, beta, gamma, phi, level, trend, [.. seasons]);
    }

    private static double Spread(ReadOnlySpan<double> y)
    {
        double mean = FixedSum.Of(y) / y.Length, squares = 0;
        foreach (double value in y) squares += (value - mean) * (value - mean);
        return squares > 0 ? Math.Sqrt(squares / y.Length) : 1;
    }
}
