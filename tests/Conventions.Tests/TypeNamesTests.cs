using System.Reflection;

namespace Kolosal.Conventions;

/// <summary>A type is found by its name alone: no two of the product share one, whatever their namespaces.</summary>
public class TypeNamesTests
{
    private static readonly string[] Assemblies = ["Kolosal.Analytics", "Kolosal.Grains.Abstractions", "Kolosal.Grains", "Kolosal.Silo",
        "Kolosal.Api"];

    [Fact]
    public void No_two_types_share_a_name()
    {
        var types = from assembly in Assemblies
                    from type in Assembly.Load(assembly).GetTypes()
                    where type is { IsNested: false, Namespace: not null } && IsOurs(type.Namespace)
                    select (Name: type.Name.Split('`')[0], type.Namespace);
        var shared = from type in types.Distinct()
                     group type.Namespace by type.Name into places
                     where places.Count() > 1
                     select $"{places.Key} in {string.Join(" and ", places.Order(StringComparer.Ordinal))}";
        Assert.Empty(shared);
    }

    private static bool IsOurs(string space) => space == "Kolosal" || space.StartsWith("Kolosal.", StringComparison.Ordinal);
}
