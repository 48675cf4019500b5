using Kolosal.Learning.Metrics;

namespace Kolosal.Experiments;

/// <summary>Which candidate climbs to the next rung: asynchronous successive halving by trial number.</summary>
/// <remarks>
/// Li, Jamieson, Rostamizadeh, Gonina, Ben-tzur, Hardt, Recht and Talwalkar, "A system for massively parallel hyperparameter tuning", MLSys 2020,
/// algorithm 2: a candidate is promoted (here: climbs) as soon as it is in the best 1/η of its rung. There "now" is when a worker is free; here
/// it is the number of the trial to be suggested, and only results of trials up to n − lag count, so that the order of arrival decides nothing.
/// Beyond the paper the best candidate of every trainer climbs once, unless it is in the worse half of its rung: an ensemble lives on models of
/// different kinds. Under a time budget nothing climbs that would take too much of it, by the measured time of its last fit.
/// Where a plan names another pruner, every candidate climbs that this pruner does not give up (<see cref="RunPruners.GoesOn"/>), within the same
/// limits of time.
/// </remarks>
public static class Climbing
{
    private const double Eta = 3, HopelessShare = 0.5;

    /// <summary>Of the time budget, that a climb may cost one thread: of the best, and of those that climb for the sake of variety.</summary>
    private const double MostCostOfBest = 0.3, MostCostOfOthers = 0.06;

    /// <summary>The candidate that trial n takes a rung higher; null when it is a new one.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="number">The trial.</param>
    /// <param name="visible">Results that it may look at, in the order of their numbers.</param>
    /// <param name="earlier">What every trial before it tries.</param>
    /// <param name="metric">The plan's metric.</param>
    public static TrialSpec? Next(RunPlan plan, int number, IReadOnlyList<FinishedTrial> visible, IReadOnlyList<TrialSpec> earlier, Metric metric)
    {
        var climbed = earlier.Where(spec => spec.ClimbedFrom is not null).Select(spec => spec.ClimbedFrom!.Value).ToHashSet();
        if (plan.Pruner is not (null or RunPruners.Default))
            return Spared(plan, number, visible, climbed, metric) is { } spared ? Above(number, spared) : null;
        for (int rung = plan.TopRung - 1; rung >= 0; rung--)
        {
            FinishedTrial[] ranked = [.. visible.Where(t => t.Rung == rung && t.Score is not null)
                .OrderBy(t => metric.ToLoss(t.Score!.Value)).ThenBy(t => t.Number)];
            var climbs = ranked.Take((int)Math.Ceiling(ranked.Length / Eta))
                .FirstOrDefault(t => !climbed.Contains(t.Number) && Costs(plan, t) <= MostCostOfBest)
                ?? BestOfItsTrainer(plan, rung, ranked, earlier, climbed);
            if (climbs is not null) return Above(number, climbs);
        }
        return null;
    }

    private static TrialSpec Above(int number, FinishedTrial climbs) =>
        new(number, climbs.Trainer, climbs.Parameters, climbs.Rung + 1, climbs.Number);

    /// <summary>A trial that the plan's pruner does not give up; of several the one on the highest rung, then the earliest.</summary>
    /// <remarks>A trial comes in sight at one suggestion, and each suggestion takes one of those that go on. So none that goes on waits longer than
    /// twice the lag, and what has been in sight for longer need not be judged again.</remarks>
    private static FinishedTrial? Spared(
        RunPlan plan, int number, IReadOnlyList<FinishedTrial> visible, HashSet<int> climbed, Metric metric) => visible
        .Where(t => t.Score is not null && t.Rung < plan.TopRung && !climbed.Contains(t.Number) && t.Number > number - 3 * plan.Lag
            && Costs(plan, t) <= MostCostOfBest)
        .OrderByDescending(t => t.Rung).ThenBy(t => t.Number).FirstOrDefault(t => RunPruners.GoesOn(plan, t, visible, metric));

    private static FinishedTrial? BestOfItsTrainer(
        RunPlan plan, int rung, FinishedTrial[] ranked, IReadOnlyList<TrialSpec> earlier, HashSet<int> climbed)
    {
        // Before every trainer has had its chance, the worse half is not known.
        if (ranked.Length < plan.Trainers.Length) return null;
        var above = earlier.Where(spec => spec.Rung > rung).Select(spec => spec.Trainer).ToHashSet(StringComparer.Ordinal);
        return ranked.Take((int)Math.Ceiling(HopelessShare * ranked.Length))
            .FirstOrDefault(t => !above.Contains(t.Trainer) && !climbed.Contains(t.Number) && Costs(plan, t) <= MostCostOfOthers);
    }

    /// <summary>The share of a time budget that a candidate's next rung is expected to take; 0 without one.</summary>
    private static double Costs(RunPlan plan, FinishedTrial trial) => TrialCost.ShareOf(plan, trial.FitSeconds, trial.Rung, trial.Rung + 1);
}
