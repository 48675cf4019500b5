namespace Kolosal.Learning.Search;

/// <summary>
/// Asynchronous successive halving (Li et al., arXiv:1810.05934, algorithm 2): at each rung the best 1/η of the trials that have come to it
/// go on; of fewer than η the best.
/// </summary>
/// <remarks>In its stopping form: a trial that is not among them when it comes to the rung is given up instead of put by, so a worker never changes
/// trials. The first at a rung always goes on.</remarks>
public sealed class AshaPruner(HalvingOptions options) : IPruner
{
    private readonly ImmutableArray<int> rungs = options.Rungs();

    /// <inheritdoc/>
    public string Name => "asha";

    /// <inheritdoc/>
    public bool ShouldPrune(TrialCurve trial, IReadOnlyList<TrialCurve> others) => Falls(trial, others, rungs, options.Eta, _ => true);

    /// <summary>The rule among the trials that compete.</summary>
    internal static bool Falls(TrialCurve trial, IReadOnlyList<TrialCurve> others, ImmutableArray<int> rungs, int eta, Func<int, bool> competes)
    {
        if (trial.Losses is not [.., var last]) return false;
        int before = trial.Losses.Length > 1 ? trial.Losses[^2].Step : 0;
        foreach (int step in rungs)
        {
            // A rung judges once, when the trial comes to it; who comes later cannot call a trial back that has gone on.
            if (step <= before || step > last.Step) continue;
            var (ahead, reached) = Promotion.Standing(trial, last.Loss, step, others, competes);
            if (ahead >= Math.Max(1, (reached + 1) / eta)) return true;
        }
        return false;
    }
}
