namespace Kolosal.Predictions;

/// <summary>What a prediction costs once the truth is known, and how two costs compare in [−1, 1].</summary>
public static class PairedLoss
{
    /// <summary>Half the Brier score, ½ Σₖ (pₖ − [k = actual])²: 0 to 1, and proper: the true probabilities cost least.</summary>
    public static double Brier(ReadOnlySpan<double> probabilities, int actual)
    {
        double sum = 0;
        for (int k = 0; k < probabilities.Length; k++)
        {
            double off = probabilities[k] - (k == actual ? 1 : 0);
            sum += off * off;
        }
        return Math.Min(1, sum / 2);
    }

    /// <summary>(y − ŷ)².</summary>
    public static double Squared(double predicted, double actual) => (predicted - actual) * (predicted - actual);

    /// <summary>The champion's loss less the challenger's. Squared errors have no bound, so theirs is taken relative to their sum,
    /// (a − b) / (a + b): in [−1, 1] whatever the unit, 0 where both are exact.</summary>
    public static double Difference(bool regression, double champion, double challenger)
    {
        if (!regression) return champion - challenger;
        double sum = champion + challenger;
        return sum > 0 && double.IsFinite(sum) ? (champion - challenger) / sum : 0;
    }
}
