using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>What a feature's folder must hold, so that whoever knows one knows all.</summary>
public class FeatureFolderTests
{
    private static string Grains => Path.Combine(SharedFolders.Repository, "Kolosal.Grains");

    /// <summary>The features that exist: the folders that have a row in the map.</summary>
    public static TheoryData<string> Features =>
        [.. FeatureMap.Folders("Kolosal.Grains").Where(folder => FeatureMap.Row(folder.Name) >= 0).Select(folder => folder.Name)];

    [Theory, MemberData(nameof(Features))]
    public void A_feature_says_what_it_is(string feature) =>
        Assert.True(File.Exists(Path.Combine(Grains, feature, "README.md")), $"Need Kolosal.Grains/{feature}/README.md.");

    [Theory, MemberData(nameof(Features))]
    public void A_feature_measures_itself(string feature) =>
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(Grains, feature), "*Instruments.cs", SearchOption.AllDirectories));

    [Theory, MemberData(nameof(Features))]
    public void A_feature_is_tested_as_a_grain_and_over_HTTP(string feature)
    {
        Assert.NotEmpty(Tests("Grains.Tests", feature, "*GrainTests.cs"));
        Assert.NotEmpty(Tests("Api.Tests", feature, "*HttpTests.cs"));
    }

    [Fact]
    public void Instruments_that_a_grain_asks_for_are_registered()
    {
        string services = string.Concat(Directory.EnumerateFiles(Grains, "*Services.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var wanted = typeof(RecordState).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(Grain)) && !type.IsAbstract)
            .SelectMany(type => type.GetConstructors()).SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => parameter.ParameterType.Name).Where(name => name.EndsWith("Instruments", StringComparison.Ordinal)).Distinct();
        Assert.NotEmpty(wanted);
        Assert.All(wanted, name => Assert.Contains($"AddSingleton<{name}>", services, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Tests(string project, string feature, string pattern)
    {
        string folder = Path.Combine(SharedFolders.Repository, "tests", project, feature);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories) : [];
    }
}
