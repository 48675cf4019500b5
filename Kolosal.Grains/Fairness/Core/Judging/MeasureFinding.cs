namespace Kolosal.Fairness;

/// <summary>One measure between the groups of a partition.</summary>
/// <param name="Measure">A name of <see cref="MeasureNames"/>.</param>
/// <param name="Value">The ratio or difference of the two extreme groups.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="LowGroup">The group with the smallest rate.</param>
/// <param name="HighGroup">The group with the largest.</param>
/// <param name="Limit">What the value has to keep; null for a measure that is shown and not judged.</param>
/// <param name="PValue">Probability, at most, of groups that look so far beyond the limit when none is: corrected for the pairs of groups, and,
/// once settled, for everything judged beside it. Null when not judged.</param>
/// <param name="Unfair">The value is beyond the limit, and not by chance.</param>
public sealed record MeasureFinding(
    string Measure, double Value, double Low, double High, string LowGroup, string HighGroup, double? Limit, double? PValue, bool Unfair = false)
{
    /// <summary>How many times beyond its limit the value lies: 1 at the limit; 0 without one, or within it.</summary>
    public double Excess => Limit is not { } limit ? 0
        : Measure == MeasureNames.DisparateImpact ? Value >= limit ? 0 : limit / Math.Max(Value, 1e-9) : Value <= limit ? 0
            : Value / Math.Max(limit, 1e-9);

    /// <summary>Whether the value itself is beyond the limit.</summary>
    public bool IsBeyond => Limit is { } limit && (Measure == MeasureNames.DisparateImpact ? Value < limit : Value > limit);
}
