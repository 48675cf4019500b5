namespace Kolosal.Learning.Search;

/// <summary>
/// Successive halving (Jamieson and Talwalkar, AISTATS 2016, algorithm 1) in cohorts: trials k n … (k + 1) n − 1 are one cohort of n = η^rungs, of
/// which n / η go on from the first rung, n / η² from the second, down to one.
/// </summary>
/// <remarks>A trial is given up at a rung as soon as as many of its cohort are ahead there as go on, and not before: whoever is still to come can
/// only make that worse. So nobody waits, and who has to go under the synchronous rule goes, if not always at once.</remarks>
public sealed class SuccessiveHalvingPruner(HalvingOptions options) : IPruner
{
    private readonly ImmutableArray<int> rungs = options.Rungs();

    /// <inheritdoc/>
    public string Name => "successive_halving";

    /// <summary>n, the trials of a cohort.</summary>
    public int Cohort { get; } = Power(options.Eta, options.Rungs().Length);

    /// <inheritdoc/>
    public bool ShouldPrune(TrialCurve trial, IReadOnlyList<TrialCurve> others)
    {
        int cohort = trial.Number / Cohort, keep = Cohort;
        foreach (int step in rungs)
        {
            if (trial.Reached(step) is not { } own) return false;
            keep /= options.Eta;
            if (Promotion.Standing(trial, own.Loss, step, others, n => n / Cohort == cohort).Ahead >= keep) return true;
        }
        return false;
    }

    private static int Power(int eta, int exponent)
    {
        long power = 1;
        for (int i = 0; i < exponent; i++) power *= eta;
        return (int)Math.Min(power, int.MaxValue);
    }
}
