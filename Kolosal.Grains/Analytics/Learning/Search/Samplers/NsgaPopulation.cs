namespace Kolosal.Learning.Search;

/// <summary>Who of a history can have children.</summary>
internal static class NsgaPopulation
{
    /// <summary>The losses of a trial, one where it has no others.</summary>
    public static double[] Losses(TrialObservation trial) => trial.Losses.IsEmpty ? [trial.Loss] : [.. trial.Losses];

    /// <summary>The places of the front of all trials, thinned, and of the latest that have losses, ascending.</summary>
    public static int[] Candidates(ReadOnlySpan<TrialObservation> trials, int population)
    {
        var front = new List<int>(2 * population);
        var losses = new List<double[]>(2 * population);
        var latest = new Queue<int>(population);
        int length = 0;
        for (int place = 0; place < trials.Length; place++)
        {
            var trial = trials[place];
            if (!double.IsFinite(trial.Loss)) continue;
            // Trials with another number of losses are of another search.
            int own = Math.Max(1, trial.Losses.Length);
            if (length == 0) length = own;
            if (own != length) continue;
            if (latest.Count == population) latest.Dequeue();
            latest.Enqueue(place);
            Admit(trial, place, front, losses);
            if (front.Count == 2 * population) Thin(front, losses, population);
        }
        return [.. front.Concat(latest).Distinct().Order()];
    }

    /// <summary>The best by rank, then by crowding, in order of their places, with both.</summary>
    public static (int[] Members, int[] Ranks, double[] Crowding) Select(List<double[]> losses, int population)
    {
        int[] ranks = ParetoFront.Ranks(losses);
        var crowding = new double[losses.Count];
        foreach (var group in Enumerable.Range(0, losses.Count).GroupBy(i => ranks[i]))
        {
            int[] members = [.. group];
            double[] own = ParetoFront.Crowding(losses, members);
            for (int i = 0; i < members.Length; i++) crowding[members[i]] = own[i];
        }
        int[] best = [.. Enumerable.Range(0, losses.Count).OrderBy(i => ranks[i]).ThenByDescending(i => crowding[i]).Take(population).Order()];
        return (best, [.. best.Select(i => ranks[i])], [.. best.Select(i => crowding[i])]);
    }

    private static void Admit(TrialObservation trial, int place, List<int> front, List<double[]> losses)
    {
        // Most trials are beaten by somebody on the front: without an array of their own.
        ReadOnlySpan<double> single = [trial.Loss], own = trial.Losses.IsEmpty ? single : trial.Losses.AsSpan();
        for (int i = 0; i < losses.Count; i++)
            if (ParetoFront.Dominates(losses[i], own) || own.SequenceEqual(losses[i]))
            {
                // Who beats one is likely to beat the next: first in line.
                if (i > 0) ((losses[0], losses[i]), (front[0], front[i])) = ((losses[i], losses[0]), (front[i], front[0]));
                return;
            }
        for (int i = losses.Count - 1; i >= 0; i--)
            if (ParetoFront.Dominates(own, losses[i]))
            {
                losses.RemoveAt(i);
                front.RemoveAt(i);
            }
        front.Add(place);
        losses.Add(own.ToArray());
    }

    private static void Thin(List<int> front, List<double[]> losses, int population)
    {
        int[] all = [.. Enumerable.Range(0, front.Count)];
        double[] crowding = ParetoFront.Crowding(losses, all);
        int[] kept = [.. all.OrderByDescending(i => crowding[i]).ThenBy(i => front[i]).Take(population)];
        (int[] places, double[][] values) = ([.. kept.Select(i => front[i])], [.. kept.Select(i => losses[i])]);
        front.Clear();
        losses.Clear();
        front.AddRange(places);
        losses.AddRange(values);
    }
}
