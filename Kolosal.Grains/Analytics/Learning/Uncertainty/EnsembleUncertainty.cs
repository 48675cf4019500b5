namespace Kolosal.Learning.Uncertainty;

/// <summary>The uncertainty of one row and its two sources; total = aleatoric + epistemic.</summary>
/// <param name="Total">All of it: entropy in nats for classes, variance in squared units for numbers.</param>
/// <param name="Aleatoric">What the members agree they cannot know: noise in the data.</param>
/// <param name="Epistemic">How far the members differ: what more data like this row would settle.</param>
public readonly record struct UncertaintyParts(double Total, double Aleatoric, double Epistemic);

/// <summary>Splits an ensemble's uncertainty by where it comes from.</summary>
/// <remarks>
/// Classes: total H(p̄), aleatoric (1/M) Σ H(pₘ), epistemic their difference, the mutual information of label and member
/// (Depeweg et al., ICML 2018, arXiv:1710.07283, section 2; Malinin, Prokhorenkova and Ustimenko, ICLR
/// 2021, arXiv:2006.10562, equations 3–5). Entropies in nats. Numbers: the law of total variance, Var(y) =
/// mean of the members' noise variances + population variance of their means (Malinin et al., equation 7).
/// </remarks>
public static class EnsembleUncertainty
{
    /// <summary>Of class probabilities.</summary>
    /// <param name="members">members × classes probabilities, row-major, each row of sum 1.</param>
    /// <param name="classes">At least 2.</param>
    /// <exception cref="ArgumentException">The numbers do not make whole rows, or there are none.</exception>
    public static UncertaintyParts OfClasses(ReadOnlySpan<double> members, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (members.IsEmpty || members.Length % classes != 0)
            throw new ArgumentException($"{members.Length} probabilities do not make rows of {classes}.", nameof(members));
        int count = members.Length / classes;
        double total = 0, aleatoric = 0;
        for (int k = 0; k < classes; k++)
        {
            double mean = 0;
            for (int at = k; at < members.Length; at += classes)
            {
                mean += members[at];
                aleatoric += EntropyTerm(members[at]);
            }
            total += EntropyTerm(mean / count);
        }
        aleatoric /= count;
        // Entropy is concave, so the difference is negative by rounding alone.
        return new(total, Math.Min(aleatoric, total), Math.Max(0, total - aleatoric));
    }

    /// <summary>Of predicted values.</summary>
    /// <param name="means">What each member predicts, at least one.</param>
    /// <param name="noise">The noise variance that each member states, or empty when the
    /// members state none: then the total is the epistemic part alone.</param>
    /// <exception cref="ArgumentException">There are no members, or as many variances are not given.</exception>
    public static UncertaintyParts OfValues(ReadOnlySpan<double> means, ReadOnlySpan<double> noise = default)
    {
        if (means.IsEmpty || (!noise.IsEmpty && noise.Length != means.Length))
            throw new ArgumentException($"Need at least one member and no variances or one a member, got {means.Length} and {noise.Length}.",
                nameof(means));
        double mean = 0, epistemic = 0, aleatoric = 0;
        foreach (double value in means) mean += value;
        mean /= means.Length;
        foreach (double value in means) epistemic += (value - mean) * (value - mean);
        epistemic /= means.Length;
        foreach (double variance in noise) aleatoric += variance / means.Length;
        return new(epistemic + aleatoric, aleatoric, epistemic);
    }

    /// <summary>Of one row under an ensemble.</summary>
    /// <param name="ensemble">A classifier, or a regressor whose members state no noise.</param>
    /// <param name="row">Its encoded values.</param>
    /// <param name="scratch">At least members × outputs numbers, which are overwritten.</param>
    public static UncertaintyParts Of(IEnsemblePredictor ensemble, ReadOnlySpan<double> row, Span<double> scratch)
    {
        int outputs = ensemble.Outputs;
        var members = scratch[..(ensemble.Members * outputs)];
        for (int m = 0; m < ensemble.Members; m++) ensemble.ScoreMember(m, row, members.Slice(m * outputs, outputs));
        return outputs == 1 ? OfValues(members) : OfClasses(members, outputs);
    }

    private static double EntropyTerm(double p) => p > 0 ? -p * Math.Log(p) : 0;
}
