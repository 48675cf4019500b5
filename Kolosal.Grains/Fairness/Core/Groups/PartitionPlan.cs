namespace Kolosal.Fairness;

/// <summary>What a monitor counts by: each protected attribute, and every two of them crossed, as far as a bounded number of groups allows.</summary>
/// <remarks>
/// Intersections go to depth two: with three attributes most groups are too small to be judged in any window that closes in time. An attribute
/// keeps <see cref="MostGroups"/> groups, crossed <see cref="MostCrossed"/>; the rarest of training are counted together, and that is said.
/// So a plan has at most <see cref="MostCells"/> groups beside those of the attributes themselves, whatever the data. Immutable.
/// </remarks>
public sealed class PartitionPlan
{
    public const int MostGroups = 32, MostCrossed = 8, MostCells = 1000;

    private readonly ProtectedGroups[] attributes;

    /// <param name="attributes">The protected attributes.</param>
    /// <param name="intersections">Whether they are crossed, too.</param>
    public PartitionPlan(IReadOnlyList<ProtectedGroups> attributes, bool intersections)
    {
        this.attributes = [.. attributes];
        var partitions = ImmutableArray.CreateBuilder<Partition>();
        var leftOut = ImmutableArray.CreateBuilder<string>();
        for (int a = 0; a < attributes.Count; a++) partitions.Add(new([a], [attributes[a]], MostGroups));
        int cells = 0;
        for (int a = 0; a < attributes.Count && intersections; a++)
            for (int b = a + 1; b < attributes.Count; b++)
            {
                var crossed = new Partition([a, b], [attributes[a], attributes[b]], MostCrossed);
                if (cells + crossed.Labels.Length > MostCells) leftOut.Add(crossed.Name);
                else
                {
                    partitions.Add(crossed);
                    cells += crossed.Labels.Length;
                }
            }
        (Partitions, LeftOut) = (partitions.ToImmutable(), leftOut.ToImmutable());
    }

    /// <summary>The attributes, then the intersections.</summary>
    public ImmutableArray<Partition> Partitions { get; }

    /// <summary>Intersections that are not counted, because there would be too many groups.</summary>
    public ImmutableArray<string> LeftOut { get; }

    public int Attributes => attributes.Length;

    /// <summary>The group of a row in each attribute.</summary>
    /// <param name="inputs">The row's values, as the prediction log has them.</param>
    /// <param name="groups">Receives one an attribute.</param>
    public void GroupsOf(ReadOnlySpan<double> inputs, Span<int> groups)
    {
        for (int a = 0; a < attributes.Length; a++) groups[a] = attributes[a].GroupOf(inputs[attributes[a].Column]);
    }
}
