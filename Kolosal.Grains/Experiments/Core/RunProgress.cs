namespace Kolosal.Experiments;

/// <summary>How far along a run is, from what has happened so far.</summary>
public static class RunProgress
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
