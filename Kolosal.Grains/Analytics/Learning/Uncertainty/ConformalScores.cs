using System.Text.Json.Serialization;

namespace Kolosal.Learning.Uncertainty;

/// <summary>The nonconformity scores of calibration rows, kept so that the bound of any level can be read off.</summary>
/// <remarks>
/// The bound of level α is the ⌈(n + 1)(1 − α)⌉-th smallest score, infinite when the rank exceeds n (Lei et al., JASA 113, 2018, algorithm 2).
/// Of more rows than <c>most</c> only scores at evenly spaced ranks are kept; the bound is then the next one kept, so coverage never falls.
/// </remarks>
public sealed class ConformalScores
{
    /// <summary>How far (n + 1)(1 − α) may lie above a whole number through rounding alone.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Keeps sorted scores.</summary>
    /// <param name="count">The calibration rows n, at least as many as values.</param>
    /// <param name="values">Ascending, no NaN; value j has rank ⌈(j + 1) n / length⌉.</param>
    [JsonConstructor]
    public ConformalScores(int count, ImmutableArray<double> values)
    {
        if (values.IsDefault || count < values.Length || (count > 0 && values.IsEmpty))
            throw new ArgumentException($"{count} rows cannot have the scores given.", nameof(values));
        for (int i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i]) || (i > 0 && values[i] < values[i - 1]))
                throw new ArgumentException($"Scores are finite and ascend; number {i} does not.", nameof(values));
        (Count, Values) = (count, values);
    }

    /// <summary>The calibration rows n.</summary>
    public int Count { get; }

    /// <summary>The kept scores, ascending.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>Sorts scores and keeps at most so many.</summary>
    /// <param name="scores">One a calibration row, finite, in any order.</param>
    /// <param name="most">At least 1.</param>
    public static ConformalScores From(ReadOnlySpan<double> scores, int most = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        double[] sorted = scores.ToArray();
        Array.Sort(sorted);
        int n = sorted.Length, kept = Math.Min(n, most);
        return new(n, [.. Enumerable.Range(1, kept).Select(j => sorted[(int)(((long)j * n + kept - 1) / kept) - 1])]);
    }

    /// <summary>The rank ⌈(n + 1)(1 − α)⌉ of the bound among n scores, from 1; above n
    /// when no score suffices, 0 or below when even none does.</summary>
    public static long Rank(long n, double alpha) => (long)Math.Ceiling((n + 1) * (1 - alpha) - Rounding);

    /// <summary>The bound of a level.</summary>
    /// <param name="alpha">The share of rows that may miss; 0 and below give +∞, 1 and above −∞, which an adaptive level may reach.</param>
    public double Bound(double alpha)
    {
        if (double.IsNaN(alpha)) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "A level is a number.");
        if (alpha >= 1) return double.NegativeInfinity;
        if (alpha <= 0) return double.PositiveInfinity;
        long rank = Math.Max(1, Rank(Count, alpha));
        return rank > Count ? double.PositiveInfinity : Values[(int)((rank * Values.Length + Count - 1) / Count) - 1];
    }
}
