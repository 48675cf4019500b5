namespace Kolosal.Api.Tests;

/// <summary>Runs the commands of <c>docs/command-line.md</c> as they stand, in order, against a server of the test.</summary>
[Collection(ServingCollection.Name)]
public sealed class CommandLineGuideTests(ServingApi host) : IDisposable
{
    private const string Guide = "docs/command-line.md";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-guide-");

    [Fact]
    public async Task Every_command_of_the_page_works()
    {
        var random = new Random(7);
        File.WriteAllLines(Path.Combine(folder.FullName, "loans.csv"), ["age,amount,risk", .. Enumerable.Range(0, 120).Select(_ =>
        {
            int amount = random.Next(100, 5000);
            return $"{random.Next(18, 80)},{amount},{(amount + random.Next(-500, 500) > 2500 ? "bad" : "good")}";
        })]);
        using var admin = host.WithKey(ApiHost.AdminKey);
        var guide = new DocumentCommands(admin) { Folder = folder.FullName, Server = host.ClientOptions.BaseAddress };
        int run = 0;
        foreach (string section in new[] { "Every day", "Everything else", "Completion" }) run += (await guide.RunAsync(Guide, section)).Count;
        Assert.True(run >= 20, $"Only {run} commands.");
        Assert.StartsWith("age,amount,risk", await File.ReadAllTextAsync(Path.Combine(folder.FullName, "copy.csv")), StringComparison.Ordinal);
        Assert.Contains("<PMML", await File.ReadAllTextAsync(Path.Combine(folder.FullName, "loans.pmml")), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
