namespace Kolosal.Learning.Search;

/// <summary>What can be said of several losses at once, smaller being better in each. Losses are one array a trial, all of one length;
/// NaN counts as worse than any number.</summary>
public static class ParetoFront
{
    /// <summary>Whether <paramref name="a"/> is nowhere worse than <paramref name="b"/> and somewhere better.</summary>
    public static bool Dominates(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        bool better = false;
        for (int k = 0; k < a.Length; k++)
        {
            double mine = PercentilePruner.OrWorst(a[k]), theirs = PercentilePruner.OrWorst(b[k]);
            if (mine > theirs) return false;
            better |= mine < theirs;
        }
        return better;
    }

    /// <summary>Whether each trial is dominated by no other; equal ones are on the front together.</summary>
    public static bool[] Of(IReadOnlyList<double[]> losses)
    {
        var front = new bool[losses.Count];
        for (int i = 0; i < front.Length; i++)
        {
            bool beaten = false;
            for (int j = 0; j < front.Length && !beaten; j++) beaten = Dominates(losses[j], losses[i]);
            front[i] = !beaten;
        }
        return front;
    }

    /// <summary>Fast non-dominated sorting (Deb et al., IEEE TEC 6, 2002, section III A): 0 for the front, 1 for the front without it, and so
    /// on.</summary>
    public static int[] Ranks(IReadOnlyList<double[]> losses)
    {
        int n = losses.Count;
        var beats = new List<int>[n];
        var beatenBy = new int[n];
        for (int i = 0; i < n; i++) beats[i] = [];
        for (int i = 0; i < n; i++)
            for (int j = i + 1; j < n; j++)
                if (Dominates(losses[i], losses[j]))
                {
                    beats[i].Add(j);
                    beatenBy[j]++;
                }
                else if (Dominates(losses[j], losses[i]))
                {
                    beats[j].Add(i);
                    beatenBy[i]++;
                }
        var ranks = new int[n];
        List<int> current = [.. Enumerable.Range(0, n).Where(i => beatenBy[i] == 0)];
        for (int rank = 0; current.Count > 0; rank++)
        {
            var next = new List<int>();
            foreach (int i in current)
            {
                ranks[i] = rank;
                foreach (int j in beats[i])
                    if (--beatenBy[j] == 0) next.Add(j);
            }
            current = next;
        }
        return ranks;
    }

    /// <summary>Crowding distance (section III B there): the sum over the losses of the gap between a trial's neighbours, in shares of the range;
    /// +∞ at the ends.</summary>
    /// <param name="losses">One array a trial.</param>
    /// <param name="members">The trials of one rank; the distances come in their order.</param>
    public static double[] Crowding(IReadOnlyList<double[]> losses, IReadOnlyList<int> members)
    {
        var distances = new double[members.Count];
        if (members.Count == 0) return distances;
        var keys = new double[members.Count];
        var order = new int[members.Count];
        for (int k = 0; k < losses[members[0]].Length; k++)
        {
            for (int i = 0; i < order.Length; i++) (keys[i], order[i]) = (PercentilePruner.OrWorst(losses[members[i]][k]), i);
            Array.Sort(keys, order);
            distances[order[0]] = distances[order[^1]] = double.PositiveInfinity;
            double range = keys[^1] - keys[0];
            if (!(range > 0) || !double.IsFinite(range)) continue;
            for (int i = 1; i < order.Length - 1; i++) distances[order[i]] += (keys[i + 1] - keys[i - 1]) / range;
        }
        return distances;
    }

    /// <summary>The measure of what is dominated within the box that ends at a reference, for two or three losses
    /// (Zitzler and Thiele, IEEE TEC 3, 1999); trials that do not beat the reference in every loss add nothing.</summary>
    /// <exception cref="ArgumentException">There are not two or three losses.</exception>
    public static double Hypervolume(IReadOnlyList<double[]> losses, ReadOnlySpan<double> reference)
    {
        if (reference.Length is not (2 or 3)) throw new ArgumentException($"Need two or three losses, got {reference.Length}.", nameof(reference));
        var inside = new List<double[]>();
        foreach (double[] point in losses)
        {
            if (point.Length != reference.Length)
                throw new ArgumentException($"Need {reference.Length} losses a trial, got {point.Length}.", nameof(losses));
            bool beats = true;
            for (int k = 0; k < point.Length; k++) beats &= point[k] < reference[k] && double.IsFinite(point[k]);
            if (beats) inside.Add(point);
        }
        if (reference.Length == 2) return Area(inside, reference);
        // Slices along the third loss: each as thick as the way to the next trial, as large as what is dominated by those below it.
        inside.Sort((a, b) => a[2].CompareTo(b[2]));
        double volume = 0;
        for (int i = 0; i < inside.Count; i++)
        {
            double next = i + 1 < inside.Count ? inside[i + 1][2] : reference[2];
            if (next > inside[i][2]) volume += (next - inside[i][2]) * Area(inside[..(i + 1)], reference);
        }
        return volume;
    }

    private static double Area(List<double[]> points, ReadOnlySpan<double> reference)
    {
        double[] first = [.. points.Select(p => p[0])], second = [.. points.Select(p => p[1])];
        Array.Sort(first, second);
        double area = 0, lowest = reference[1];
        for (int i = 0; i < first.Length; i++)
            if (second[i] < lowest)
            {
                area += (reference[0] - first[i]) * (lowest - second[i]);
                lowest = second[i];
            }
        return area;
    }
}
