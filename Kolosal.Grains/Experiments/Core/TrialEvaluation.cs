using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Packages;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>What a trial measured.</summary>
/// <param name="Score">The metric over all validated rows.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="FitSeconds">Mean time of one fit.</param>
/// <param name="PredictSecondsPerRow">Mean time to score a row.</param>
/// <param name="PackageBytes">Size of the last fold's pipeline as a package.</param>
/// <param name="HeldOut">What it says of the validated rows (<see cref="HeldOutOutputs"/>), for ensembles; null where the plan makes none, or the
/// trial was not on the full rung.</param>
/// <param name="FoldScores">The metric on each fold; null where a fold defines none.</param>
public sealed record TrialFigures(
    double Score, double Low, double High, double FitSeconds, double PredictSecondsPerRow, long PackageBytes, byte[]? HeldOut = null,
    ImmutableArray<double>? FoldScores = null);

/// <summary>Runs one trial.</summary>
/// <remarks>
/// The score is the metric of the pooled held-out outputs, not the mean over folds: rank metrics of small folds
/// are biased and their spread is no interval, while the pooled rows have one (DeLong, or the bootstrap).
/// </remarks>
public static class TrialEvaluation
{
    // Enough for an interval's ends to one digit.
    private const int Resamples = 200, ResamplesOfMany = 100;

    /// <summary>More rows than this are resampled through a part of this many.</summary>
    private const int MostResampledRows = 5_000;

    /// <summary>Fits and scores.</summary>
    /// <param name="rows">The dataset as the plan deals it; the test part is not looked at.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="spec">What to try.</param>
    /// <param name="clock">For the times alone.</param>
    /// <param name="cancel">Polled throughout.</param>
    /// <exception cref="TrainingException">The rows cannot teach it, or the metric is not defined on them.</exception>
    /// <exception cref="TrialPrunedException">Its folds say that it is worse than its rival.</exception>
    public static TrialFigures Run(PlannedRows rows, RunPlan plan, TrialSpec spec, TimeProvider clock, CancellationToken cancel)
    {
        var held = HeldOutScores.Measure(rows, plan, spec, clock, cancel);
        var estimate = Estimate(plan.Metric(), held.Rows, plan.SeedFor(SeedPurpose.Intervals, spec.Number), cancel);
        if (!double.IsFinite(estimate.Value))
            throw new TrainingException(
                $"'{plan.Metric}' is not defined on the validated rows (it came out as {estimate.Value}); choose another metric.");
        using var package = new MemoryStream();
        ModelPackage.Create(held.Last).Save(package);
        bool kept = plan.Ensemble != EnsembleRule.None && spec.Rung == plan.TopRung;
        return new(estimate.Value, estimate.Low, estimate.High, held.FitSeconds, held.PredictSecondsPerRow, package.Length,
            kept ? HeldOutOutputs.Encode(held.Rows.Outputs.Span, plan.Problem.Outputs) : null,
            held.FoldScores.All(double.IsFinite) ? held.FoldScores : null);
    }

    /// <summary>Fits and scores on a whole dataset.</summary>
    /// <inheritdoc cref="Run(PlannedRows, RunPlan, TrialSpec, TimeProvider, CancellationToken)"/>
    public static TrialFigures Run(Frame table, RunPlan plan, TrialSpec spec, TimeProvider clock, CancellationToken cancel) =>
        Run(PlannedRows.Of(table, plan), plan, spec, clock, cancel);

    /// <summary>The metric with its 95 % interval; where resampling defines none, the value itself at both ends.</summary>
    /// <remarks>
    /// Of many rows, the interval is that of m random ones, narrowed by √(m / n): the m
    /// out of n bootstrap (Bickel, Götze and van Zwet, Statistica Sinica 7,
    /// 1997) for statistics that converge with √n, as all metrics here do. It costs the same for any number of rows.
    /// </remarks>
    public static MetricEstimate Estimate(Metric metric, ScoredRows rows, ulong seed, CancellationToken cancel)
    {
        if (!rows.Lists.IsEmpty)
        {
            // Lists are drawn whole: parts of them have other scores.
            var few = rows.Rows <= MostResampledRows ? rows : rows.Take(rows.Draw(MostResampledRows, seed));
            return Narrowed(metric, rows, few, metric.Estimate(few, seed, resamples: ResamplesOfMany, cancel: cancel));
        }
        if (rows.Rows <= MostResampledRows) return Closed(metric.Estimate(rows, seed, resamples: Resamples, cancel: cancel));

        int[] drawn = [.. Enumerable.Range(0, rows.Rows)];
        new SeededRandom(seed).Shuffle<int>(drawn);
        var drawnRows = rows.Take(drawn.AsSpan(0, MostResampledRows));
        return Narrowed(metric, rows, drawnRows, metric.Estimate(drawnRows, seed, resamples: ResamplesOfMany, cancel: cancel));
    }

    private static MetricEstimate Narrowed(Metric metric, ScoredRows rows, ScoredRows drawn, MetricEstimate part)
    {
        double value = metric.Compute(rows), narrowed = Math.Sqrt((double)drawn.Rows / rows.Rows);
        return Closed(part with
        {
            Value = value,
            Low = value - (part.Value - part.Low) * narrowed,
            High = value + (part.High - part.Value) * narrowed
        });
    }

    private static MetricEstimate Closed(MetricEstimate estimate) =>
        double.IsFinite(estimate.Low) && double.IsFinite(estimate.High) ? estimate : estimate with { Low = estimate.Value, High = estimate.Value };
}
