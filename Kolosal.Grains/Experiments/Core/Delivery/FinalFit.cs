using System.Globalization;
using Kolosal.Drift;
using Kolosal.Learning;
using Kolosal.Learning.Baselines;
using Kolosal.Learning.Calibration;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Uncertainty;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>A model, made and examined.</summary>
/// <param name="Package">Its bytes; a function of the development rows, the plan and the
/// trial, so the test part cannot have left a trace in it.</param>
/// <param name="PrimaryMetric">The plan's metric.</param>
/// <param name="Scores">Every metric that is defined on the test part, with direction and interval.</param>
/// <param name="BaselineScore">The plan's metric of the prior model on the test part; null where it is not defined.</param>
/// <param name="BaselineReason">Why it is not; null when it is.</param>
/// <param name="DevelopmentRows">Rows fitted on.</param>
/// <param name="ValidatedRows">Rows that the search scored trials on.</param>
/// <param name="TestRows">Rows evaluated on.</param>
/// <param name="Problem">What is predicted.</param>
/// <param name="Inputs">How the inputs were distributed in the development rows.</param>
/// <param name="Outputs">How decisions, or predicted values, were distributed in the test part: on rows fitted on they would look surer
/// than live ones, so they cannot stand in the package, which knows no test row.</param>
/// <param name="InputSchema">The input columns, in the order of <paramref name="Inputs"/>.</param>
/// <param name="Notes">What is not defined on the test part, and why; what was left out of the model to keep a limit.</param>
/// <param name="Members">What it is made of, heaviest first.</param>
/// <param name="HeldOutScore">The plan's metric of the validated rows by the trials it is made of.</param>
/// <param name="Stacked">Whether a stack layer takes the place of their mean.</param>
/// <param name="Bagged">Whether they are means of fold models.</param>
/// <param name="Test">What it was evaluated on; goes no further than the process that made it.</param>
/// <param name="Detail">What monitors will want to know beyond the distributions.</param>
public sealed record FinishedModel(
    byte[] Package, string PrimaryMetric, ImmutableArray<(Metric Metric, MetricEstimate Estimate)> Scores, double? BaselineScore,
    string? BaselineReason, int DevelopmentRows, int ValidatedRows, int TestRows, LearningProblem Problem, ImmutableArray<ColumnDistribution> Inputs,
        ColumnDistribution Outputs, TableSchema InputSchema, ImmutableArray<string> Notes,
        ImmutableArray<DeliveredMember> Members, double HeldOutScore, bool Stacked, bool Bagged, TestPart Test, TrainingDetail Detail);

/// <summary>Makes an ensemble of the best trials, fits it on the development rows, calibrates it on held-out scores of
/// the same rows, packs it, and only then looks at the test part.</summary>
public static class FinalFit
{
    /// <summary>As many quantiles of the scores settle a bound to a tenth of a percent of coverage.</summary>
    private const int MostConformalScores = 1_000;

    /// <summary>Makes a model of the winner alone.</summary>
    /// <inheritdoc cref="Run(Frame, RunPlan, TrialSpec, DeliveryTerms, TimeProvider, CancellationToken)"/>
    public static FinishedModel Run(Frame table, RunPlan plan, TrialSpec winner, TimeProvider clock, CancellationToken cancel) =>
        Run(table, plan, winner, DeliveryTerms.Alone, clock, cancel);

    /// <summary>Makes the model.</summary>
    /// <param name="table">The whole dataset.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="winner">The trial that won.</param>
    /// <param name="terms">What else may be part of it, and how long that may take.</param>
    /// <param name="clock">Where the time is limited, decides which members are left out; nothing depends on it otherwise.</param>
    /// <param name="cancel">Polled throughout.</param>
    /// <exception cref="TrainingException">The rows cannot teach it.</exception>
    public static FinishedModel Run(
        Frame table, RunPlan plan, TrialSpec winner, DeliveryTerms terms, TimeProvider clock, CancellationToken cancel)
    {
        var rows = PlannedRows.Of(table, plan);
        var (development, test) = (rows.Development, rows.Test);
        var (package, made) = Fit(rows, plan, winner, terms, clock, cancel);
        using var bytes = new MemoryStream();
        package.Save(bytes);

        var scorer = package.CreateScorer();
        double[] outputs = scorer.Score(test);
        var scored = CrossValidation.Scored(test, plan.Problem, outputs);
        if (!scored.Weights.IsEmpty && !scored.Weights.Span.ContainsAnyExcept(0.0))
            throw new TrainingException($"All {test.Rows} rows of the test part have weight 0, so nothing can be measured on them; give weights to "
                + (plan.Split == SplitRule.Chronological ? "the latest rows" : "more rows") + ", or leave the weight out.");
        ulong seed = plan.SeedFor(SeedPurpose.Intervals);
        Metric[] defined = [.. Metrics.All.Where(m => m.Supports(plan.Problem))];
        var estimates = new MetricEstimate[defined.Length];
        Fanout.Run(defined.Length, terms.Threads, i => estimates[i] = TrialEvaluation.Estimate(defined[i], scored, seed, cancel));
        var scores = defined.Zip(estimates, (m, estimate) => (m, estimate)).ToImmutableArray();
        double baseline = Baseline(development, test, plan, cancel);
        string? why = double.IsFinite(baseline) ? null : Undefined(plan.Metric, baseline, scored, plan);
        return new FinishedModel(
            bytes.ToArray(), plan.Metric, [.. scores.Where(IsDefined)], why is null ? baseline : null, why, development.Rows,
            rows.Parts.Sum(f => f.Validation.Length), test.Rows, plan.Problem,
            package.Manifest.InputDistributions!.Value, plan.Problem.Distribution(outputs), scorer.InputSchema,
            [
                .. scores.Where(s => !IsDefined(s)).Select(s => $"On the test part {Undefined(s.m.Name, s.estimate.Value, scored, plan)}"),
                .. why is null ? (ImmutableArray<string>)[] : [$"The prior model has no score to compare with: {why}"],
                .. made.Notes,
                .. Coverage(plan, scored),
            ],
            made.Members, made.HeldOutScore, made.Stack is not null, made.Bagged, new(test, outputs),
            MonitoringDetail.Of(scorer, package.Manifest.InputDistributions!.Value, development, test, scored, plan.Problem, plan.Metric(),
                plan.SeedFor(SeedPurpose.Intervals), cancel));
    }

