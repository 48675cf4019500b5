using Kolosal.Statistics;

namespace Kolosal.Learning.Forecasting;

/// <summary>A fitted exponential smoothing model.</summary>
/// <remarks>
/// Deviations of additive forms: σ² (1 + Σ cⱼ²), cⱼ = α + β (φ + … + φʲ) + γ where j is a whole number of periods (Hyndman et al., 2008, table 6.1).
/// Other forms have no such formula: deviations are those of 2,000 simulated paths drawn from the seed. Means are the path without errors in both.
/// </remarks>
public sealed class EtsModel : IForecastModel
{
    // The standard deviation of a simulated spread is then 1.6 % of it. Chosen, not derived.
    private const int Paths = 2000;
    private readonly EtsOptions options;
    private readonly EtsState end;
    private readonly ulong seed;

    internal EtsModel(EtsOptions options, EtsParameters parameters, ReadOnlyMemory<double> y, ulong seed)
    {
        (this.options, Parameters, this.seed) = (options, parameters, seed);
        var state = new EtsState(options, parameters);
        var fitted = ImmutableArray.CreateBuilder<double>(y.Length);
        double squares = 0, logs = 0;
        foreach (double value in y.Span)
        {
            double mean = state.Expected();
            fitted.Add(mean);
            double error = options.Error == EtsPart.Multiplicative ? (value - mean) / mean : value - mean;
            if (options.Error == EtsPart.Multiplicative) logs += Math.Log(Math.Abs(mean));
            squares += error * error;
            state.Take(error);
        }
        int n = y.Length, k = options.Degrees;
        (Fitted, end, Deviation) = (fitted.MoveToImmutable(), state, Math.Sqrt(squares / n));
        LogLikelihood = -n / 2.0 * (Math.Log(2 * Math.PI * Math.Max(squares, double.Epsilon) / n) + 1) - logs;
        Aicc = -2 * LogLikelihood + 2 * k + 2.0 * k * (k + 1) / (n - k - 1);
    }

    /// <summary>Weights and start.</summary>
    public EtsParameters Parameters { get; }

    /// <summary>The forecast of each value from those before it.</summary>
    public ImmutableArray<double> Fitted { get; }

    /// <summary>σ of the errors; relative for multiplicative ones.</summary>
    public double Deviation { get; }

    /// <summary>Gaussian ln p of the series.</summary>
    public double LogLikelihood { get; }

    /// <summary>Akaike's criterion, corrected for short series.</summary>
    public double Aicc { get; }

    /// <inheritdoc/>
    public Forecast Predict(int horizon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        var means = ImmutableArray.CreateBuilder<double>(horizon);
        var state = end.Copy();
        for (int h = 0; h < horizon; h++)
        {
            means.Add(state.Expected());
            state.Take(0);
        }
        bool additive = options.Error == EtsPart.Additive && options.Season != EtsPart.Multiplicative;
        return new(means.MoveToImmutable(), additive ? Exact(horizon) : Simulated(horizon));
    }

    private ImmutableArray<double> Exact(int horizon)
    {
        var deviations = ImmutableArray.CreateBuilder<double>(horizon);
        double sum = 1, damping = 0, power = 1;
        for (int h = 1; h <= horizon; h++)
        {
            deviations.Add(Deviation * Math.Sqrt(sum));
            damping += power *= Parameters.Phi;
            double c = Parameters.Alpha + (options.Trend == EtsPart.None ? 0 : Parameters.Beta * damping)
                + (options.Season != EtsPart.None && h % options.Period == 0 ? Parameters.Gamma : 0);
            sum += c * c;
        }
        return deviations.MoveToImmutable();
    }

    private ImmutableArray<double> Simulated(int horizon)
    {
        double[] sums = new double[horizon], squares = new double[horizon];
        var random = new SeededRandom(seed);
        for (int path = 0; path < Paths; path++)
        {
            var state = end.Copy();
            for (int h = 0; h < horizon; h++)
            {
                double error = Deviation * random.NextNormal(), mean = state.Expected(),
                    value = options.Error == EtsPart.Multiplicative ? mean * (1 + error) : mean + error;
                sums[h] += value / Paths;
                squares[h] += value * value / Paths;
                state.Take(error);
            }
        }
        return [.. sums.Zip(squares, (sum, square) => Math.Sqrt(Math.Max(0, square - sum * sum)))];
    }
}
