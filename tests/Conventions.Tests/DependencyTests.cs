using System.Text.RegularExpressions;
using System.Xml.Linq;
using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>The packages that are chosen, used, written up and locked are the same.</summary>
public partial class DependencyTests
{
    [Fact]
    public void Every_chosen_package_is_used_and_every_used_one_is_chosen() =>
        Assert.Equal(Chosen().Keys.Order(StringComparer.Ordinal), Used().Order(StringComparer.Ordinal));

    [Fact]
    public void The_document_names_every_package_with_its_version()
    {
        string document = File.ReadAllText(Path.Combine(SharedFolders.Repository, "docs", "dependencies.md"));
        var rows = Row().Matches(document).Select(row => $"{row.Groups["name"].Value} {row.Groups["version"].Value}");
        Assert.Equal(
            Chosen().Select(package => $"{package.Key} {package.Value}").Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_project_is_locked()
    {
        var projects = Projects().ToList();
        Assert.NotEmpty(projects);
        Assert.DoesNotContain(projects, project => !File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")));
    }

    /// <summary>What <c>Directory.Packages.props</c> says, name to version.</summary>
    private static Dictionary<string, string> Chosen()
    {
        var props = XDocument.Load(Path.Combine(SharedFolders.Repository, "Directory.Packages.props")).Root!;
        var properties = props.Elements("PropertyGroup").Elements().ToDictionary(property => $"$({property.Name})", property => property.Value);
        return props.Elements("ItemGroup").Elements("PackageVersion").ToDictionary(
            package => (string)package.Attribute("Include")!,
            package => (string)package.Attribute("Version")! is var version && properties.TryGetValue(version, out string? value) ? value : version);
    }

    private static HashSet<string> Used() =>
        [.. from file in Projects().Concat(Directory.EnumerateFiles(SharedFolders.Repository, "Directory.Build.*", SearchOption.AllDirectories))
            from reference in XDocument.Load(file).Descendants("PackageReference")
            select (string)reference.Attribute("Include")!];

    private static IEnumerable<string> Projects() => Directory.EnumerateFiles(SharedFolders.Repository, "*.csproj", SearchOption.AllDirectories);

    [GeneratedRegex(@"^\| (?<name>[\w.]+) \| (?<version>\d[\w.-]*) \| [\w.-]+ \| .+ \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
