namespace Kolosal.Learning.Metrics;

/// <summary>How probabilities are put into bins.</summary>
public enum CalibrationBins
{
    /// <summary>Of equal width.</summary>
    EqualWidth,

    /// <summary>Of nearly equal rows: edges at the quantiles of the probabilities, so
    /// that every bin has something to say (Nguyen and O'Connor, EMNLP 2015).</summary>
    EqualMass,
}

/// <summary>One bin of a reliability diagram.</summary>
/// <param name="Index">From 0, in ascending order of probability.</param>
/// <param name="Weight">Of its rows, above 0.</param>
/// <param name="MeanPredicted">The mean probability.</param>
/// <param name="Observed">The share that was true.</param>
public readonly record struct CalibrationBin(int Index, double Weight, double MeanPredicted, double Observed);

/// <summary>Predicted against observed: the reliability diagram (Murphy and Winkler,
/// Applied Statistics 26, 1977), whose gaps are the calibration errors.</summary>
public static class CalibrationCurve
{
    /// <summary>
    /// The bins that have rows. Bins are (lo, hi], the lowest probability in the first; of equal
    /// width they divide [0, 1], of equal mass their edges are type 7 quantiles, as in scikit-learn.
    /// </summary>
    /// <param name="probabilities">One a row, at least one.</param>
    /// <param name="truth">Whether it came true.</param>
    /// <param name="bins">At least 1.</param>
    /// <param name="kind">Where edges lie.</param>
    /// <param name="weights">One a row, or empty.</param>
    public static ImmutableArray<CalibrationBin> Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> truth, int bins,
        CalibrationBins kind = CalibrationBins.EqualWidth,
        ReadOnlySpan<double> weights = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (probabilities.Length != truth.Length || probabilities.IsEmpty)
            throw new ArgumentException($"Need as many probabilities as rows and at least one, got {probabilities.Length} and {truth.Length}.");
        double[] inner = kind == CalibrationBins.EqualMass ? InnerQuantiles(probabilities, weights, bins) : [];
        double[] weight = new double[bins], confidence = new double[bins], hits = new double[bins];
        for (int row = 0; row < truth.Length; row++)
        {
            double p = probabilities[row], w = weights.IsEmpty ? 1 : weights[row];
            int bin = kind == CalibrationBins.EqualMass ? Below(inner, p) : Math.Clamp((int)Math.Ceiling(p * bins) - 1, 0, bins - 1);
            weight[bin] += w;
            confidence[bin] += w * p;
            if (truth[row]) hits[bin] += w;
        }
        return [.. Enumerable.Range(0, bins).Where(b => weight[b] > 0)
            .Select(b => new CalibrationBin(b, weight[b], confidence[b] / weight[b], hits[b] / weight[b]))];
    }

    /// <summary>Quantiles of the rows as if each stood there as often as it weighs, the weights over their mean.</summary>
    private static double[] InnerQuantiles(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> weights, int bins)
    {
        double[] sorted = probabilities.ToArray();
        double[] reached = weights.IsEmpty ? [.. Enumerable.Repeat(1.0, sorted.Length)] : weights.ToArray();
        Array.Sort(sorted, reached);
        double scale = reached.Count(w => w > 0) / reached.Sum();
        for (int i = 0; i < reached.Length; i++) reached[i] = scale * reached[i] + (i > 0 ? reached[i - 1] : 0);
        double At(double position)
        {
            int first = Below(reached, Math.BitIncrement(position));
            return sorted[Math.Min(first, sorted.Length - 1)];
        }
        var inner = new double[bins - 1];
        for (int b = 1; b < bins; b++)
        {
            double position = (reached[^1] - 1) * ((double)b / bins), below = Math.Floor(position), part = position - below;
            inner[b - 1] = part == 0 ? At(below) : At(below) + part * (At(below + 1) - At(below));
        }
        return inner;
    }

    /// <summary>How many edges lie strictly below.</summary>
    private static int Below(double[] edges, double p)
    {
        int low = 0, high = edges.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (edges[middle] < p) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