    /// <summary>What a quantile keeps of its promise, which its loss does not show.</summary>
    private static string[] Coverage(RunPlan plan, ScoredRows scored) => plan.Problem.Level is not { } level ? [] :
    [
        string.Create(CultureInfo.InvariantCulture, $"On the test part {100 * RegressionMetrics.Coverage(scored):0.0} % of the rows lie at or below "
            + $"the prediction; the level is {100 * level:0.##} %."),
    ];

    private static bool IsDefined((Metric Metric, MetricEstimate Estimate) score) => double.IsFinite(score.Estimate.Value);

    /// <summary>Why a metric came out as no number.</summary>
    private static string Undefined(string metric, double value, ScoredRows rows, RunPlan plan)
    {
        if (double.IsInfinity(value)) return $"'{metric}' is larger than a number can be; look for outliers in '{plan.Problem.Target}'.";
        if (rows.Task == LearningTask.Regression)
            return $"'{metric}' is not defined; it needs values of '{plan.Problem.Target}' that differ and are not extreme.";
        bool[] counted = new bool[plan.Problem.Classes.Length];
        for (int row = 0; row < rows.Rows; row++) counted[rows.Labels.Span[row]] |= rows.Weights.IsEmpty || rows.Weights.Span[row] > 0;
        string seen = string.Join(", ", plan.Problem.Classes.Where((_, c) => counted[c]).Select(name => $"'{name}'"));
        return $"'{metric}' is not defined; its rows that count are of {seen} alone.";
    }

    private static (ModelPackage Package, DeliveredEnsemble Made) Fit(
        PlannedRows rows, RunPlan plan, TrialSpec winner, DeliveryTerms terms, TimeProvider clock, CancellationToken cancel)
    {
        var made = DeliveredEnsemble.Make(rows, plan, winner, terms, clock, cancel);
        ImmutableArray<ColumnDistribution> inputs =
            [.. new Scorer(made.Pipelines, null).InputSchema.Columns.Select(c => ColumnDistribution.Of(c.Name, rows.Development[c.Name]))];
        var calibrator = plan.Problem.Task == LearningTask.Regression ? null
            : HeldOutCalibration.Choose(plan, made.HeldOut, rows, cancel);
        var conformal = Conformal(plan.Problem, made.HeldOut, calibrator);
        return (ModelPackage.Create(made.Pipelines, calibrator, inputs: inputs, stack: made.Stack, conformal: conformal), made);
    }

    /// <summary>Intervals or sets from what the model says of rows that it has not learnt from, calibrated as it serves.</summary>
    /// <returns>Null for a quantile, which is no middle of an interval, and for a ranking, whose numbers have no unit.</returns>
    private static Conformalizer? Conformal(LearningProblem problem, ScoredRows heldOut, Calibrator? calibrator)
    {
        if (problem.Aim is LearningAim.Quantile or LearningAim.Ranking) return null;
        if (heldOut.Task == LearningTask.Regression)
            return IntervalConformalizer.Fit(heldOut.Targets.Span, heldOut.Outputs.Span, most: MostConformalScores);
        double[] served = heldOut.Outputs.ToArray();
        for (int row = 0; row < heldOut.Rows; row++) calibrator?.Apply(served.AsSpan(row * heldOut.Classes, heldOut.Classes));
        return SetConformalizer.Fit(heldOut.Labels.Span, served, most: MostConformalScores);
    }

    private static double Baseline(Frame development, Frame test, RunPlan plan, CancellationToken cancel)
    {
        if (plan.Problem.Level is { } level)
        {
            double constant = RegressionMetrics.Quantile(
                plan.Problem.Targets(development), PipelineTrainer.Weights(development).Span, level);
            double[] same = [.. Enumerable.Repeat(constant, test.Rows)];
            return plan.Metric().Compute(CrossValidation.Scored(test, plan.Problem, same));
        }
        var prior = PipelineTrainer.Fit(TrainingPart.WholeTable(development), plan.Problem, PriorTrainer.Descriptor, HyperParameters.Empty, plan.Seed,
            cancel);
        return plan.Metric().Compute(CrossValidation.Scored(test, plan.Problem, prior.Score(test)));
    }
}
