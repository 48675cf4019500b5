namespace Kolosal.Experiments;

/// <summary>Which trials may be launched, and when the search is over. Depends on what is
/// finished, never on when or in which order it finished.</summary>
public static class TrialSchedule
{
    /// <summary>The trials that may be launched now, lowest number first.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="isFinished">Whether a trial has ended, scored or not.</param>
    /// <param name="isRunning">Whether a trial is in flight.</param>
    /// <param name="allBelow">Every trial below this number has ended, as far as is known without looking.</param>
    /// <remarks>Trial n needs every trial numbered up to n − lag: they are all that its suggestion looks at.</remarks>
    public static IEnumerable<int> Launchable(RunPlan plan, Func<int, bool> isFinished, Func<int, bool> isRunning, int allBelow = 0)
    {
        int firstOpen = allBelow;
        while (firstOpen < plan.MaxTrials && isFinished(firstOpen)) firstOpen++;
        for (int n = firstOpen; n < plan.MaxTrials && n - plan.Lag < firstOpen; n++)
            if (!isFinished(n) && !isRunning(n)) yield return n;
    }

    /// <summary>Whether every trial of the plan has ended.</summary>
    public static bool IsComplete(RunPlan plan, int finished) => finished >= plan.MaxTrials;
}
