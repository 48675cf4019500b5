using Kolosal.Learning;
using Kolosal.Learning.Forecasting;
using Kolosal.Tabular;
using MathNet.Numerics.Distributions;

namespace Kolosal.Exploration;

/// <summary>Forecasts every series of a dataset, and measures the method on the past beside repeating the last season.</summary>
internal static class SeriesForecast
{
    public static AnalysisOutcome Run(Frame table, AnalysisPlan plan, SeriesTerms terms, Action<double>? progress, CancellationToken cancel)
    {
        var method = Forecasters.Create(plan.Method, plan.Parameters, terms.Period);
        var results = ImmutableArray.CreateBuilder<Result>();
        SeriesOfTable[] all = [.. SeriesOfTable.Of(table, terms)];
        foreach (var series in all)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                results.Add(Forecast(table, series, method, plan, terms, cancel));
            }
            catch (TrainingException reason) when (series.Group is not null)
            {
                results.Add(new(series, null, null, new Evaluation(null, null, null), reason.Message)); // it costs the others nothing
            }
            progress?.Invoke((double)results.Count / all.Length);
        }
        var done = results.Where(r => r.Forecast is not null).ToArray();
        if (done.Length == 0) throw new TrainingException($"None of {results.Count} series could be forecast. {results[0].Failure}");
        return new(Figures(results, done, terms), [], Tables(table, results, done, terms), Notes(plan, terms, results));
    }

    private static Result Forecast(
        Frame table, SeriesOfTable series, IForecaster method, AnalysisPlan plan, SeriesTerms terms, CancellationToken cancel)
    {
        var axis = TimeAxis.Of(table[terms.Time], series.Rows, series.What);
        double[] y = series.Values(table, terms);
        var forecast = method.Fit(y, plan.Seed, cancel).Predict(terms.Horizon);
        if (forecast.Means.Any(m => !double.IsFinite(m)))
            throw new TrainingException(
                $"{series.What} came to forecasts that are not finite; look for values of extreme size, or take another method.");
        return new(series, axis.Next(terms.Horizon), forecast, Evaluate(method, y, plan.Seed, terms, cancel), null);
    }

    private static Evaluation Evaluate(IForecaster method, double[] y, ulong seed, SeriesTerms terms, CancellationToken cancel)
    {
        int origins = terms.Origins, least = Math.Max(2 * terms.Period, terms.Horizon) + 1;
        while (origins > 0 && First(origins) < least) origins--;
        if (origins == 0)
            return new(null, null, terms.Origins == 0 ? "It was not asked for."
                : $"An origin needs {least} values before it and {terms.Horizon} behind it, and there are {y.Length}.");
        try
        {
            return new(RollingOrigin.Evaluate(method, y, First(origins), terms.Horizon, terms.Horizon, terms.Period, seed, cancel),
                RollingOrigin.Evaluate(new SeasonalNaiveForecaster(terms.Period), y, First(origins), terms.Horizon, terms.Horizon, terms.Period, seed,
                    cancel), null);
        }
        catch (TrainingException tooShort)
        {
            return new(null, null, tooShort.Message); // the whole series sufficed, the part before an origin did not
        }

        int First(int count) => y.Length - count * terms.Horizon;
    }

    private static ImmutableArray<Figure> Figures(IReadOnlyList<Result> results, Result[] done, SeriesTerms terms)
    {
        const string Nowhere = "No series is long enough for the evaluation, or what it is scaled by is 0.";
        return
        [
            new("series", results.Count), new("failed_series", results.Count - done.Length), new("horizon", terms.Horizon),
            Figure.Of("mase", Mean(done, e => e.Own?.Mase), Nowhere), Figure.Of("naive_mase", Mean(done, e => e.Naive?.Mase), Nowhere),
            Figure.Of("mae", Mean(done, e => e.Own?.MeanAbsoluteErrors.Average()), Nowhere),
            Figure.Of("naive_mae", Mean(done, e => e.Naive?.MeanAbsoluteErrors.Average()), Nowhere),
        ];
    }

    private static double Mean(Result[] done, Func<Evaluation, double?> figure)
    {
        double[] known = [.. done.Select(r => figure(r.Evaluation) ?? double.NaN).Where(double.IsFinite)];
        return known.Length == 0 ? double.NaN : known.Average();
    }

    private static ImmutableArray<OutcomeTable> Tables(Frame table, IReadOnlyList<Result> results, Result[] done, SeriesTerms terms)
    {
        int h = terms.Horizon;
        double z = Normal.InvCDF(0, 1, (1 + terms.Level) / 2);
        var ahead = New("forecast", done.SelectMany(r => Enumerable.Repeat(r.Series.Group, h)))
            .Numbers("step", done.SelectMany(_ => Enumerable.Range(1, h))).Add(terms.Time, Joined([.. done.Select(r => r.Times!)]))
            .Numbers("mean", [.. done.SelectMany(r => r.Forecast!.Means)])
            .Numbers("low", Bound(done, h, -z)).Numbers("high", Bound(done, h, z));
        Result[] judged = [.. done.Where(r => r.Evaluation.Own is not null)];
        var errors = New("evaluation", judged.SelectMany(r => Enumerable.Repeat(r.Series.Group, h)))
            .Numbers("step", judged.SelectMany(_ => Enumerable.Range(1, h)))
            .Numbers("mae", [.. judged.SelectMany(r => r.Evaluation.Own!.MeanAbsoluteErrors)])
            .Numbers("rmse", [.. judged.SelectMany(r => r.Evaluation.Own!.RootMeanSquareErrors)])
            .Numbers("naive_mae", [.. judged.SelectMany(r => r.Evaluation.Naive!.MeanAbsoluteErrors)])
            .Numbers("naive_rmse", [.. judged.SelectMany(r => r.Evaluation.Naive!.RootMeanSquareErrors)]);
        var times = table[terms.Time];
        var overview = New("series", results.Select(r => r.Series.Group)).Numbers("values", results.Select(r => r.Series.Rows.Length))
            .Add("first", times.Take([.. results.Select(r => r.Series.Rows[0])])).Add("last", times.Take([.. results.Select(r => r.Series.Rows[^1])]))
            .Numbers("origins", results.Select(r => r.Evaluation.Own?.Origins ?? 0))
            .Numbers("mase", [.. results.Select(r => r.Evaluation.Own?.Mase ?? double.NaN)])
            .Numbers("naive_mase", [.. results.Select(r => r.Evaluation.Naive?.Mase ?? double.NaN)])
            .Words("reason", results.Select(r => r.Failure ?? r.Evaluation.Reason));
        return [ahead.Build(), errors.Build(), overview.Build()];

        TableBuilder New(string name, IEnumerable<string?> groups) =>
            terms.Group is null ? new(name) : new TableBuilder(name).Words(terms.Group, groups);
    }

    private static double[] Bound(Result[] done, int horizon, double z) =>
    [
        .. done.SelectMany(r => Enumerable.Range(0, horizon).Select(step => r.Forecast!.StandardDeviations.IsEmpty ? double.NaN
            : r.Forecast.Means[step] + z * r.Forecast.StandardDeviations[step])),
    ];

    private static Column Joined(Column[] parts) => parts[0] is DateTimeColumn
        ? new DateTimeColumn([.. parts.SelectMany(part => ((DateTimeColumn)part).Ticks.ToArray())])
        : new NumericColumn([.. parts.SelectMany(part => ((NumericColumn)part).Values.ToArray())]);

    private static ImmutableArray<string> Notes(AnalysisPlan plan, SeriesTerms terms, IReadOnlyList<Result> results)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (Forecasters.Remark(plan.Method, terms.Period) is { } remark) notes.Add(remark);
        notes.Add("Errors are those of forecasts from earlier origins, each of a model that knew only what came before; naive is the last season "
            + "again.");
        if (results.Any(r => r.Failure is not null)) notes.Add("Some series could not be forecast; the table of series says why.");
        return notes.ToImmutable();
    }

    /// <param name="Own">Null when it was not measured.</param>
    /// <param name="Naive">Of the same origins.</param>
    /// <param name="Reason">Why it was not measured.</param>
    private sealed record Evaluation(RollingOriginResult? Own, RollingOriginResult? Naive, string? Reason);

    /// <param name="Times">The times of the forecasts; null when there are none.</param>
    /// <param name="Failure">Why there are none.</param>
    private sealed record Result(SeriesOfTable Series, Column? Times, Forecast? Forecast, Evaluation Evaluation, string? Failure);
}
