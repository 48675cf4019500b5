namespace Kolosal.Conventions;

/// <summary>Namespaces use each other one way only, so that each can be read, and moved, without those that use it.</summary>
public class NamespaceGraphTests
{
    private const string PureLibrary = "Kolosal.Grains/Analytics";

    private static readonly string[] Source = ["Kolosal.Grains.Abstractions", "Kolosal.Grains", "Kolosal.Silo", "Kolosal.Api"];

    /// <summary>The lists that name every member of a family, and the bases whose attributes name every kind for the serializer: only they
    /// may name what lies below them.</summary>
    private static readonly HashSet<string> Lists = ["Trainers.cs", "Transforms.cs", "Transform.cs", "NumericStep.cs"];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_pure_library_has_no_circle(int depth) =>
        Assert.Empty(NamespaceGraph.Of([PureLibrary], depth, Lists, enclosing: true).Circles());

    [Fact]
    public void The_whole_source_has_no_circle_among_features() =>
        Assert.Empty(NamespaceGraph.Of(Source, 2, Lists, enclosing: false).Circles());

    [Fact]
    public void A_circle_is_found_and_told_in_order()
    {
        var graph = new NamespaceGraph(new Dictionary<string, IReadOnlySet<string>>
        {
            ["A"] = new SortedSet<string> { "B" },
            ["B"] = new SortedSet<string> { "C" },
            ["C"] = new SortedSet<string> { "B", "D" },
        });
        Assert.Equal(["B → C → B"], graph.Circles());
    }
}
