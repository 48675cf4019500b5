namespace Kolosal.Predictions;

/// <summary>What a shadow has counted. Grows by rows and by outcomes; its size does not depend on how many.</summary>
public sealed class ShadowTally
{
    public long Rows { get; set; }

    public long Unscored { get; set; }

    /// <summary>Rows with the same decision.</summary>
    public long Agreed { get; set; }

    /// <summary>Sum of the distances of the outputs.</summary>
    public double Distance { get; set; }

    public long Outcomes { get; set; }

    /// <summary>Outcomes that a later report changed; that report is not counted, since a bet that was settled is not taken back.</summary>
    public long Corrections { get; set; }

    /// <summary>Sum of losses.</summary>
    public double ChampionLoss { get; set; }

    /// <summary>Sum of losses.</summary>
    public double ChallengerLoss { get; set; }

    public long ChampionOnlyRight { get; set; }

    public long ChallengerOnlyRight { get; set; }

    public PairedBets Bets { get; init; } = new();

    /// <summary>Counts a row that both scored.</summary>
    /// <param name="regression">Whether outputs are values and not probabilities.</param>
    /// <param name="champion">The champion's outputs.</param>
    /// <param name="challenger">The challenger's, in the same order of classes.</param>
    public void Compare(bool regression, ReadOnlySpan<double> champion, ReadOnlySpan<double> challenger)
    {
        double distance = 0;
        for (int k = 0; k < champion.Length; k++) distance += Math.Abs(champion[k] - challenger[k]);
        Rows++;
        Distance += regression ? distance : distance / 2; // total variation: half the sum over the classes
        if (!regression && Uncertainty.Decide(champion) == Uncertainty.Decide(challenger)) Agreed++;
    }

    /// <summary>Counts the first outcome of a row that both scored.</summary>
    /// <param name="regression">Whether outputs are values and not probabilities.</param>
    /// <param name="champion">The champion's outputs.</param>
    /// <param name="challenger">The challenger's.</param>
    /// <param name="actual">Class or value.</param>
    public void Learn(bool regression, ReadOnlySpan<double> champion, ReadOnlySpan<double> challenger, double actual)
    {
        double one, other;
        if (regression) (one, other) = (PairedLoss.Squared(champion[0], actual), PairedLoss.Squared(challenger[0], actual));
        else
        {
            int label = (int)actual;
            (one, other) = (PairedLoss.Brier(champion, label), PairedLoss.Brier(challenger, label));
            bool right = Uncertainty.Decide(champion) == label, otherRight = Uncertainty.Decide(challenger) == label;
            if (right && !otherRight) ChampionOnlyRight++;
            if (otherRight && !right) ChallengerOnlyRight++;
        }
        Outcomes++;
        ChampionLoss += one;
        ChallengerLoss += other;
        Bets.Observe(PairedLoss.Difference(regression, one, other));
    }
}
