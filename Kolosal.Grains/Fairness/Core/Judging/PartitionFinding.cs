namespace Kolosal.Fairness;

/// <summary>What a judge found of one attribute, or of two crossed.</summary>
/// <param name="Name">The partition.</param>
/// <param name="Intersection">Whether attributes are crossed.</param>
/// <param name="Folded">Groups counted together because they are rare.</param>
/// <param name="Decisions">Every group with decisions; empty of a window of outcomes.</param>
/// <param name="Outcomes">Every group with outcomes; empty of a window of decisions.</param>
/// <param name="Measures">Those that at least two groups are large enough for.</param>
public sealed record PartitionFinding(
    string Name, bool Intersection, ImmutableArray<string> Folded, ImmutableArray<DecidedGroup> Decisions, ImmutableArray<OutcomeCounts> Outcomes,
    ImmutableArray<MeasureFinding> Measures)
{
    public bool Unfair => Measures.Any(measure => measure.Unfair);

    public MeasureFinding? Measure(string name) => Measures.FirstOrDefault(measure => measure.Measure == name);
}

/// <summary>A group with its decisions.</summary>
/// <param name="Group">Its label.</param>
/// <param name="Counts">What the window holds of it.</param>
public sealed record DecidedGroup(string Group, DecisionCounts Counts)
{
    public double SelectionRate => (double)Counts.Selected / Counts.Rows;
}
