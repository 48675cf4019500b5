using Kolosal.Statistics;

namespace Kolosal.Learning.Validation;

/// <summary>The folds over which decisions are cross-fitted.</summary>
internal static class StratifiedFolds
{
    /// <summary>The fold of each row, the rows of every class dealt out in a random order; as many folds as the smallest
    /// class has rows if that is fewer, and none (empty) when it has one row only, which cannot be held out.</summary>
    /// <param name="labels">The class of each row, any numbers.</param>
    /// <param name="most">Folds at most.</param>
    /// <param name="seed">Of the order.</param>
    public static int[] Assign(ReadOnlySpan<int> labels, int most, ulong seed)
    {
        var members = new SortedDictionary<int, List<int>>();
        for (int i = 0; i < labels.Length; i++)
        {
            if (!members.TryGetValue(labels[i], out var own)) members[labels[i]] = own = [];
            own.Add(i);
        }
        int count = Math.Min(most, members.Values.Min(own => own.Count));
        if (count < 2) return [];
        var random = new SeededRandom(seed);
        var folds = new int[labels.Length];
        foreach (var own in members.Values)
        {
            int[] order = [.. own];
            random.Shuffle<int>(order);
            for (int i = 0; i < order.Length; i++) folds[order[i]] = i % count;
        }
        return folds;
    }
}
