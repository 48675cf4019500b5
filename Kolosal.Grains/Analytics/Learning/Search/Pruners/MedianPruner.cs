namespace Kolosal.Learning.Search;

/// <param name="MinOthers">Others that must have come as far before anything is given up. Default: 5.</param>
/// <param name="Warmup">The last step at which nothing is given up yet. Default: 0.</param>
public sealed record MedianPrunerOptions(int MinOthers = 5, int Warmup = 0);

/// <summary>The median stopping rule of Vizier (Golovin et al., KDD 2017, section 3.2.2): <see cref="PercentilePruner"/> that keeps one
/// half.</summary>
public sealed class MedianPruner(MedianPrunerOptions options) : IPruner
{
    private readonly PercentilePruner half = new(new(0.5, options.MinOthers, options.Warmup));

    /// <inheritdoc/>
    public string Name => "median";

    /// <inheritdoc/>
    public bool ShouldPrune(TrialCurve trial, IReadOnlyList<TrialCurve> others) => half.ShouldPrune(trial, others);
}
