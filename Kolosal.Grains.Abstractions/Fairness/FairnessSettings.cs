namespace Kolosal.Fairness;

/// <summary>What a fairness monitor judges by.</summary>
/// <param name="WindowRows">Decisions in a window, 50 to 1,000,000.</param>
/// <param name="MinimumGroupRows">Groups with fewer rows to divide by are shown and not judged, 5 to 100,000.</param>
/// <param name="MinimumImpactRatio">Smallest disparate impact that passes, 0 to 1; the four-fifths rule is 0.8.</param>
/// <param name="FalseAlarm">Probability that a window of a model that keeps every limit is called unfair, over all attributes, intersections and
/// measures together; 0.0001 to 0.2.</param>
/// <param name="MaximumDifference">Largest difference of true and false positive rates, of predictive values and of calibration gaps that passes, 0
/// to 1. Default: 0.1.</param>
/// <param name="OutcomeWindowRows">Outcomes in a window, 50 to 1,000,000. Default: 500.</param>
/// <param name="SustainedWindows">So many of the last windows have to violate a measure before an incident is raised, 1 to
/// <paramref name="OfLastWindows"/>; equal to it for windows in a row. Default: 3.</param>
/// <param name="OfLastWindows">Windows looked back on, 1 to 64. Default: 3.</param>
/// <param name="Intersections">Whether every two attributes are crossed as well. Default: yes.</param>
/// <param name="Bands">Bands of numeric attributes; those left out are cut at training's quartiles.</param>
[GenerateSerializer, Immutable, Alias("kolosal.fairness-settings")]
public sealed record FairnessSettings(
    int WindowRows, int MinimumGroupRows, double MinimumImpactRatio, double FalseAlarm, double MaximumDifference = 0.1, int OutcomeWindowRows = 500,
    int SustainedWindows = 3, int OfLastWindows = 3, bool Intersections = true, ImmutableArray<AttributeBands>? Bands = null)
{
    /// <summary>Equal when every member is, the bands one by one.</summary>
    public bool Equals(FairnessSettings? other) =>
        other is not null && WindowRows == other.WindowRows && MinimumGroupRows == other.MinimumGroupRows
        && MinimumImpactRatio.Equals(other.MinimumImpactRatio) && FalseAlarm.Equals(other.FalseAlarm)
        && MaximumDifference.Equals(other.MaximumDifference) && OutcomeWindowRows == other.OutcomeWindowRows
        && SustainedWindows == other.SustainedWindows && OfLastWindows == other.OfLastWindows && Intersections == other.Intersections
        && (Bands ?? []).SequenceEqual(other.Bands ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(WindowRows, MinimumGroupRows, MinimumImpactRatio, FalseAlarm, SustainedWindows);
}

/// <summary>Bands of a numeric protected attribute, such as ages.</summary>
/// <param name="Attribute">The protected column.</param>
/// <param name="Edges">Ascending and finite, 1 to 31; band i holds edges[i − 1] &lt; x ≤ edges[i], the outer ones are open.</param>
[GenerateSerializer, Immutable, Alias("kolosal.attribute-bands")]
public sealed record AttributeBands(string Attribute, ImmutableArray<double> Edges)
{
    /// <summary>Equal when name and edges are.</summary>
    public bool Equals(AttributeBands? other) => other is not null && Attribute == other.Attribute
        && Edges.AsSpan().SequenceEqual(other.Edges.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Attribute, Edges.Length);
}
