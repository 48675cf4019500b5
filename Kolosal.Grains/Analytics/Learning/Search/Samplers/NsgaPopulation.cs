namespace Kolosal.Learning.Search;

/// <summary>Who of a history can have children.</summary>
internal static class NsgaPopulation
{
    /// <summary>The losses of a trial, one where it has no others.</summary>
    public static double[] Losses(TrialObservation trial) => trial.Losses.IsEmpty ? [trial.Loss] : [.. trial.Losses];

    /// <summary>The places of those who compete: of all trials the best in each of some directions of the trade-off, or of one loss the
    /// best; and the latest. Ascending, trials without losses left out.</summary>
    /// <param name="trials">By number; those with another number of losses than the first are of another search.</param>
    /// <param name="population">N: as many of one loss, and twice as many of the latest.</param>
    public static int[] Candidates(ReadOnlySpan<TrialObservation> trials, int population)
    {
        int width = 0;
        var usable = new List<int>(trials.Length);
        for (int place = 0; place < trials.Length; place++)
        {
            int own = Math.Max(1, trials[place].Losses.Length);
            if (width == 0) width = own;
            if (own == width && Finite(trials[place])) usable.Add(place);
        }
        var chosen = new SortedSet<int>(usable.Skip(usable.Count - Math.Min(usable.Count, 2 * population)));
        chosen.UnionWith(width <= 1 ? TrialOrder.Best(trials, population) : Elite(trials, usable, width));
        return [.. chosen];
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

    /// <summary>In each direction the trial of the least weighted Chebyshev distance from the best of all losses, by their ranges
    /// (Steuer and Choo, Mathematical Programming 26, 1983); the earlier of equals.</summary>
    private static int[] Elite(ReadOnlySpan<TrialObservation> trials, List<int> usable, int width)
    {
        // Once into one array: what follows goes over it many times.
        double[] scaled = new double[usable.Count * width], low = new double[width], high = new double[width];
        Array.Fill(low, double.PositiveInfinity);
        Array.Fill(high, double.NegativeInfinity);
        for (int i = 0; i < usable.Count; i++)
        {
            var losses = trials[usable[i]].Losses.AsSpan();
            for (int k = 0; k < losses.Length; k++)
            {
                scaled[i * width + k] = losses[k];
                low[k] = Math.Min(low[k], losses[k]);
                high[k] = Math.Max(high[k], losses[k]);
            }
        }
        for (int i = 0; i < scaled.Length; i += width)
            for (int k = 0; k < width; k++) scaled[i + k] = high[k] > low[k] ? (scaled[i + k] - low[k]) / (high[k] - low[k]) : 0;
        return usable.Count == 0 ? [] : [.. Directions(width).Select(direction => usable[Nearest(scaled, direction)])];
    }

    private static int Nearest(double[] scaled, double[] direction)
    {
        // What is added so that a trial beaten in one loss and equal in the other does not win.
        const double Sum = 0.05;
        double least = double.PositiveInfinity;
        int nearest = 0;
        for (int i = 0; i < scaled.Length; i += direction.Length)
        {
            double most = 0, sum = 0;
            for (int k = 0; k < direction.Length; k++)
            {
                double weighed = direction[k] * scaled[i + k];
                sum += weighed;
                most = weighed > most ? weighed : most;
            }
            if (most + Sum * sum >= least) continue;
            least = most + Sum * sum;
            nearest = i / direction.Length;
        }
        return nearest;
    }

    /// <summary>Weights that add up to one: even for two losses, quasi-random on the simplex for more.</summary>
    private static double[][] Directions(int width)
    {
        const int Count = 8, CountOfMore = 12;
        if (width == 2) return [.. Enumerable.Range(0, Count).Select(i => (i + 0.5) / Count).Select(w => new[] { w, 1 - w })];
        var sequence = new SobolSequence(width);
        return [.. Enumerable.Range(1, CountOfMore).Select(i =>
        {
            var weights = new double[width];
            sequence.Point((uint)i, weights);
            for (int k = 0; k < width; k++) weights[k] = -Math.Log(Math.Max(weights[k], double.Epsilon));
            double total = weights.Sum();
            return Array.ConvertAll(weights, w => w / total);
        })];
    }

    private static bool Finite(TrialObservation trial)
    {
        if (!double.IsFinite(trial.Loss)) return false;
        foreach (double loss in trial.Losses)
            if (!double.IsFinite(loss)) return false;
        return true;
    }
}
