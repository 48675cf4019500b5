namespace Kolosal.Tracking;

/// <summary>Chooses steps of a metric's history for a chart that has room for fewer points than there are.</summary>
public static class StepSampling
{
    /// <param name="steps">Distinct steps per run, in any order.</param>
    /// <param name="most">Most steps that are chosen evenly.</param>
    /// <returns>Evenly spaced steps out of all, and the first and last of every run, so that each curve begins and ends where it does.</returns>
    public static ImmutableHashSet<long> Choose(IReadOnlyCollection<IReadOnlyCollection<long>> steps, int most)
    {
        long[] all = [.. steps.SelectMany(run => run).Distinct().Order()];
        if (all.Length <= most) return [.. all];

        var chosen = ImmutableHashSet.CreateBuilder<long>();
        for (int i = 0; i < most; i++) chosen.Add(all[most == 1 ? 0 : (int)((long)i * (all.Length - 1) / (most - 1))]);
        foreach (var run in steps)
        {
            if (run.Count == 0) continue;
            chosen.Add(run.Min());
            chosen.Add(run.Max());
        }
        return chosen.ToImmutable();
    }
}
