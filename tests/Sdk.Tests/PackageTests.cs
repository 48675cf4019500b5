using System.IO.Compression;
using System.Xml.Linq;

namespace Kolosal.Sdk;

[Collection(SdkCollection.Name)]
public sealed class PackageTests(InstalledSample sample)
{
    [Theory]
    [InlineData("Kolosal.Grains.Abstractions", "Microsoft.Orleans.")]
    [InlineData("Kolosal.Client", "nothing")]
    public void A_package_holds_the_assembly_its_documentation_a_readme_and_names_what_it_needs(string id, string needs)
    {
        using var package = ZipFile.OpenRead(Path.Combine(sample.Feed, $"{id}.{InstalledSample.Version}.nupkg"));
        string[] entries = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.Contains($"lib/net10.0/{id}.dll", entries);
        Assert.Contains($"lib/net10.0/{id}.xml", entries);
        Assert.Contains("README.md", entries);
        using var text = package.GetEntry($"{id}.nuspec")!.Open();
        var nuspec = XDocument.Load(text).Root!;
        string Value(string name) => nuspec.Descendants().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal((id, InstalledSample.Version, "README.md"), (Value("id"), Value("version"), Value("readme")));
        Assert.Equal("MIT", Value("license"));
        Assert.NotEmpty(Value("description"));
        Assert.All(nuspec.Descendants().Where(element => element.Name.LocalName == "dependency"),
            element => Assert.StartsWith(needs, (string?)element.Attribute("id"), StringComparison.Ordinal));

        using var symbols = ZipFile.OpenRead(Path.Combine(sample.Feed, $"{id}.{InstalledSample.Version}.snupkg"));
        Assert.Contains(symbols.Entries, entry => entry.FullName == $"lib/net10.0/{id}.pdb");
    }
}

/// <summary>The packages are made, and the server is started, once.</summary>
[CollectionDefinition(Name)]
public sealed class SdkCollection : ICollectionFixture<InstalledSample>
{
    public const string Name = "sdk";
}
