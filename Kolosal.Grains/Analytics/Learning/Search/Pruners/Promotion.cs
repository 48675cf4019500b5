namespace Kolosal.Learning.Search;

/// <summary>Who goes on from a rung: the rule that successive halving and its kin share.</summary>
public static class Promotion
{
    /// <summary>The best <paramref name="keep"/> of the trials at a rung, by number; of equal losses the earlier number is
    /// ahead, and what is no number comes last.</summary>
    /// <param name="rung">Trials with their losses at the rung.</param>
    /// <param name="keep">At least 1.</param>
    public static ImmutableArray<int> Best(IReadOnlyList<(int Number, double Loss)> rung, int keep)
    {
        Require.AtLeast(keep, 1);
        return [.. rung.OrderBy(t => PercentilePruner.OrWorst(t.Loss)).ThenBy(t => t.Number).Take(keep).Select(t => t.Number).Order()];
    }

    /// <summary>Synchronous successive halving (Jamieson and Talwalkar, AISTATS 2016, algorithm 1): the best ⌊n / η⌋ of n, at least one.</summary>
    /// <param name="rung">All trials of the rung.</param>
    /// <param name="eta">η, at least 2.</param>
    public static ImmutableArray<int> Halve(IReadOnlyList<(int Number, double Loss)> rung, int eta) =>
        rung.Count == 0 ? [] : Best(rung, Math.Max(1, rung.Count / Require.AtLeast(eta, 2)));

    /// <summary>How many of the others are ahead of a trial at a rung, and how many have come to it.</summary>
    internal static (int Ahead, int Reached) Standing(TrialCurve trial, double loss, int step, IReadOnlyList<TrialCurve> others,
        Func<int, bool> competes)
    {
        int ahead = 0, reached = 0;
        loss = PercentilePruner.OrWorst(loss);
        foreach (var other in others)
            if (competes(other.Number) && other.Reached(step) is { } theirs)
            {
                reached++;
                double their = PercentilePruner.OrWorst(theirs.Loss);
                if (their < loss || (their == loss && other.Number < trial.Number)) ahead++;
            }
        return (ahead, reached);
    }
}
