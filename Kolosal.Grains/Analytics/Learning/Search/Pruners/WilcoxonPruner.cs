using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <param name="MaxP">A trial is given up below this p-value. Default: 0.1.</param>
/// <param name="MinFolds">Folds in common before anything is given up. Default: 3.</param>
public sealed record WilcoxonPrunerOptions(double MaxP = 0.1, int MinFolds = 3)
{
    /// <summary>Inside (0, ½): beyond, the better trial would be given up.</summary>
    public double MaxP { get; } = Require.Inside(MaxP, 0, 0.5);

    /// <summary>At least 2.</summary>
    public int MinFolds { get; } = Require.AtLeast(MinFolds, 2);
}

/// <summary>
/// Gives a trial up when Wilcoxon's signed ranks (<see cref="RankTests.Wilcoxon"/>) of its losses and the best trial's on the folds they have in
/// common say that it is worse. Steps are folds here, each with a loss of its own.
/// </summary>
/// <remarks>
/// The best is the complete trial of the least mean over all its folds, so this rule, unlike the others, looks beyond step s. One-sided: p of
/// the two-sided test is halved. By exact counting no p is below 2⁻ⁿ on n folds, so with 0.1 nothing is given up before the fourth.
/// </remarks>
public sealed class WilcoxonPruner(WilcoxonPrunerOptions options) : IPruner
{
    /// <inheritdoc/>
    public string Name => "wilcoxon";

    /// <inheritdoc/>
    public bool ShouldPrune(TrialCurve trial, IReadOnlyList<TrialCurve> others)
    {
        TrialCurve? best = null;
        double least = double.PositiveInfinity;
        foreach (var other in others)
        {
            if (!other.Complete || other.Losses.IsEmpty) continue;
            double mean = other.Losses.Average(l => PercentilePruner.OrWorst(l.Loss));
            if (mean < least || (mean == least && other.Number < best?.Number)) (best, least) = (other, mean);
        }
        if (best is null) return false;
        List<double> own = [], theirs = [];
        foreach (var loss in trial.Losses)
            if (best.At(loss.Step) is { } their && double.IsFinite(their))
            {
                if (!double.IsFinite(loss.Loss)) return true;
                own.Add(loss.Loss);
                theirs.Add(their);
            }
        if (own.Count < options.MinFolds) return false;
        // The sign of the rank sums decides which half of the two-sided p counts.
        double excess = 0;
        double[] ranks = Ranks.Of([.. own.Select((loss, i) => Math.Abs(loss - theirs[i]))], out _);
        for (int i = 0; i < own.Count; i++) excess += ranks[i] * Math.Sign(own[i] - theirs[i]);
        return excess > 0 && RankTests.Wilcoxon(own.ToArray(), theirs.ToArray()).P / 2 < options.MaxP;
    }
}
