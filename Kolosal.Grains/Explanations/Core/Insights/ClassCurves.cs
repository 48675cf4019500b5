using Kolosal.Learning.Metrics;
using Kolosal.Statistics;

namespace Kolosal.Explanations;

/// <summary>How well one class is told from all others.</summary>
/// <param name="Positives">Rows of the class.</param>
/// <param name="Negatives">All others.</param>
/// <param name="RocAuc">Area under the ROC curve.</param>
/// <param name="AveragePrecision">Area under the precision-recall curve, without interpolation.</param>
/// <param name="Roc">The ROC curve, thinned to at most 200 points.</param>
/// <param name="PrecisionRecall">The precision-recall curve, thinned to at most 200 points.</param>
/// <param name="Calibration">The reliability diagram in ten bins of equally many rows.</param>
/// <param name="ExpectedCalibrationError">Σ over bins of the share of rows times |observed − mean probability|.</param>
/// <param name="Gain">By share of rows, the most probable first.</param>
/// <param name="Probabilities">Rows by the class's probability in ten equal steps: of the class, and of the others.</param>
public sealed record ClassCurves(
    long Positives, long Negatives, double RocAuc, double AveragePrecision, ImmutableArray<RateAtThreshold> Roc,
    ImmutableArray<PrecisionAtThreshold> PrecisionRecall, ImmutableArray<CalibratedBin> Calibration, double ExpectedCalibrationError,
    ImmutableArray<GainAtShare> Gain, ImmutableArray<ProbabilityStep> Probabilities)
{
    private const int MostPoints = 200, Bins = 10;

    /// <returns>Null where all rows are of the class, or none is.</returns>
    internal static ClassCurves? Of(ScoredRows rows, int at, double level)
    {
        bool[] truth = rows.Are(at);
        double[] scores = rows.ProbabilitiesOf(at);
        long positives = truth.LongCount(own => own), negatives = truth.Length - positives;
        if (positives == 0 || negatives == 0) return null;
        var bins = Reliability(scores, truth, level);
        return new(positives, negatives, RankMetrics.RocAuc(truth, scores), RankMetrics.AveragePrecision(truth, scores),
            [.. Thin(RankMetrics.RocCurve(truth, scores)).Select(point => new RateAtThreshold(
                Figures.OrNull(point.Threshold), point.FalsePositiveRate, point.TruePositiveRate))],
            [.. Thin(Precisions(truth, scores, positives))], bins,
            bins.Sum(bin => (double)bin.Rows / truth.Length * Math.Abs(bin.Observed - bin.MeanProbability)),
            [.. Enumerable.Range(1, Bins).Select(step => Gained(truth, scores, step / (double)Bins, positives, level))], Steps(truth, scores));
    }

    private static ImmutableArray<CalibratedBin> Reliability(double[] scores, bool[] truth, double level) =>
    [
        .. CalibrationCurve.Of(scores, truth, Bins, CalibrationBins.EqualMass).Select(bin =>
        {
            long count = (long)Math.Round(bin.Weight), hits = (long)Math.Round(bin.Weight * bin.Observed);
            var interval = Proportions.Wilson(hits, count, level);
            return new CalibratedBin(count, bin.MeanPredicted, bin.Observed, interval.Low, interval.High);
        }),
    ];

    private static List<PrecisionAtThreshold> Precisions(bool[] truth, double[] scores, long positives)
    {
        int[] order = [.. Enumerable.Range(0, truth.Length).OrderByDescending(row => scores[row])];
        var points = new List<PrecisionAtThreshold>();
        long hits = 0;
        for (int i = 0; i < order.Length; i++)
        {
            if (truth[order[i]]) hits++;
            // Equal scores come over the threshold together.
            if (i + 1 < order.Length && scores[order[i + 1]] == scores[order[i]]) continue;
            points.Add(new(scores[order[i]], (double)hits / (i + 1), (double)hits / positives));
        }
        return points;
    }

    private static GainAtShare Gained(bool[] truth, double[] scores, double share, long positives, double level)
    {
        int most = Math.Max(1, (int)Math.Round(share * truth.Length));
        long hits = Enumerable.Range(0, truth.Length).OrderByDescending(row => scores[row]).ThenBy(row => row).Take(most).LongCount(row =>
            truth[row]);
        double rate = (double)positives / truth.Length;
        var interval = Proportions.Wilson(hits, most, level);
        return new(share, most, (double)hits / positives, hits / (double)most / rate, interval.Low / rate, interval.High / rate);
    }

    private static ImmutableArray<ProbabilityStep> Steps(bool[] truth, double[] scores)
    {
        var (own, others) = (new long[Bins], new long[Bins]);
        for (int row = 0; row < truth.Length; row++)
        {
            int step = Math.Clamp((int)(scores[row] * Bins), 0, Bins - 1);
            if (truth[row]) own[step]++;
            else others[step]++;
        }
        return [.. Enumerable.Range(0, Bins).Select(step => new ProbabilityStep(step / (double)Bins, (step + 1) / (double)Bins, own[step],
            others[step]))];
    }

    /// <summary>Evenly taken, the first and the last always.</summary>
    private static IEnumerable<T> Thin<T>(IReadOnlyList<T> points) => points.Count <= MostPoints ? points
        : Enumerable.Range(0, MostPoints).Select(i => points[(int)((long)i * (points.Count - 1) / (MostPoints - 1))]);
}

/// <param name="Threshold">Rows at or above it are decided for the class; null for the first point, where none is.</param>
/// <param name="FalsePositiveRate">Share of the others that are.</param>
/// <param name="TruePositiveRate">Share of the class that is.</param>
public sealed record RateAtThreshold(double? Threshold, double FalsePositiveRate, double TruePositiveRate);

/// <param name="Threshold">Rows at or above it are decided for the class.</param>
/// <param name="Precision">Share of those that are of it.</param>
/// <param name="Recall">Share of the class that is among them.</param>
public sealed record PrecisionAtThreshold(double Threshold, double Precision, double Recall);

/// <param name="Rows">Rows of the bin.</param>
/// <param name="MeanProbability">What was said on average.</param>
/// <param name="Observed">Share that was of the class.</param>
/// <param name="Low">Lower end of that share's interval (Wilson 1927).</param>
/// <param name="High">Upper end.</param>
public sealed record CalibratedBin(long Rows, double MeanProbability, double Observed, double Low, double High);

/// <param name="Share">Of all rows, the most probable first.</param>
/// <param name="Rows">How many those are.</param>
/// <param name="Gain">Share of the class that is among them.</param>
/// <param name="Lift">How many times more of the class than in as many rows drawn by lot.</param>
/// <param name="Low">Lower end of the lift's interval, the share of the class in all rows taken as given.</param>
/// <param name="High">Upper end.</param>
public sealed record GainAtShare(double Share, int Rows, double Gain, double Lift, double Low, double High);

/// <param name="From">Lower end of the step.</param>
/// <param name="To">Upper end.</param>
/// <param name="OfClass">Rows of the class.</param>
/// <param name="Others">Rows of others.</param>
public sealed record ProbabilityStep(double From, double To, long OfClass, long Others);
