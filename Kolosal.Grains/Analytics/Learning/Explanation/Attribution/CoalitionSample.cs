using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Explanation;

/// <summary>The coalitions of a kernel explanation that cannot score all of them.</summary>
internal static class CoalitionSample
{
    /// <summary>Whole sizes from both ends while the budget covers their share of the weight, then pairs of complements at random.</summary>
    /// <param name="players">n ≥ 2.</param>
    /// <param name="budget">At least 2 n, and fewer than all 2ⁿ − 2.</param>
    /// <param name="seed">Of the random ones.</param>
    /// <returns>coalitions × players, and the weight of each coalition; weights sum to 1.</returns>
    public static (bool[] Known, double[] Weights) Draw(int players, int budget, ulong seed)
    {
        // The kernel (n − 1) / (C(n, s) s (n − s)) summed over a size.
        double[] shares = [.. Enumerable.Range(0, players + 1).Select(s => s == 0 || s == players ? 0 : 1.0 / (s * (double)(players - s)))];
        double all = FixedSum.Of(shares);
        var known = new List<bool[]>();
        var weights = new List<double>();
        int size = 1;
        for (double left = 1; size <= players / 2; size++)
        {
            bool middle = 2 * size == players;
            double count = Choose(players, size) * (middle ? 1 : 2), share = shares[size] * (middle ? 1 : 2) / all;
            // Size 1 always: it alone makes the fit well posed.
            if (size > 1 && (budget - known.Count) * share / left < count) break;
            AddAll(players, size, share / count, known, weights);
            left -= share;
        }
        if (size > players / 2) return (Flatten(known), [.. weights]);

        var random = new SeededRandom(seed);
        double[] sizes = shares[size..(players - size + 1)];
        double rest = FixedSum.Of(sizes);
        int pairs = Math.Max(1, (budget - known.Count) / 2);
        int[] order = [.. Enumerable.Range(0, players)];
        for (int p = 0; p < pairs; p++)
        {
            double at = random.NextDouble() * rest;
            int drawn = 0;
            while (drawn < sizes.Length - 1 && (at -= sizes[drawn]) >= 0) drawn++;
            var members = new bool[players];
            for (int i = 0; i < size + drawn; i++)
            {
                int j = i + random.Next(players - i);
                (order[i], order[j]) = (order[j], order[i]);
                members[order[i]] = true;
            }
            known.Add(members);
            known.Add([.. members.Select(m => !m)]);
            weights.AddRange([0.5 * rest / all / pairs, 0.5 * rest / all / pairs]);
        }
        return (Flatten(known), [.. weights]);
    }

    private static void AddAll(int players, int size, double weight, List<bool[]> known, List<double> weights)
    {
        int[] chosen = [.. Enumerable.Range(0, size)];
        while (true)
        {
            var members = new bool[players];
            foreach (int i in chosen) members[i] = true;
            known.Add(members);
            weights.Add(weight);
            if (2 * size != players)
            {
                known.Add([.. members.Select(m => !m)]);
                weights.Add(weight);
            }
            int at = size - 1;
            while (at >= 0 && chosen[at] == players - size + at) at--;
            if (at < 0) return;
            chosen[at]++;
            for (int i = at + 1; i < size; i++) chosen[i] = chosen[i - 1] + 1;
        }
    }

    private static bool[] Flatten(List<bool[]> known) => [.. known.SelectMany(members => members)];

    private static double Choose(int n, int k)
    {
        double count = 1;
        for (int i = 1; i <= k; i++) count = count * (n - k + i) / i;
        return count;
    }
}
