namespace Kolosal.Learning.Forecasting;

/// <summary>What a regressor sees of a series' past.</summary>
/// <param name="Lags">How many of the last values, 1 … 1,000.</param>
/// <param name="Period">Steps in a season, 1 for none: then the value a period ago, if
/// not among the lags, and the place in the season as sine and cosine.</param>
/// <param name="Relative">Whether the last steps are seen and the next one is learnt in place of
/// the values themselves, so that a level never seen can be gone on from. Default: true.</param>
public sealed record LagOptions(int Lags, int Period = 1, bool Relative = true)
{
    /// <summary>1 … 1,000.</summary>
    public int Lags { get; } = Require.Between(Lags, 1, 1000);

    /// <summary>1 … 1,000.</summary>
    public int Period { get; } = Require.Between(Period, 1, 1000);
}

/// <summary>Any regressor over lags: rows of the last values, each with the next one as target; further steps take forecasts for the values
/// that have not come yet (recursive strategy; Ben Taieb, Bontempi, Atiya and Sorjamaa, Expert Systems with Applications 39, 2012).</summary>
/// <remarks>Features are not scaled: a trainer whose encoding is dense gets them as they are, divided by the series'
/// standard deviation. No deviations are given: see <see cref="RollingOrigin"/> for errors that were measured.</remarks>
/// <param name="trainer">Learns numbers.</param>
/// <param name="options">What it sees.</param>
public sealed class LagForecaster(ITrainer trainer, LagOptions options) : IForecaster
{
    /// <inheritdoc/>
    public string Name => $"lag_regression_{trainer.Name}";

    /// <inheritdoc/>
    public IForecastModel Fit(ReadOnlyMemory<double> y, ulong seed, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        int reach = MaxLag;
        Series.Check(Name, y.Span, reach + 2);
        if (!trainer.Supports(LearningTask.Regression)) throw new TrainingException($"'{trainer.Name}' does not learn numbers.");
        double mean = y.Span[0], squares = 0;
        foreach (double value in y.Span) mean += (value - y.Span[0]) / y.Length;
        foreach (double value in y.Span) squares += (value - mean) * (value - mean);
        double scale = squares > 0 ? Math.Sqrt(squares / y.Length) : 1;

        int rows = y.Length - reach, width = Width;
        double[] features = new double[rows * width], targets = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            int at = reach + row;
            double origin = Describe(y.Span[..at], at, scale, features.AsSpan(row * width, width));
            targets[row] = (y.Span[at] - origin) / scale;
        }
        ImmutableArray<FeatureInfo> columns = [.. Enumerable.Range(0, width).Select(c => new FeatureInfo(ColumnName(c)))];
        return new Model(this, trainer.Fit(TrainingSet.Regression(features, columns, targets), seed, cancel), y, scale);
    }

    private bool HasSeasonLag => options.Period > options.Lags;

    private int MaxLag => Math.Max(options.Lags + (options.Relative ? 1 : 0), options.Period);

    private int Width => options.Lags + (HasSeasonLag ? 1 : 0) + (options.Period > 1 ? 2 : 0);

    private string ColumnName(int column) => column < options.Lags ? $"lag_{column + 1}"
        : HasSeasonLag && column == options.Lags ? $"lag_{options.Period}" : column == Width - 2 ? "season_sin" : "season_cos";

    /// <summary>The features of the value at a step from those before it; answers what targets are relative to.</summary>
    private double Describe(ReadOnlySpan<double> past, int step, double scale, Span<double> features)
    {
        double origin = options.Relative ? past[^1] : 0;
        int at = 0;
        for (int lag = 1; lag <= options.Lags; lag++) features[at++] = (past[^lag] - (options.Relative ? past[^(lag + 1)] : 0)) / scale;
        if (HasSeasonLag) features[at++] = (past[^options.Period] - origin) / scale;
        if (options.Period > 1) (features[at], features[at + 1]) = Math.SinCos(2 * Math.PI * (step % options.Period) / options.Period);
        return origin;
    }

    private sealed class Model(LagForecaster owner, IPredictor predictor, ReadOnlyMemory<double> y, double scale) : IForecastModel
    {
        public Forecast Predict(int horizon)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
            double[] path = [.. y.Span, .. new double[horizon]], features = new double[owner.Width], output = new double[1];
            for (int at = y.Length; at < path.Length; at++)
            {
                double origin = owner.Describe(path.AsSpan(0, at), at, scale, features);
                predictor.Score(features, output);
                path[at] = origin + scale * output[0];
            }
            return new([.. path[y.Length..]], []);
        }
    }
}
