namespace Kolosal.Feedback;

/// <summary>What a classifier's scores will be, expected from its own probabilities before any outcome is known; constant memory.</summary>
/// <remarks>
/// Confidence-based performance estimation (CBPE; NannyML, "How it works: performance estimation"): if probabilities are calibrated, a row is of
/// class k with probability pₖ, independently of the others, and every score is a random variable of known mean and variance. The interval is
/// that of the score that the outcomes will show, so outcomes grade it. It says nothing of a change that leaves the probabilities wrong: that is
/// what the grade finds.
/// </remarks>
public sealed class EstimateTally
{
    public long Rows { get; set; }

    public int Classes { get; set; }

    /// <summary>Expected hits, and the variance of their number.</summary>
    public double Hits { get; set; }

    public double HitsVariance { get; set; }

    /// <summary>Expected sum of −ln p of the true class, and its variance.</summary>
    public double LogLoss { get; set; }

    public double LogLossVariance { get; set; }

    /// <summary>Expected sum of squared distances, and its variance.</summary>
    public double Brier { get; set; }

    public double BrierVariance { get; set; }

    /// <summary>Expected rows of each ranked class and of the others, by bin.</summary>
    public RankTally[] Ranks { get; set; } = [];

    /// <summary>Σ p (1 − p) of each ranked class by bin.</summary>
    public double[][] RankVariances { get; set; } = [];

    /// <param name="classes">At least 2.</param>
    public static EstimateTally Of(int classes)
    {
        int ranked = ClassTally.RankedClasses(classes);
        return new()
        {
            Classes = classes,
            Ranks = [.. Enumerable.Range(0, ranked).Select(_ => new RankTally())],
            RankVariances = [.. Enumerable.Range(0, ranked).Select(_ => new double[RankTally.Bins])],
        };
    }

    /// <param name="probabilities">By class.</param>
    /// <param name="decision">The predicted class.</param>
    public void Add(ReadOnlySpan<double> probabilities, int decision)
    {
        Rows++;
        double right = probabilities[decision];
        Hits += right;
        HitsVariance += right * (1 - right);
        double loss = 0, lossSquares = 0, brier = 0, brierSquares = 0;
        for (int k = 0; k < probabilities.Length; k++)
        {
            double p = probabilities[k], own = -Math.Log(Math.Clamp(p, ClassTally.Least, 1 - ClassTally.Least)),
                distance = ClassTally.SquaredDistance(probabilities, k);
            loss += p * own;
            lossSquares += p * own * own;
            brier += p * distance;
            brierSquares += p * distance * distance;
        }

        LogLoss += loss;
        LogLossVariance += Math.Max(0, lossSquares - loss * loss);
        Brier += brier;
        BrierVariance += Math.Max(0, brierSquares - brier * brier);
        for (int i = 0; i < Ranks.Length; i++)
        {
            double p = probabilities[Ranks.Length == 1 ? 1 : i];
            int bin = RankTally.BinOf(p);
            Ranks[i].Positives[bin] += p;
            Ranks[i].Negatives[bin] += 1 - p;
            RankVariances[i][bin] += p * (1 - p);
        }
    }

    /// <summary>The expected scores, each with the interval in which the realised one will lie.</summary>
    /// <param name="level">Of the intervals, two-sided.</param>
    public ImmutableArray<LiveScore> Read(double level = 0.95)
    {
        if (Rows == 0) return [];
        var accuracy = LiveScore.Normal("accuracy", true, Hits / Rows, Math.Sqrt(HitsVariance) / Rows, level, highest: 1);

        // Hits are whole numbers: half of one to either side.
        double half = 0.5 / Rows;
        return
        [
            accuracy with { Low = Math.Max(0, accuracy.Low!.Value - half), High = Math.Min(1, accuracy.High!.Value + half) },
            ClassTally.AreaOf(Classes, [.. Ranks.Select((rank, i) => (rank.Area(), AreaError(rank, RankVariances[i])))], level),
            LiveScore.Normal("log_loss", false, LogLoss / Rows, Math.Sqrt(LogLossVariance) / Rows, level),
            LiveScore.Normal("brier", false, Brier / Rows, Math.Sqrt(BrierVariance) / Rows, level, highest: Classes == 2 ? 1 : 2),
        ];
    }

    /// <summary>
    /// Standard deviation of the realised area over the outcomes, by its derivative: a row of bin b that is of the class instead of not moves the
    /// area by (wonᵦ − A) / P − (lostᵦ − A) / N, where P and N are the expected rows of either kind.
    /// </summary>
    private static double AreaError(RankTally rank, double[] variances)
    {
        double positives = rank.Positives.Sum(), negatives = rank.Negatives.Sum(), area = rank.Area(), variance = 0;
        if (positives < 2 || negatives < 2) return double.NaN;
        foreach (var (bin, won, lost) in rank.Placements())
        {
            double moved = (won - area) / positives - (lost - area) / negatives;
            variance += variances[bin] * moved * moved;
        }

        return Math.Sqrt(variance);
    }
}
