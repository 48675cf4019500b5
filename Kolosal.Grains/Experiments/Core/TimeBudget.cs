namespace Kolosal.Experiments;

/// <summary>How a time budget is divided: search, then enough time to fit and evaluate the winner.</summary>
public static class TimeBudget
{
    // The refit sees more rows than a fold and is followed by evaluation and packing; two fits' worth covers both for costs up to n log n.
    private const double RefitInFits = 2;
    private const double LeastReserve = 0.02, MostReserve = 0.5;

    // Of the budget: for fits of members, and for signing and registering.
    private const double MostEnsembleShare = 0.2, RegistrationShare = 0.01;

    // Of the budget, and by rows: choosing weights, calibrating and the intervals of two dozen metrics go through all held-out rows.
    private const double LeastJudgingShare = 0.04, MostJudgingShare = 0.3, LeastJudgingSeconds = 0.3, JudgingSecondsPerRow = 1e-4;

    /// <summary>Threads that are counted on for the fits: a second slot is nearly always free when the search has just ended.</summary>
    private const int ExpectedThreads = 2;

    /// <summary>What fitting and evaluating a trial's choice on all development rows is expected to take.</summary>
    /// <param name="plan">The plan: a classifier's folds are fitted once more, for its calibration.</param>
    /// <param name="fitSeconds">Mean time of one fit in the trial.</param>
    public static double RefitSeconds(RunPlan plan, double fitSeconds)
    {
        int again = plan.Problem.Task == Learning.LearningTask.Regression ? 0 : plan.Validation == ValidationRule.Folds ? plan.Folds : 1;
        return (RefitInFits + again) * fitSeconds;
    }

    /// <summary>The time at work after which the search must stop, so that the run ends within its budget.</summary>
    /// <param name="budgetSeconds">The budget, above 0.</param>
    /// <param name="deliverySeconds">What making the model is expected to take.</param>
    /// <returns>Half of the budget at least: a winner that takes longer to fit than that is no reason not to have searched.</returns>
    public static TimeSpan SearchUntil(double budgetSeconds, double deliverySeconds) =>
        TimeSpan.FromSeconds(budgetSeconds - Math.Clamp(deliverySeconds, LeastReserve * budgetSeconds, MostReserve * budgetSeconds));

    /// <summary>What making the model is expected to take, once the search is over.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="finished">Trials that ended.</param>
    /// <param name="ahead">The best of them.</param>
    /// <remarks>An ensemble of the best trials, in at most <see cref="MostEnsembleShare"/> of the budget, since members that take longer are left
    /// out; the best trial has its time whatever that is.</remarks>
    public static double DeliverySeconds(RunPlan plan, IReadOnlyCollection<FinishedTrial> finished, FinishedTrial ahead)
    {
        if (plan.Ensemble == EnsembleRule.None) return RefitSeconds(plan, ahead.FitSeconds);
        double[] fits = [.. TrialRanking.Rank(finished, RunMetrics.HigherIsBetter(plan.Metric)).Where(t => t.Rung == ahead.Rung)
            .Take(EnsembleSelection.MostMembers).Select(t => t.FitSeconds)];
        double budget = plan.TimeBudgetSeconds ?? double.PositiveInfinity;
        var rung = plan.RungAt(ahead.Rung);
        double alone = MemberFits.Seconds(plan, [ahead.FitSeconds / rung.RowShare], bags: false, threads: 1);
        // A winner that never came to the full rung is judged once more on its own.
        if (ahead.Rung < plan.TopRung) return JudgingSeconds(plan, budget) + alone + Math.Max(1, rung.Folds) * ahead.FitSeconds;
        bool bags = MemberFits.AreBags(plan, (int)(plan.Rows * (1 - plan.TestShare)));
        double together = MemberFits.Seconds(plan, fits, bags, ExpectedThreads);
        return JudgingSeconds(plan, budget) + Math.Max(alone, Math.Min(together, MostEnsembleShare * budget));
    }

    /// <summary>What is left of a budget for making the model; null without a budget.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="elapsed">Time at work when the winner is chosen.</param>
    public static double? Allowance(RunPlan plan, TimeSpan elapsed) =>
        plan.TimeBudgetSeconds is { } budget ? Math.Max(0, budget - elapsed.TotalSeconds - RegistrationShare * budget) : null;

    /// <summary>Choosing weights, calibrating, packing and judging, beside the fits.</summary>
    private static double JudgingSeconds(RunPlan plan, double budget) => Math.Min(
        MostJudgingShare * budget, Math.Max(LeastJudgingSeconds + JudgingSecondsPerRow * plan.Rows, LeastJudgingShare * budget));

    /// <summary>The time at work at which a run that still has no score gives up.</summary>
    public static TimeSpan End(double budgetSeconds) => TimeSpan.FromSeconds(budgetSeconds);
}
