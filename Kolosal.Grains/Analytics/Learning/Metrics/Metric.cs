using Kolosal.Statistics;
using MathNet.Numerics.Distributions;

namespace Kolosal.Learning.Metrics;

/// <summary>A figure with its confidence interval.</summary>
/// <param name="Name">The metric.</param>
/// <param name="Value">On the rows themselves.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <param name="Level">The confidence level, such as 0.95.</param>
/// <param name="Method">"delong" or "bootstrap".</param>
public sealed record MetricEstimate(string Name, double Value, double Low, double High, double Level, string Method);

/// <summary>A measure of a model on scored rows.</summary>
/// <param name="Name">Stable, snake_case.</param>
/// <param name="Tasks">What it is defined for.</param>
/// <param name="HigherIsBetter">Its direction.</param>
/// <param name="Compute">The value, finite, or NaN when the rows do not define it: one class only, a value beyond the range of numbers,
/// no row of a weight above 0.</param>
public sealed record Metric(string Name, ImmutableArray<LearningTask> Tasks, bool HigherIsBetter, Func<ScoredRows, double> Compute)
{
    /// <summary>The value, finite, or NaN when the rows do not define it.</summary>
    public Func<ScoredRows, double> Compute { get; } = rows =>
        (rows.Weights.IsEmpty || rows.Weights.Span.ContainsAnyExcept(0)) && Compute(rows) is var value && double.IsFinite(value) ? value : double.NaN;

    // Efron and Tibshirani (An Introduction to the Bootstrap, 1993, section 6.4): 50 to 200 resamples for a standard error.
    private const int MinResamples = 50;

    /// <summary>The aim that it measures, or null for measures of means and of classes without an order.</summary>
    public LearningAim? Aim { get; init; }

    /// <summary>Whether it is defined for a task.</summary>
    public bool Supports(LearningTask task) => Tasks.Contains(task);

    /// <summary>Whether it says something of a problem: quantiles and rankings have measures of their own, which the mean's are none of.</summary>
    public bool Supports(LearningProblem problem) => Supports(problem.Task)
        && (Aim is null ? problem.Aim is not (LearningAim.Quantile or LearningAim.Ranking) : Aim == problem.Aim);

    /// <summary>The value as a loss: smaller is better whatever the direction.</summary>
    public double Loss(ScoredRows rows) => ToLoss(Compute(rows));

    /// <summary>A value of this metric as a loss, and a loss as a value.</summary>
    public double ToLoss(double value) => HigherIsBetter ? -value : value;

    /// <summary>The value with an interval: DeLong for the area of unweighted binary rows,
    /// otherwise the percentile bootstrap over rows, of a ranking over its lists (Efron and Tibshirani 1993, ch. 13).</summary>
    /// <param name="rows">Scored rows.</param>
    /// <param name="seed">Of the resampling.</param>
    /// <param name="level">Above 0, below 1.</param>
    /// <param name="resamples">At least 50; those that do not define the metric are left out.</param>
    /// <param name="cancel">Stops the resampling.</param>
    public MetricEstimate Estimate(ScoredRows rows, ulong seed, double level = 0.95, int resamples = 200, CancellationToken cancel = default)
    {
        Require.Inside(level, 0, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, MinResamples);
        double value = Compute(rows);
        if (Name == Metrics.RocAuc.Name && rows is { Task: LearningTask.Binary, Weights.IsEmpty: true } && Enough(rows.Are(1)))
        {
            var (auc, variance) = DeLong.Area(rows.Are(1), rows.ProbabilitiesOf(1));
            double half = Normal.InvCDF(0, 1, (1 + level) / 2) * Math.Sqrt(variance);
            return new(Name, value, Math.Max(0, auc - half), Math.Min(1, auc + half), level, "delong");
        }

        var random = new SeededRandom(seed);
        var values = new List<double>();
        int[] drawn = new int[rows.Rows];
        int[][] lists = rows.Lists.IsEmpty ? [] : rows.RowsOfLists();
        for (int i = 0; i < resamples; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var resample = rows;
            if (lists.Length > 0) resample = Lists(rows, lists, ref random);
            else
            {
                for (int row = 0; row < drawn.Length; row++) drawn[row] = random.Next(drawn.Length);
                resample = rows.Take(drawn);
            }
            if (Compute(resample) is var again && double.IsFinite(again)) values.Add(again);
        }
        values.Sort();
        double[] sorted = [.. values];
        return sorted.Length == 0 ? new(Name, value, double.NaN, double.NaN, level, "bootstrap")
            : new(Name, value, Quantiles.OfSorted(sorted, (1 - level) / 2), Quantiles.OfSorted(sorted, (1 + level) / 2), level, "bootstrap");
    }

    /// <summary>As many lists, drawn with replacement; one that is drawn twice counts as two lists.</summary>
    private static ScoredRows Lists(ScoredRows rows, int[][] lists, ref SeededRandom random)
    {
        var (drawn, numbers) = (new List<int>(rows.Rows), new List<int>(rows.Rows));
        for (int list = 0; list < lists.Length; list++)
        {
            int[] own = lists[random.Next(lists.Length)];
            drawn.AddRange(own);
            numbers.AddRange(Enumerable.Repeat(list, own.Length));
        }
        return rows.Take([.. drawn]).InLists((int[])[.. numbers]);
    }

    private static bool Enough(bool[] truth) => truth.Count(t => t) >= 2 && truth.Count(t => !t) >= 2;
}
