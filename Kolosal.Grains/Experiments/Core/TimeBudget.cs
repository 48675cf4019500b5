namespace Kolosal.Experiments;

/// <summary>How a time budget is divided: search, then enough time to fit and evaluate the winner.</summary>
public static class TimeBudget
{
    // The refit sees more rows than a fold and is followed by evaluation and packing; two fits' worth covers both for costs up to n log n.
    private const double RefitInFits = 2;
    private const double LeastReserve = 0.02, MostReserve = 0.5;

    /// <summary>What fitting and evaluating a trial's choice on all development rows is expected to take.</summary>
    /// <param name="plan">The plan: a classifier's folds are fitted once more, for its calibration.</param>
    /// <param name="fitSeconds">Mean time of one fit in the trial.</param>
    public static double RefitSeconds(RunPlan plan, double fitSeconds)
    {
        int again = plan.Problem.Task == Learning.LearningTask.Regression ? 0 : plan.Validation == ValidationRule.Folds ? plan.Folds : 1;
        return (RefitInFits + again) * fitSeconds;
    }

    /// <summary>The time at work after which the search must stop, so that the run ends within its budget.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="budgetSeconds">Its budget, above 0.</param>
    /// <param name="fitSeconds">Mean time of one fit of the trial that is ahead; 0 when none is.</param>
    /// <returns>Half of the budget at least: a winner that takes longer to fit than that is no reason not to have searched.</returns>
    public static TimeSpan SearchUntil(RunPlan plan, double budgetSeconds, double fitSeconds) =>
        TimeSpan.FromSeconds(budgetSeconds - Math.Clamp(RefitSeconds(plan, fitSeconds), LeastReserve * budgetSeconds, MostReserve * budgetSeconds));

    /// <summary>The time at work at which a run that still has no score gives up.</summary>
    public static TimeSpan End(double budgetSeconds) => TimeSpan.FromSeconds(budgetSeconds);
}
