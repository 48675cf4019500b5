namespace Kolosal.Predictions;

/// <summary>An anytime-valid test of paired differences: capital that grows by betting that one of two models loses less.</summary>
/// <remarks>
/// A difference d lies in [−1, 1] and is above 0 where the challenger lost less. Under "the challenger is not better" its mean is at most 0 given
/// what came before, so every stake that is multiplied by 1 + λ d, 0 &lt; λ &lt; 1, is a supermartingale, and so is the mean of several
/// (Waudby-Smith and Ramdas, arXiv:2010.09686, section 4). By Ville's inequality the capital, however long and however often one looks, ever
/// reaches 1/a with a chance of at most a. The other direction bets on −d. Boldness is not chosen from the data but spread over a grid, since
/// differences of two good models are small and those of a broken one are not.
/// </remarks>
public sealed class PairedBets
{
    /// <summary>λ: small ones find small differences, large ones large differences soon.</summary>
    private static readonly double[] Boldness = [0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.9];

    /// <summary>Capital beyond it says no more, and must stay a number.</summary>
    private const double Enough = 1e100;

    /// <summary>Capital by boldness of the bets on the challenger.</summary>
    public double[] Better { get; init; } = [.. Boldness.Select(_ => 1.0)];

    /// <summary>Capital by boldness of the bets on the champion.</summary>
    public double[] Worse { get; init; } = [.. Boldness.Select(_ => 1.0)];

    /// <summary>Highest mean capital so far of the bets on the challenger, at least 1.</summary>
    public double HighestBetter { get; set; } = 1;

    /// <summary>Highest mean capital so far of the bets on the champion, at least 1.</summary>
    public double HighestWorse { get; set; } = 1;

    /// <summary>Bets on the next pair.</summary>
    /// <param name="difference">The champion's loss less the challenger's, in [−1, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">It lies elsewhere.</exception>
    public void Observe(double difference)
    {
        if (!(difference >= -1 && difference <= 1))
            throw new ArgumentOutOfRangeException(nameof(difference), difference, "A difference of two losses lies in [-1, 1].");
        HighestBetter = Math.Max(HighestBetter, Bet(Better, difference));
        HighestWorse = Math.Max(HighestWorse, Bet(Worse, -difference));
    }

    private static double Bet(double[] capital, double difference)
    {
        double sum = 0;
        for (int i = 0; i < capital.Length; i++)
            sum += capital[i] = Math.Min(Enough, capital[i] * (1 + Boldness[i] * difference));
        return sum / capital.Length;
    }
}
