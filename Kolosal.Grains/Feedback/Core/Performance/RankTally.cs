namespace Kolosal.Feedback;

/// <summary>How well a class's probability ranks its rows before the others, from counts by bins of log-odds; constant memory.</summary>
/// <remarks>
/// Bins are 0.1 wide from −12 to 12, with one for what lies below and one for what lies above, so that small and great probabilities are told
/// apart as well as middling ones. Rows of one bin count as tied; <see cref="Resolution"/> bounds what that can move. Counts may be expected
/// ones: fractions of rows.
/// </remarks>
public sealed class RankTally
{
    internal const int Bins = 242;

    private const double Reach = 12, Width = 0.1;

    /// <summary>Rows of the class by bin.</summary>
    public double[] Positives { get; set; } = new double[Bins];

    /// <summary>Rows of other classes by bin.</summary>
    public double[] Negatives { get; set; } = new double[Bins];

    /// <summary>The bin of a probability, 0 to 241.</summary>
    public static int BinOf(double probability)
    {
        double odds = Math.Log(probability / (1 - probability));
        return odds < -Reach ? 0 : odds >= Reach ? Bins - 1 : Math.Clamp((int)Math.Floor((odds + Reach) / Width) + 1, 1, Bins - 2);
    }

    /// <param name="probability">Of the class, 0 to 1.</param>
    /// <param name="isClass">Whether the row is of the class.</param>
    /// <param name="sign">1 to add it, −1 to take it back.</param>
    public void Add(double probability, bool isClass, int sign) => (isClass ? Positives : Negatives)[BinOf(probability)] += sign;

    /// <summary>Area under the ROC curve: P(a row of the class scores above another) + ½ P(equal); NaN without rows of both kinds.</summary>
    public double Area()
    {
        double positives = Positives.Sum(), negatives = Negatives.Sum(), below = 0, won = 0;
        for (int bin = 0; bin < Bins; bin++)
        {
            won += Positives[bin] * (below + Negatives[bin] / 2);
            below += Negatives[bin];
        }

        return positives > 0 && negatives > 0 ? won / (positives * negatives) : double.NaN;
    }

    /// <summary>The most by which the area may differ from that of the scores themselves: half of the pairs within a bin.</summary>
    public double Resolution()
    {
        double positives = Positives.Sum(), negatives = Negatives.Sum(), tied = 0;
        for (int bin = 0; bin < Bins; bin++) tied += Positives[bin] * Negatives[bin] / 2;
        return positives > 0 && negatives > 0 ? tied / (positives * negatives) : double.NaN;
    }

    /// <summary>Standard error of the area over drawn rows (DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988); NaN with fewer than two
    /// rows of either kind.</summary>
    public double AreaError()
    {
        double positives = Positives.Sum(), negatives = Negatives.Sum(), area = Area();
        if (positives < 2 || negatives < 2) return double.NaN;
        double ofPositives = 0, ofNegatives = 0;
        foreach (var (bin, won, lost) in Placements())
        {
            ofPositives += Positives[bin] * (won - area) * (won - area);
            ofNegatives += Negatives[bin] * (lost - area) * (lost - area);
        }

        return Math.Sqrt(ofPositives / (positives - 1) / positives + ofNegatives / (negatives - 1) / negatives);
    }

    /// <summary>By bin, the share of other rows below a row of the class there, and of the class's rows above another row there.</summary>
    internal IEnumerable<(int Bin, double Won, double Lost)> Placements()
    {
        double positives = Positives.Sum(), negatives = Negatives.Sum(), below = 0, above = positives;
        for (int bin = 0; bin < Bins; bin++)
        {
            above -= Positives[bin];
            yield return (bin, (below + Negatives[bin] / 2) / negatives, (above + Positives[bin] / 2) / positives);
            below += Negatives[bin];
        }
    }
}
