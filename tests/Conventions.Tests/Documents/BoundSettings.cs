using System.Reflection;

namespace Kolosal.Conventions;

/// <summary>The settings that the program binds to classes of options.</summary>
internal static class BoundSettings
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Read by name and bound to no class.</summary>
    private static readonly string[] Bare = ["Kolosal:DataDirectory"];

    private static readonly string[] Assemblies =
        ["Kolosal.Grains", "Kolosal.Silo", "Kolosal.Api", "Kolosal.WebConsole", "Kolosal.Grains.Abstractions"];

    /// <summary>Classes by the section that they name; one is the host's part of a section that a feature names.</summary>
    private static readonly Dictionary<string, List<Type>> Sections = Assemblies
        .SelectMany(name => Assembly.Load(name).GetTypes())
        .Select(type => (type, section: type.GetField("Section", Any) is { IsLiteral: true } field ? (string?)field.GetRawConstantValue() : null))
        .Where(pair => pair.section is not null)
        .Append((type: Assembly.Load("Kolosal.Silo").GetType("Kolosal.Backup.BackupTargetOptions", throwOnError: true)!, section: "Kolosal:Backup"))
        .GroupBy(pair => pair.section!, pair => pair.type, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);

    /// <summary>Whether a name is a section, what sections lie in, or an option of one, however deep.</summary>
    public static bool IsKnown(string name) => Bare.Contains(name)
        || Sections.Keys.Any(section => section == name || section.StartsWith(name + ":", StringComparison.Ordinal))
        || Sections.Any(section => name.StartsWith(section.Key + ":", StringComparison.Ordinal)
            && section.Value.Any(type => Has(type, name[(section.Key.Length + 1)..].Split(':'))));

    private static bool Has(Type type, string[] path)
    {
        if (path.Length == 0) return true;
        if (Element(type) is { } element) return Has(element, path[1..]);
        return type.GetProperties().FirstOrDefault(property => property.Name == path[0]) is { } found && Has(found.PropertyType, path[1..]);
    }

    /// <summary>What a list or a dictionary holds, under numbers or any name; null for anything else.</summary>
    private static Type? Element(Type type)
    {
        if (type == typeof(string)) return null;
        var faces = type.GetInterfaces().Append(type).Where(face => face.IsGenericType).ToArray();
        return Holds(typeof(IDictionary<,>)) ?? Holds(typeof(IReadOnlyDictionary<,>)) ?? Holds(typeof(IEnumerable<>));

        Type? Holds(Type kind) => faces.FirstOrDefault(face => face.GetGenericTypeDefinition() == kind)?.GetGenericArguments()[^1];
    }
}
