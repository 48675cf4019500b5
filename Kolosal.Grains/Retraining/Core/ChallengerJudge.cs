using System.Globalization;
using Kolosal.Predictions;

namespace Kolosal.Retraining;

/// <summary>What is known of a challenger.</summary>
/// <param name="Outcomes">Live outcomes compared.</param>
/// <param name="EvidenceBetter">Highest capital of the bets on the challenger.</param>
/// <param name="EvidenceWorse">Highest capital of the bets on the champion.</param>
/// <param name="HeldOut">The comparison on held-out rows; null when there was none.</param>
public sealed record ChallengerFacts(long Outcomes, double EvidenceBetter, double EvidenceWorse, HeldOutFinding? HeldOut);

/// <summary>Better, worse, or neither.</summary>
public enum PairedFinding
{
    NoDifference,
    Better,
    Worse,
}

/// <summary>What the test found.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Basis"><c>live_outcomes</c>, <c>held_out</c> or <c>none</c>.</param>
/// <param name="Detail">In words and figures.</param>
public sealed record PairedVerdict(PairedFinding Finding, string Basis, string Detail);

/// <summary>The rule by which a challenger is better: live outcomes where there are enough, held-out rows otherwise.</summary>
public static class ChallengerJudge
{
    /// <param name="facts">What is known.</param>
    /// <param name="alpha">Chance that one of two equal models is called better or worse; half of it for each.</param>
    /// <param name="minOutcomes">Outcomes from which on they decide.</param>
    /// <remarks>Live outcomes decide by a capital of 2/α, whenever it was reached (<see cref="PairedBets"/>); held-out rows by Student's t of the
    /// pairs. With neither nothing is found.</remarks>
    public static PairedVerdict Judge(ChallengerFacts facts, double alpha, int minOutcomes)
    {
        if (facts.Outcomes >= minOutcomes)
        {
            double needed = 2 / alpha;
            var finding = facts.EvidenceBetter >= needed && facts.EvidenceBetter >= facts.EvidenceWorse ? PairedFinding.Better
                : facts.EvidenceWorse >= needed ? PairedFinding.Worse : PairedFinding.NoDifference;
            return new(finding, "live_outcomes", string.Create(CultureInfo.InvariantCulture,
                $"{facts.Outcomes} outcomes of rows that both scored: evidence {facts.EvidenceBetter:0.###} that the challenger loses less, "
                + $"{facts.EvidenceWorse:0.###} that it loses more; {needed:0.###} is needed."));
        }
        if (facts.HeldOut is { } held)
        {
            var finding = held.PValue > alpha || held.Gain == 0 ? PairedFinding.NoDifference
                : held.Gain > 0 ? PairedFinding.Better : PairedFinding.Worse;
            return new(finding, "held_out", string.Create(CultureInfo.InvariantCulture,
                $"{held.Rows} held-out rows: mean loss {held.ChampionLoss:0.######} of the champion, {held.ChallengerLoss:0.######} of the "
                + $"challenger, gain {held.Gain:0.######} [{held.Low:0.######}, {held.High:0.######}], p {held.PValue:0.####}; "
                + $"{alpha:0.####} is needed. "
                + $"{facts.Outcomes} live outcomes are known, {minOutcomes} would decide."));
        }
        return new(PairedFinding.NoDifference, "none", string.Create(CultureInfo.InvariantCulture,
            $"{facts.Outcomes} live outcomes are known, {minOutcomes} would decide, and there is no comparison on held-out rows."));
    }
}
