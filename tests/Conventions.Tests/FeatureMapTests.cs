using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>The source keeps to <see cref="FeatureMap"/>.</summary>
public partial class FeatureMapTests
{
    public static TheoryData<string> Projects => ["Kolosal.Grains", "Kolosal.Silo", "Kolosal.Api"];

    [Theory, MemberData(nameof(Projects))]
    public void Every_folder_has_a_place_in_the_map(string project)
    {
        var known = FeatureMap.Rows.SelectMany(row => row)
            .Concat(project switch { "Kolosal.Grains" => FeatureMap.Platform.Keys, "Kolosal.Silo" => FeatureMap.Silo.Keys, _ => FeatureMap.Api.Keys })
            .ToHashSet();
        Assert.NotEmpty(FeatureMap.Folders(project));
        Assert.All(FeatureMap.Folders(project), folder => Assert.Contains(folder.Name, known));
    }

    [Theory, MemberData(nameof(Projects))]
    public void Features_use_only_what_lies_below_them(string project) =>
        Assert.Empty(
            from folder in FeatureMap.Folders(project)
            from file in Directory.EnumerateFiles(folder.Path, "*.cs", SearchOption.AllDirectories)
            from Match use in Using().Matches(File.ReadAllText(file))
            where !FeatureMap.MayUse(project, folder.Name, use.Groups[1].Value)
            select $"{Path.GetRelativePath(SharedFolders.Repository, file)} uses Kolosal.{use.Groups[1].Value}");

    [Theory]
    [InlineData("Kolosal.Grains", "Drift", "Fairness")]
    [InlineData("Kolosal.Grains", "Audit", "Models")]
    [InlineData("Kolosal.Grains", "Storage", "Models")]
    [InlineData("Kolosal.Silo", "Storage", "Hosting")]
    [InlineData("Kolosal.Api", "Http", "Access")]
    [InlineData("Kolosal.Api", "Drift", "Experiments")]
    public void The_map_forbids(string project, string folder, string used) => Assert.False(FeatureMap.MayUse(project, folder, used));

    [Theory]
    [InlineData("Kolosal.Grains", "Drift", "Incidents")]
    [InlineData("Kolosal.Silo", "Hosting", "Drift")]
    [InlineData("Kolosal.Api", "Drift", "Http")]
    public void The_map_allows(string project, string folder, string used) => Assert.True(FeatureMap.MayUse(project, folder, used));

    [Fact]
    public void The_readme_shows_the_map()
    {
        string readme = File.ReadAllText(Path.Combine(SharedFolders.Repository, "Kolosal.Grains", "README.md"));
        Assert.All(FeatureMap.Rows, (row, i) => Assert.Contains($"| {i + 1} | {string.Join(" · ", row)} |", readme, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^(?:global )?using (?:static )?Kolosal\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();
}
