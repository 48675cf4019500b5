namespace Kolosal.Learning.Search;

/// <param name="Keep">The share of trials that would go on at a step. Default: 0.25.</param>
/// <param name="MinOthers">Others that must have come as far before anything is given up. Default: 5.</param>
/// <param name="Warmup">The last step at which nothing is given up yet. Default: 0.</param>
public sealed record PercentilePrunerOptions(double Keep = 0.25, int MinOthers = 5, int Warmup = 0)
{
    /// <summary>Inside (0, 1).</summary>
    public double Keep { get; } = Require.Inside(Keep, 0, 1);

    /// <summary>At least 1.</summary>
    public int MinOthers { get; } = Require.AtLeast(MinOthers, 1);

    /// <summary>At least 0.</summary>
    public int Warmup { get; } = Require.AtLeast(Warmup, 0);
}

/// <summary>
/// Gives a trial up at step s when its best loss so far is worse than a percentile, over the others that came as far, of the mean of their losses up
/// to s: the stopping rule of Vizier with a percentile for the median (Golovin et al., KDD 2017, section 3.2.2).
/// </summary>
/// <remarks>The percentile is by nearest rank: the ⌈q m⌉-th smallest of m means, so that no two are mixed.</remarks>
public sealed class PercentilePruner(PercentilePrunerOptions options) : IPruner
{
    /// <inheritdoc/>
    public string Name => "percentile";

    /// <inheritdoc/>
    public bool ShouldPrune(TrialCurve trial, IReadOnlyList<TrialCurve> others)
    {
        if (trial.Losses is not [.., var last] || last.Step <= options.Warmup) return false;
        var means = new List<double>(others.Count);
        foreach (var other in others)
            if (other.Losses is [.., var theirs] && theirs.Step >= last.Step) means.Add(MeanUpTo(other, last.Step));
        if (means.Count < options.MinOthers) return false;
        means.Sort();
        double best = double.PositiveInfinity;
        foreach (var loss in trial.Losses) best = Math.Min(best, OrWorst(loss.Loss));
        return best > means[Math.Clamp((int)Math.Ceiling(options.Keep * means.Count) - 1, 0, means.Count - 1)];
    }

    internal static double OrWorst(double loss) => double.IsNaN(loss) ? double.PositiveInfinity : loss;

    private static double MeanUpTo(TrialCurve curve, int step)
    {
        double sum = 0;
        int count = 0;
        foreach (var loss in curve.Losses)
        {
            if (loss.Step > step) break;
            sum += OrWorst(loss.Loss);
            count++;
        }
        return count == 0 ? double.PositiveInfinity : sum / count;
    }
}
