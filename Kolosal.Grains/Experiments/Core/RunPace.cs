namespace Kolosal.Experiments;

/// <summary>How far along a run is, from what has happened so far.</summary>
public static class RunPace
{
    /// <summary>What remains for refit, evaluation and registration once the search is over, in percent.</summary>
    private const double AfterSearch = 5;

    /// <summary>0 to 100: the share of trials finished or of the search time used, whichever is further along. 100 only at the end.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="finished">Trials that ended.</param>
    /// <param name="elapsed">Time at work.</param>
    /// <param name="searching">False once the winner is being fitted.</param>
    /// <param name="completed">The run has its model.</param>
    public static double Percent(RunPlan plan, int finished, TimeSpan elapsed, bool searching, bool completed)
    {
        if (completed) return 100;
        double share = (double)finished / plan.MaxTrials;
        if (plan.TimeBudgetSeconds is { } budget) share = Math.Max(share, elapsed.TotalSeconds / budget);
        return searching ? (100 - AfterSearch) * Math.Clamp(share, 0, 1) : 100 - AfterSearch;
    }

    /// <summary>Seconds to the end at the pace so far, cut off by the budget; null while no trial has ended.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="finished">Trials that ended.</param>
    /// <param name="elapsed">Time at work.</param>
    /// <param name="searching">False once the winner is being fitted.</param>
    /// <param name="refitSeconds">What fitting the winner is expected to take.</param>
    public static double? Eta(RunPlan plan, int finished, TimeSpan elapsed, bool searching, double refitSeconds)
    {
        if (finished == 0) return null;
        double search = searching ? elapsed.TotalSeconds / finished * (plan.MaxTrials - finished) : 0;
        double all = search + refitSeconds;
        return plan.TimeBudgetSeconds is { } budget ? Math.Clamp(budget - elapsed.TotalSeconds, 0, all) : all;
    }
}

/// <summary>How a time budget is divided: search, then enough time to fit and evaluate the winner.</summary>
public static class TimeBudget
{
    /// <summary>Budgets hold to this share.</summary>
    public const double Tolerance = 0.05;

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
