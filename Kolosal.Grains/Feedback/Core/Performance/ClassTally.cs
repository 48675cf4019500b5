using Kolosal.Statistics;

namespace Kolosal.Feedback;

/// <summary>How good a classifier's predictions were, from counts and sums that rows may leave again; constant memory.</summary>
public sealed class ClassTally
{
    /// <summary>Of more classes no ranking is kept: it takes 4 KB a class.</summary>
    public const int MaximumRankedClasses = 10;

    /// <summary>Probabilities are no nearer to 0 and 1 than this in logarithms, as in the metric <c>log_loss</c>.</summary>
    internal const double Least = 1e-15;

    public long Rows { get; set; }

    /// <summary>Rows by true class.</summary>
    public long[] Support { get; set; } = [];

    /// <summary>Rows by true class that were predicted so.</summary>
    public long[] Hits { get; set; } = [];

    public MeanTally LogLoss { get; set; } = new();

    public MeanTally Brier { get; set; } = new();

    public CalibrationTally Calibration { get; set; } = new();

    /// <summary>Of two classes the second's; of up to ten each one's; else none.</summary>
    public RankTally[] Ranks { get; set; } = [];

    /// <param name="classes">At least 2.</param>
    public static ClassTally Of(int classes) => new()
    {
        Support = new long[classes],
        Hits = new long[classes],
        Ranks = [.. Enumerable.Range(0, RankedClasses(classes)).Select(_ => new RankTally())],
    };

    internal static int RankedClasses(int classes) => classes == 2 ? 1 : classes <= MaximumRankedClasses ? classes : 0;

    /// <param name="probabilities">By class.</param>
    /// <param name="decision">The predicted class.</param>
    /// <param name="actual">The true class.</param>
    /// <param name="sign">1 to add the row, −1 to take it back.</param>
    public void Add(ReadOnlySpan<double> probabilities, int decision, int actual, int sign = 1)
    {
        Rows += sign;
        Support[actual] += sign;
        if (decision == actual) Hits[actual] += sign;
        LogLoss.Add(-Math.Log(Math.Clamp(probabilities[actual], Least, 1 - Least)), sign);
        Brier.Add(SquaredDistance(probabilities, actual), sign);
        int judged = probabilities.Length == 2 ? 1 : Greatest(probabilities);
        Calibration.Add(probabilities[judged], judged == actual, sign);
        for (int i = 0; i < Ranks.Length; i++)
        {
            int own = Ranks.Length == 1 ? 1 : i;
            Ranks[i].Add(probabilities[own], own == actual, sign);
        }
    }

    /// <summary>The scores, each with an interval.</summary>
    /// <param name="level">Of the intervals, two-sided.</param>
    public ImmutableArray<LiveScore> Read(double level = 0.95)
    {
        if (Rows == 0) return [];
        long hits = Hits.Sum();
        var right = Proportions.Wilson(hits, Rows, level);
        var (loss, lossError) = LogLoss.Over(Rows);
        var (brier, brierError) = Brier.Over(Rows);
        var (gap, gapError) = Calibration.Expected();
        return
        [
            new("accuracy", true, (double)hits / Rows, right.Low, right.High), Balanced(level), Area(level),
            LiveScore.Normal("log_loss", false, loss, lossError, level),
            LiveScore.Normal("brier", false, brier, brierError, level, highest: Support.Length == 2 ? 1 : 2),
            LiveScore.Normal("ece", false, gap, gapError, level, highest: 1),
        ];
    }

    /// <summary>The most by which the binning can move the area under the ROC curve; null where there is none.</summary>
    public double? AreaResolution() =>
        Ranks.Length == 0 || Ranks.Any(rank => double.IsNaN(rank.Area())) ? null : Ranks.Average(rank => rank.Resolution());

    internal static double SquaredDistance(ReadOnlySpan<double> probabilities, int actual)
    {
        // Of two classes the second alone, as in the metric "brier".
        if (probabilities.Length == 2) return Math.Pow(probabilities[1] - actual, 2);
        double sum = 0;
        for (int k = 0; k < probabilities.Length; k++) sum += Math.Pow(probabilities[k] - (k == actual ? 1 : 0), 2);
        return sum;
    }

    internal static int Greatest(ReadOnlySpan<double> probabilities)
    {
        int best = 0;
        for (int k = 1; k < probabilities.Length; k++)
            if (probabilities[k] > probabilities[best]) best = k;
        return best;
    }

    /// <summary>Mean recall of the classes that have rows; its variance is Σ rₖ (1 − rₖ) / nₖ / K², shares smoothed by a hit and a miss.</summary>
    private LiveScore Balanced(double level)
    {
        int classes = Support.Count(rows => rows > 0);
        double recall = 0, variance = 0;
        for (int k = 0; k < Support.Length; k++)
        {
            if (Support[k] == 0) continue;
            double smoothed = (Hits[k] + 1.0) / (Support[k] + 2);
            recall += (double)Hits[k] / Support[k] / classes;
            variance += smoothed * (1 - smoothed) / Support[k] / classes / classes;
        }

        return LiveScore.Normal("balanced_accuracy", true, recall, Math.Sqrt(variance), level, highest: 1);
    }

    private LiveScore Area(double level) => AreaOf(
        Support.Length, [.. Ranks.Select(rank => (rank.Area(), rank.AreaError()))], level);

    /// <summary>Of more than two classes the mean of each against the rest. Its error is the mean of theirs, which no dependence between them
    /// makes too small.</summary>
    internal static LiveScore AreaOf(int classes, (double Area, double Error)[] areas, double level)
    {
        string metric = classes == 2 ? "roc_auc" : "roc_auc_ovr";
        if (areas.Length == 0)
            return LiveScore.None(metric, true, $"Rankings are kept for at most {MaximumRankedClasses} classes, not for {classes}.");
        if (areas.Any(area => double.IsNaN(area.Error)))
            return LiveScore.None(metric, true, "It needs two rows of each class and two of the others.");
        return LiveScore.Normal(metric, true, areas.Average(area => area.Area), areas.Average(area => area.Error), level, highest: 1);
    }
}
