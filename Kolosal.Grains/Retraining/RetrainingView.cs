namespace Kolosal.Retraining;

/// <summary>What the pure part found, as callers see it.</summary>
internal static class RetrainingView
{
    public static ShadowReport? Shadow(RetrainingState state)
    {
        if (state.NoShadow is { } why) return new(0, 0, null, null, 0, 0, null, null, 0, 0, 1, 1, why);
        if (state.ShadowBeganAt is null) return null;
        var tally = state.ReadTally();
        bool regression = state.Run!.Task == "regression";
        return new(
            tally.Rows, tally.Unscored, regression || tally.Rows == 0 ? null : tally.Agreed / (double)tally.Rows,
            tally.Rows == 0 ? null : Finite(tally.Distance / tally.Rows), tally.Outcomes, tally.Corrections,
            tally.Outcomes == 0 ? null : Finite(tally.ChampionLoss / tally.Outcomes),
            tally.Outcomes == 0 ? null : Finite(tally.ChallengerLoss / tally.Outcomes), tally.ChampionOnlyRight, tally.ChallengerOnlyRight,
            tally.Bets.HighestBetter, tally.Bets.HighestWorse, null);
    }

    public static HeldOutReport Report(HeldOutFinding found) => new(
        found.Rows, found.LeftOut, Finite(found.ChampionLoss), Finite(found.ChallengerLoss), Finite(found.Gain), Finite(found.Low),
        Finite(found.High), Finite(found.PValue), found.ChampionOnlyRight, found.ChallengerOnlyRight, found.McNemarP, null);

    public static HeldOutReport Impossible(string why) => new(0, 0, null, null, null, null, null, null, 0, 0, null, why);

    /// <summary>The finding that a report was made of; null where there was no comparison.</summary>
    public static HeldOutFinding? Finding(HeldOutReport? report) =>
        report is { ChampionLoss: { } one, ChallengerLoss: { } other, Gain: { } gain, GainLow: { } low, GainHigh: { } high, PValue: { } p }
            ? new(report.Rows, report.LeftOut, one, other, gain, low, high, p, report.ChampionOnlyRight, report.ChallengerOnlyRight,
                report.McNemarPValue)
            : null;

    public static ChallengerVerdict Verdict(PairedVerdict found) => new(
        found.Finding switch
        {
            PairedFinding.Better => ChallengerFinding.Better,
            PairedFinding.Worse => ChallengerFinding.Worse,
            _ => ChallengerFinding.NoDifference,
        }, found.Basis, found.Detail);

    /// <summary>Squared errors of huge values may be no number any more.</summary>
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
