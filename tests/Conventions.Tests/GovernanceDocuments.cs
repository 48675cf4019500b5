using System.Reflection;
using System.Text.RegularExpressions;
using Kolosal.Compliance.Controls;
using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>The tables of the documents in <c>docs/governance</c>, and what their words may name.</summary>
internal static partial class GovernanceDocuments
{
    private static readonly Assembly[] Assemblies =
        [.. new[] { "Kolosal.Analytics", "Kolosal.Grains.Abstractions", "Kolosal.Grains", "Kolosal.Silo", "Kolosal.Api" }.Select(Assembly.Load)];

    /// <summary>Ids of the questions that this version can judge.</summary>
    public static IReadOnlySet<string> Queries { get; } = typeof(IControlQuery).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false, IsClass: true } && type.IsAssignableTo(typeof(IControlQuery)))
        .Select(type => ((IControlQuery)Activator.CreateInstance(type, nonPublic: true)!).Id).ToHashSet(StringComparer.Ordinal);

    /// <summary>Names of the types of the product.</summary>
    public static IReadOnlySet<string> Types { get; } = Assemblies.SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.Namespace?.StartsWith("Kolosal", StringComparison.Ordinal) == true).Select(type => type.Name.Split('`')[0])
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Names of the classes of tests, from their files.</summary>
    public static IReadOnlySet<string> Tests { get; } = Directory
        .EnumerateFiles(Path.Combine(SharedFolders.Repository, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(path => !Output().IsMatch(path)).Select(path => Path.GetFileNameWithoutExtension(path)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The rows of a table, each as its cells by the names of their columns.</summary>
    /// <param name="document">File name.</param>
    /// <param name="first">Name of the table's first column.</param>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Table(string document, string first)
    {
        string[] lines = File.ReadAllLines(Path.Combine(SharedFolders.Repository, "docs", "governance", document));
        int head = Array.FindIndex(lines, line => line.StartsWith($"| {first} |", StringComparison.Ordinal));
        Assert.True(head >= 0, $"{document} has no table that begins with {first}.");
        string[] names = Cells(lines[head]);
        return [.. lines.Skip(head + 2).TakeWhile(line => line.StartsWith('|')).Select(line => Cells(line))
            .Select(cells => names.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
    }

    /// <summary>The words of a cell that lists them, code marks taken off.</summary>
    public static string[] Words(string cell) => [.. cell.Split(',').Select(word => word.Trim().Trim('`')).Where(word => word.Length > 0)];

    /// <summary>The words of a cell that stand in code marks.</summary>
    public static string[] Code(string cell) => [.. Marked().Matches(cell).Select(match => match.Groups[1].Value)];

    private static string[] Cells(string line) => [.. line.Trim('|', ' ').Split('|').Select(cell => cell.Trim())];

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex Output();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Marked();
}
