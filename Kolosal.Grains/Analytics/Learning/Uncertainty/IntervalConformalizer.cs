using System.Text.Json.Serialization;
using Kolosal.Statistics;

namespace Kolosal.Learning.Uncertainty;

/// <summary>What an interval is built around.</summary>
public enum IntervalBasis
{
    /// <summary>The prediction: |y − ŷ| (Lei et al., JASA 113, 2018). Every interval has the same width.</summary>
    Prediction,

    /// <summary>
    /// The prediction in units of its stated deviation: |y − ŷ| / σ (Lei et al. 2018, section
    /// 5.2; Papadopoulos, Gammerman and Vovk 2008). Wider where the model is less sure.
    /// </summary>
    Deviation,

    /// <summary>
    /// A pair of predicted quantiles: max(lo − y, y − hi), conformalized quantile regression
    /// (Romano, Patterson and Candès, NeurIPS 2019, equation 6). Intervals may shrink.
    /// </summary>
    Quantiles,
}

/// <summary>Split conformal intervals for numbers; with groups a bound for each (Mondrian: Vovk, Gammerman and Shafer 2005, section 4.5).</summary>
/// <remarks>Score max(lo − y, y − hi) / s; interval [lo − q s, hi + q s] with the bound q
/// of the wanted level. lo = hi = ŷ and s = 1 unless the basis says otherwise.</remarks>
public sealed class IntervalConformalizer : Conformalizer
{
    /// <summary>Keeps fitted scores.</summary>
    /// <param name="basis">What intervals are built around.</param>
    /// <param name="scores">Of all calibration rows; they also serve groups not seen in
    /// calibration, for which only the overall promise holds.</param>
    /// <param name="groups">The scores of each group, empty when there are none.</param>
    [JsonConstructor]
    public IntervalConformalizer(IntervalBasis basis, ConformalScores scores, ImmutableSortedDictionary<string, ConformalScores> groups) =>
        (Basis, Scores, Groups) = (basis, scores, groups);

    /// <summary>What intervals are built around.</summary>
    public IntervalBasis Basis { get; }

    /// <summary>The scores of all calibration rows.</summary>
    public ConformalScores Scores { get; }

    /// <summary>The scores of each group.</summary>
    public ImmutableSortedDictionary<string, ConformalScores> Groups { get; }

    /// <summary>Fits intervals of one width.</summary>
    /// <param name="truth">The value of each held-out row, at least one.</param>
    /// <param name="predictions">What the model said of it.</param>
    /// <param name="groups">The group of each row, or empty.</param>
    /// <param name="most">How many scores to keep, see <see cref="ConformalScores"/>.</param>
    public static IntervalConformalizer Fit(ReadOnlySpan<double> truth, ReadOnlySpan<double> predictions, ReadOnlySpan<string> groups = default,
        int most = int.MaxValue) =>
        From(IntervalBasis.Prediction, truth, predictions, predictions, default, groups, most);

    /// <summary>Fits intervals as wide as the model's own deviation says.</summary>
    /// <param name="truth">The value of each held-out row, at least one.</param>
    /// <param name="predictions">What the model said of it.</param>
    /// <param name="deviations">How sure it was, above 0.</param>
    /// <param name="groups">The group of each row, or empty.</param>
    /// <param name="most">How many scores to keep.</param>
    public static IntervalConformalizer FitNormalised(ReadOnlySpan<double> truth, ReadOnlySpan<double> predictions, ReadOnlySpan<double> deviations,
        ReadOnlySpan<string> groups = default, int most = int.MaxValue)
    {
        if (deviations.Length != truth.Length)
            throw new ArgumentException($"Need one deviation a row, got {deviations.Length} and {truth.Length}.", nameof(deviations));
        foreach (double deviation in deviations)
            if (!(deviation > 0 && double.IsFinite(deviation)))
                throw new ArgumentException($"Deviations are finite and above 0, got {deviation}.", nameof(deviations));
        return From(IntervalBasis.Deviation, truth, predictions, predictions, deviations, groups, most);
    }

    /// <summary>Fits a correction to predicted quantiles.</summary>
    /// <param name="truth">The value of each held-out row, at least one.</param>
    /// <param name="low">The lower predicted quantile, usually that of α / 2.</param>
    /// <param name="high">The upper one, usually that of 1 − α / 2.</param>
    /// <param name="groups">The group of each row, or empty.</param>
    /// <param name="most">How many scores to keep.</param>
    public static IntervalConformalizer FitQuantiles(ReadOnlySpan<double> truth, ReadOnlySpan<double> low, ReadOnlySpan<double> high,
        ReadOnlySpan<string> groups = default, int most = int.MaxValue) =>
        From(IntervalBasis.Quantiles, truth, low, high, default, groups, most);

