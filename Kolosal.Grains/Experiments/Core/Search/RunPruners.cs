using Kolosal.Learning.Metrics;
using Kolosal.Learning.Search;

namespace Kolosal.Experiments;

/// <summary>The pruners of a run: which candidates go on to the next rung, or to their next fold.</summary>
/// <remarks>
/// Steps are rungs: rung r is step 3ʳ, as successive halving counts. The verdict about a trial looks at the trials numbered below it alone, which
/// have ended when it can be seen (<see cref="RunPlan.Lag"/>); so it is the same whoever asks, whenever, and in whatever order results arrived.
/// </remarks>
public static class RunPruners
{
    /// <summary>Every candidate is judged in full.</summary>
    public const string Nothing = "none";

    /// <summary>Asynchronous successive halving as <see cref="Climbing"/> does it; what a run does that names none.</summary>
    public const string Default = "asha";

    /// <summary>A trial is given up between its folds, when they say that it is worse than the best.</summary>
    public const string OverFolds = "wilcoxon";

    /// <summary>By exact counting no p-value of n folds is below 2⁻ⁿ, and a trial is given up below 0.1: that takes four, and a fifth to
    /// spare.</summary>
    public const int LeastFolds = 5;

    private const int Eta = 3;

    /// <summary>What may be asked for.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Pruners.All.Select(pruner => pruner.Name)];

    /// <summary>The step of a rung.</summary>
    public static int StepOf(int rung) => (int)Math.Pow(Eta, rung);

    /// <summary>Whether a pruner lets a trial climb.</summary>
    /// <param name="plan">The plan; it names a pruner of the library.</param>
    /// <param name="trial">A scored trial below the top rung.</param>
    /// <param name="visible">Trials that ended; those numbered below it are looked at.</param>
    /// <param name="metric">The plan's metric.</param>
    public static bool GoesOn(RunPlan plan, FinishedTrial trial, IReadOnlyList<FinishedTrial> visible, Metric metric)
    {
        var pruner = Pruners.Get(plan.Pruner!, StepOf(plan.TopRung));
        var curves = Curves(plan, [.. visible.Where(t => t.Number < trial.Number), trial], metric);
        int own = OriginOf(visible, trial).Number;
        return !pruner.ShouldPrune(curves[own], [.. curves.Where(c => c.Key != own).OrderBy(c => c.Key).Select(c => c.Value)]);
    }

    /// <summary>What the folds of a trial are compared with as they come: the losses of the best complete trial that suggestion n may look at; null
    /// where the plan compares none, or there is none.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="visible">Trials numbered up to n − lag.</param>
    /// <param name="metric">The plan's metric.</param>
    public static Rival? RivalOf(RunPlan plan, IReadOnlyList<FinishedTrial> visible, Metric metric)
    {
        if (plan.Pruner != OverFolds) return null;
        var best = visible.Where(t => t is { Score: not null, FoldScores: not null }).OrderBy(t => t.FoldScores!.Value.Average(metric.ToLoss))
            .ThenBy(t => t.Number).FirstOrDefault();
        return best is null ? null : new(best.Number, best.FoldScores!.Value);
    }

    /// <summary>Whether folds say that a trial is worse than its rival.</summary>
    /// <param name="rival">The best trial so far.</param>
    /// <param name="scores">The trial's folds so far, in order.</param>
    /// <param name="metric">The plan's metric.</param>
    public static bool IsBeaten(Rival rival, IReadOnlyList<double> scores, Metric metric) => Pruners.Get(OverFolds).ShouldPrune(
        Curve(1, [.. scores.Select((score, fold) => (fold + 1, metric.ToLoss(score)))], false),
        [Curve(0, [.. rival.Folds.Select((score, fold) => (fold + 1, metric.ToLoss(score)))], true)]);

    /// <summary>A curve for every candidate, by the number of its first trial; numbered by their order, since cohorts and brackets are dealt by
    /// number and climbs are no new candidates.</summary>
    private static Dictionary<int, TrialCurve> Curves(RunPlan plan, FinishedTrial[] trials, Metric metric)
    {
        var origin = new Dictionary<int, int>();
        var losses = new SortedDictionary<int, List<(int Step, double Loss)>>();
        foreach (var trial in trials.OrderBy(t => t.Number))
        {
            int first = trial.ClimbedFrom is { } below && origin.TryGetValue(below, out int known) ? known : trial.Number;
            origin[trial.Number] = first;
            if (!losses.TryGetValue(first, out var own)) losses[first] = own = [];
            own.Add((StepOf(trial.Rung), trial.Score is { } score ? metric.ToLoss(score) : double.NaN));
        }
        int top = StepOf(plan.TopRung);
        return losses.Select((candidate, place) => (candidate.Key, Curve: Curve(place, candidate.Value, candidate.Value[^1].Step == top)))
            .ToDictionary(c => c.Key, c => c.Curve);
    }

    private static TrialCurve Curve(int number, List<(int Step, double Loss)> losses, bool complete) =>
        new(number, [.. losses.Select(l => new StepLoss(l.Step, l.Loss))], complete);

    private static FinishedTrial OriginOf(IReadOnlyList<FinishedTrial> visible, FinishedTrial trial)
    {
        while (trial.ClimbedFrom is { } below) trial = visible.First(t => t.Number == below);
        return trial;
    }
}
