namespace Kolosal.Experiments;

/// <summary>What trials take of a time budget, by the measured times of those that ended.</summary>
/// <remarks>Without a budget nothing has a cost, and nothing depends on the clock.</remarks>
public static class TrialCost
{
    /// <summary>Of the budget, that a trial of the trainer that is ahead may take, and of any other: else the slow ones leave the quick ones no
    /// time. Chosen so that at least two dozen trials fit on one thread, rather than derived.</summary>
    private const double MostOfBest = 0.1, MostOfOthers = 0.04;

    /// <summary>The share of the budget that a trial of a rung takes by the time of one fit on another; 0 without a budget.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="fitSeconds">Mean time of one fit.</param>
    /// <param name="measured">The rung that it was measured on.</param>
    /// <param name="rung">The rung in question.</param>
    public static double ShareOf(RunPlan plan, double fitSeconds, int measured, int rung)
    {
        if (plan.TimeBudgetSeconds is not { } budget) return 0;
        Fidelity own = plan.RungAt(measured), next = plan.RungAt(rung);
        int folds = next.Folds > 0 ? next.Folds : plan.Validation == ValidationRule.HoldOut ? 1 : plan.Folds;
        return fitSeconds * next.RowShare / own.RowShare * folds / budget;
    }

    /// <summary>Whether a trainer's new candidates take more than they may, by the mean of those that ended.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="trainer">Its name.</param>
    /// <param name="visible">Trials that may be looked at.</param>
    /// <param name="ahead">Whether the trainer is the best so far, or has to be heard of first.</param>
    public static bool IsTooDear(RunPlan plan, string trainer, IEnumerable<FinishedTrial> visible, bool ahead)
    {
        if (plan.TimeBudgetSeconds is null) return false;
        double mean = visible.Where(t => t.Trainer == trainer && t.Rung == 0 && t.Score is not null)
            .Select(t => ShareOf(plan, t.FitSeconds, t.Rung, 0)).DefaultIfEmpty(0).Average();
        return mean > (ahead ? MostOfBest : MostOfOthers);
    }
}
