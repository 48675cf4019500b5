using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>Silos of two versions run side by side during an upgrade: whatever an earlier one says, this one understands.</summary>
public sealed class ContractGrowthTests
{
    private const string Earlier =
        "kolosal.a\n  #0 Id: String\n  1 Count: Int32\nkolosal.word\n  0 Open\n  1 Shut\nkolosal.IGrain\n  Get(String): Task\n";

    private static string Folder => Path.Combine(SharedFolders.Repository, "tests", "Conventions.Tests", "Contracts");

    [Fact]
    public void Every_kept_version_is_understood()
    {
        string present = File.ReadAllText(Path.Combine(SharedFolders.Repository, "Kolosal.Grains.Abstractions", "Contracts.txt"));
        string[] kept = Directory.GetFiles(Folder, "kept-*.txt");
        Assert.NotEmpty(kept);
        Assert.All(kept, path => Assert.Empty(ContractGrowth.Breaks(File.ReadAllText(path), present)));
    }

    [Theory]
    [InlineData("kolosal.a\n", "kolosal.b\n", "is gone"), InlineData("  1 Count: Int32\n", "", "has lost")]
    [InlineData("  1 Count: Int32\n", "  2 Count: Int32\n", "has lost"), InlineData("1 Count: Int32", "1 Count: Int64", "has become")]
    [InlineData("#0 Id: String", "#0 Id: Guid", "has become"), InlineData("  1 Shut\n", "  2 Shut\n", "has lost")]
    [InlineData("1 Shut", "1 Closed", "has become"), InlineData("Get(String): Task", "Get(Int32): Task", "has become")]
    [InlineData("Get(String): Task", "Get(Int32, String): Task", "has become"), InlineData("Get(String): Task", "Read(String): Task", "has lost")]
    [InlineData("Get(String): Task", "Get(String): Task<Int32>", "has become")]
    public void What_an_earlier_silo_could_not_be_understood_by_is_named(string from, string to, string said)
    {
        Assert.Contains(from, Earlier, StringComparison.Ordinal);
        Assert.Contains(ContractGrowth.Breaks(Earlier, Earlier.Replace(from, to, StringComparison.Ordinal)), found => found.Contains(
            said, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1 Count: Int32", "1 Total: Int32"), InlineData("1 Count: Int32", "1 Count: Int32\n  2 More: Double")]
    [InlineData("1 Shut", "1 Shut\n  2 Gone"), InlineData("Get(String): Task", "Get(String, CancellationToken): Task")]
    [InlineData("Get(String): Task", "Get(String): Task\n  Set(Int32): Task"), InlineData("kolosal.IGrain", "kolosal.more\nkolosal.IGrain")]
    public void What_only_adds_breaks_nothing(string from, string to) =>
        Assert.Empty(ContractGrowth.Breaks(Earlier, Earlier.Replace(from, to, StringComparison.Ordinal)));
}
