namespace Kolosal.Tracking;

/// <summary>Runs side by side: a column each, a row for every param and metric that one of them has.</summary>
/// <param name="Runs">The columns, in the order asked for.</param>
/// <param name="Params">Rows by key.</param>
/// <param name="Metrics">Rows by key.</param>
internal sealed record RunComparison(
    ImmutableArray<ComparedRun> Runs, ImmutableArray<ComparedParam> Params, ImmutableArray<ComparedMetric> Metrics)
{
    public static RunComparison Of(ImmutableArray<TrackedRun> runs) => new(
        [.. runs.Select(run => new ComparedRun(run.RunId, run.ExperimentId, run.Name, run.Status, run.StartedAt, run.EndedAt))],
        [
            .. Keys(runs.SelectMany(run => run.Params.Keys)).Select(key =>
            {
                ImmutableArray<string?> values = [.. runs.Select(run => run.Params.GetValueOrDefault(key))];
                return new ComparedParam(key, values, values.Distinct().Count() > 1);
            }),
        ],
        [
            .. Keys(runs.SelectMany(run => run.Metrics.Keys)).Select(key =>
            {
                ImmutableArray<TrackedMetric?> values = [.. runs.Select(run => run.Metrics.GetValueOrDefault(key))];
                double[] numbers = [.. values.Select(metric => metric?.Value).OfType<double>()];
                return new ComparedMetric(
                    key, values, numbers.Length > 0 ? numbers.Min() : null, numbers.Length > 0 ? numbers.Max() : null);
            }),
        ]);

    private static IEnumerable<string> Keys(IEnumerable<string> keys) => keys.Distinct().Order(StringComparer.Ordinal);
}

/// <summary>A column of a comparison.</summary>
internal sealed record ComparedRun(
    string RunId, string ExperimentId, string Name, TrackedRunStatus Status, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt);

/// <param name="Key">The param.</param>
/// <param name="Values">One for each run; null where it has none.</param>
/// <param name="Differs">Not the same in all.</param>
internal sealed record ComparedParam(string Key, ImmutableArray<string?> Values, bool Differs);

/// <param name="Key">The metric.</param>
/// <param name="Values">The latest of each run; null where it has none.</param>
/// <param name="Min">Smallest number; null when there is none.</param>
/// <param name="Max">Largest number; null when there is none.</param>
internal sealed record ComparedMetric(string Key, ImmutableArray<TrackedMetric?> Values, double? Min, double? Max);