    /// <summary>The bound q of a level, for a group when it was calibrated.</summary>
    public double Bound(double alpha, string? group = null) =>
        (group is not null && Groups.TryGetValue(group, out var own) ? own : Scores).Bound(alpha);

    /// <summary>The interval around a prediction or a pair of quantiles.</summary>
    /// <param name="around">The prediction twice, or the quantiles.</param>
    /// <param name="alpha">The share of rows that may miss.</param>
    /// <param name="deviation">The stated deviation; 1 unless the basis is <see cref="IntervalBasis.Deviation"/>.</param>
    /// <param name="group">The row's group, or null.</param>
    /// <returns>Unbounded when there were too few calibration rows for the level; empty (high below low) when quantiles were far too wide.</returns>
    public Interval At(Interval around, double alpha, double deviation = 1, string? group = null)
    {
        // A deviation of 0 times an infinite bound has no value: an unbounded interval stays unbounded.
        double q = Bound(alpha, group), reach = double.IsInfinity(q) ? q : q * deviation;
        return new(around.Low - reach, around.High + reach);
    }

    /// <summary>The interval of a row under a model that offers what the basis needs.</summary>
    /// <param name="model">A regressor; with the basis Deviation an <see cref="IUncertainPredictor"/>,
    /// with Quantiles an <see cref="IQuantilePredictor"/> asked for α / 2 and 1 − α / 2.</param>
    /// <param name="row">Its encoded values.</param>
    /// <param name="alpha">Above 0, below 1.</param>
    /// <param name="group">The row's group, or null.</param>
    /// <exception cref="ArgumentException">The model lacks what the basis needs.</exception>
    public Interval Of(IPredictor model, ReadOnlySpan<double> row, double alpha, string? group = null)
    {
        Require.Inside(alpha, 0, 1);
        switch ((Basis, model))
        {
            case (IntervalBasis.Prediction, { Outputs: 1 }):
                Span<double> value = stackalloc double[1];
                model.Score(row, value);
                return At(new(value[0], value[0]), alpha, group: group);
            case (IntervalBasis.Deviation, IUncertainPredictor unsure):
                var (mean, deviation) = unsure.Predict(row);
                return At(new(mean, mean), alpha, deviation, group);
            case (IntervalBasis.Quantiles, IQuantilePredictor quantiles):
                Span<double> ends = stackalloc double[2];
                quantiles.PredictQuantiles(row, [alpha / 2, 1 - alpha / 2], ends);
                return At(new(ends[0], ends[1]), alpha, group: group);
            default:
                throw new ArgumentException($"Intervals around {Basis} need a regressor that offers it, {model.GetType().Name} does not.",
                    nameof(model));
        }
    }

    private static IntervalConformalizer From(IntervalBasis basis,
        ReadOnlySpan<double> truth, ReadOnlySpan<double> low, ReadOnlySpan<double> high, ReadOnlySpan<double> scale,
        ReadOnlySpan<string> groups, int most)
    {
        if (truth.IsEmpty || low.Length != truth.Length || high.Length != truth.Length)
            throw new ArgumentException($"Need at least one row and a prediction for each, got {truth.Length}, {low.Length} and {high.Length}.",
                nameof(truth));
        var scores = new double[truth.Length];
        for (int row = 0; row < scores.Length; row++)
            scores[row] = Math.Max(low[row] - truth[row], truth[row] - high[row]) / (scale.IsEmpty ? 1 : scale[row]);
        return new(basis, ConformalScores.From(scores, most), ByGroup(scores, groups, most));
    }

    /// <summary>The scores of each group.</summary>
    internal static ImmutableSortedDictionary<string, ConformalScores> ByGroup(double[] scores, ReadOnlySpan<string> groups, int most)
    {
        if (groups.IsEmpty) return ImmutableSortedDictionary<string, ConformalScores>.Empty.WithComparers(StringComparer.Ordinal);
        if (groups.Length != scores.Length)
            throw new ArgumentException($"Need one group a row, got {groups.Length} and {scores.Length}.", nameof(groups));
        var parts = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (int row = 0; row < scores.Length; row++)
        {
            if (!parts.TryGetValue(groups[row], out var part)) parts.Add(groups[row], part = []);
            part.Add(scores[row]);
        }
        return parts.ToImmutableSortedDictionary(p => p.Key, p => ConformalScores.From([.. p.Value], most), StringComparer.Ordinal);
    }
}
