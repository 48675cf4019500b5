using System.Runtime.InteropServices;

namespace Kolosal.Learning.Search;

/// <summary>A history in order of number, and the few trials of it that a sampler looks at: proposals must take the same time after ten
/// thousand.</summary>
internal static class TrialOrder
{
    /// <summary>The trials by ascending number; no copy when they come so.</summary>
    public static ReadOnlySpan<TrialObservation> ByNumber(IReadOnlyList<TrialObservation> history)
    {
        var trials = history switch
        {
            TrialObservation[] array => array,
            List<TrialObservation> list => CollectionsMarshal.AsSpan(list),
            _ => (ReadOnlySpan<TrialObservation>)history.ToArray(),
        };
        for (int i = 1; i < trials.Length; i++)
            if (trials[i].Number < trials[i - 1].Number)
            {
                var sorted = trials.ToArray();
                Array.Sort(sorted, (a, b) => a.Number.CompareTo(b.Number));
                return sorted;
            }
        return trials;
    }

    /// <summary>The places of the trials with the least finite losses, best first; of equal losses the earlier is ahead.</summary>
    public static List<int> Best(ReadOnlySpan<TrialObservation> trials, int most)
    {
        var best = new List<int>(most + 1);
        var losses = new List<double>(most + 1);
        for (int i = 0; i < trials.Length && most > 0; i++)
        {
            double loss = trials[i].Loss;
            if (!double.IsFinite(loss) || (best.Count == most && loss >= losses[^1])) continue;
            int at = best.Count;
            while (at > 0 && loss < losses[at - 1]) at--;
            best.Insert(at, i);
            losses.Insert(at, loss);
            if (best.Count <= most) continue;
            best.RemoveAt(most);
            losses.RemoveAt(most);
        }
        return best;
    }

    /// <summary>The places of the best trials and of the latest others, ascending.</summary>
    public static List<int> BestAndLatest(ReadOnlySpan<TrialObservation> trials, int best, int latest)
    {
        var chosen = Best(trials, best);
        chosen.Sort();
        var others = new List<int>(latest);
        for (int i = trials.Length - 1; i >= 0 && others.Count < latest; i--)
            if (chosen.BinarySearch(i) < 0) others.Add(i);
        chosen.AddRange(others);
        chosen.Sort();
        return chosen;
    }
}
