using Kolosal.Learning;
using Kolosal.Learning.Forecasting;

namespace Kolosal.Exploration;

/// <summary>The forecasting methods by name, with what may be chosen of each.</summary>
public static class Forecasters
{
    /// <summary>The last season of every series again: what the others must beat.</summary>
    public const string Naive = "seasonal_naive";

    private const string Ets = "ets", Arima = "arima", Lags = "lag_regression";

    private const int LongestArimaPeriod = 52, DefaultLags = 6;

    /// <summary>The default first.</summary>
    public static ImmutableArray<string> Names { get; } = [Ets, Arima, Lags, Naive];

    /// <summary>What may be chosen, and what is taken where nothing is.</summary>
    /// <param name="name">The method.</param>
    /// <param name="period">Steps in a season, 1 for none. With a season ARIMA's default is the airline model (0, 1, 1)(0, 1, 1) of Box and Jenkins,
    /// without one it is (1, 1, 1).</param>
    public static SearchSpace Space(string name, int period) => name switch
    {
        Ets => new(new CategoricalParameter("form", ["auto", "given"], "auto"),
            new CategoricalParameter("error", ["additive", "multiplicative"], "additive", new("form", "given")),
            new CategoricalParameter("trend", ["none", "additive", "damped"], "none", new("form", "given")),
            new CategoricalParameter("season", period > 1 ? ["none", "additive", "multiplicative"] : ["none"], period > 1 ? "additive" : "none",
                new("form", "given"))),
        Arima => new([new IntegerParameter("p", 0, 12, HasSeason(period) ? 0 : 1), new IntegerParameter("d", 0, 2, 1),
            new IntegerParameter("q", 0, 12, 1), .. HasSeason(period) ? Seasonal() : []]),
        Lags => new(new CategoricalParameter("trainer", Regressors, "ridge"),
            new IntegerParameter("lags", 1, 1000, period > 1 ? period : DefaultLags),
            new CategoricalParameter("relative", ["no", "yes"], "yes")),
        _ => new(),
    };

    /// <summary>The method with its options fixed.</summary>
    /// <param name="name">The method.</param>
    /// <param name="given">Complete.</param>
    /// <param name="period">Steps in a season, 1 for none.</param>
    public static IForecaster Create(string name, HyperParameters given, int period) => name switch
    {
        Ets when given.Choice("form") == "auto" => new ChosenEts(period),
        Ets => new EtsForecaster(new(Enum.Parse<EtsPart>(given.Choice("error"), ignoreCase: true),
            given.Choice("trend") == "none" ? EtsPart.None : EtsPart.Additive, given.Choice("trend") == "damped",
            Enum.Parse<EtsPart>(given.Choice("season"), ignoreCase: true), given.Choice("season") == "none" ? 1 : period)),
        Arima => new ArimaForecaster(new(given.Integer("p"), given.Integer("d"), given.Integer("q"), given.Integer("seasonal_p", 0),
            given.Integer("seasonal_d", 0), given.Integer("seasonal_q", 0), HasSeason(period) ? period : 1)),
        Lags => new LagForecaster(Trainers.Get(given.Choice("trainer")).Create(HyperParameters.Empty),
            new(given.Integer("lags"), period, given.Choice("relative") == "yes")),
        _ => new SeasonalNaiveForecaster(period),
    };

    /// <summary>What a reader should know of a method under a period; null when there is nothing.</summary>
    public static string? Remark(string name, int period) => name switch
    {
        Arima when period > LongestArimaPeriod =>
            $"ARIMA has no terms for seasons of more than {LongestArimaPeriod} steps, so the season of {period} is left out of it.",
        Lags => "A regression over lags gives no intervals; the errors of the evaluation were measured.",
        _ => null,
    };

    private static ImmutableArray<string> Regressors =>
        [.. Trainers.All.Where(t => t.Supports(LearningTask.Regression) && !t.PositiveTargets).Select(t => t.Name)];

    private static bool HasSeason(int period) => period is > 1 and <= LongestArimaPeriod;

    private static Parameter[] Seasonal() =>
        [new IntegerParameter("seasonal_p", 0, 3, 0), new IntegerParameter("seasonal_d", 0, 1, 1), new IntegerParameter("seasonal_q", 0, 3, 1)];

    /// <summary>The form of the least AICc, chosen anew for every series.</summary>
    private sealed class ChosenEts(int period) : IForecaster
    {
        public string Name => Ets;

        public IForecastModel Fit(ReadOnlyMemory<double> y, ulong seed, CancellationToken cancel) => EtsForecaster.Choose(y, period, seed, cancel);
    }
}
