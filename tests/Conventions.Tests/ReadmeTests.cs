using System.Text.RegularExpressions;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>What the documents tell a newcomer to type exists.</summary>
public partial class ReadmeTests
{
    [Fact]
    public void Commands_in_code_blocks_exist()
    {
        string script = File.ReadAllText(Path.Combine(SharedFolders.Repository, "kolosal"));
        string[] commands = [.. Blocks().SelectMany(block => Command().Matches(block)).Select(match => match.Groups[1].Value).Distinct()];
        Assert.Contains("demo", commands);
        Assert.Contains("test", commands);
        Assert.All(commands, command => Assert.Contains($"\n  {command})", script, StringComparison.Ordinal));
    }

    [Fact]
    public void Addresses_in_code_blocks_are_routes()
    {
        string[] paths = [.. Blocks().SelectMany(block => Address().Matches(block)).Select(match => match.Groups[1].Value).Distinct()];
        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.True(IsRoute(path), $"No route answers {path}."));
    }

    [Fact]
    public void Links_lead_somewhere()
    {
        var broken = from document in Documents()
                     from Match link in Link().Matches(File.ReadAllText(document))
                     let target = Path.Combine(Path.GetDirectoryName(document)!, link.Groups[1].Value)
                     where !File.Exists(target) && !Directory.Exists(target)
                     select $"{Path.GetFileName(document)}: {link.Groups[1].Value}";
        Assert.Empty(broken);
    }

    [Fact]
    public void Every_type_of_incident_has_a_runbook() =>
        Assert.All(Enum.GetNames<Incidents.IncidentType>(), type =>
        {
            string name = System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(type);
            Assert.True(File.Exists(Path.Combine(SharedFolders.Repository, "deploy", "runbooks", $"{name}.md")), $"Need deploy/runbooks/{name}.md.");
        });

    private static bool IsRoute(string path) => path is "/docs" || RouteTable.Rules.Any(rule =>
        Regex.IsMatch(path, $"^{Regex.Replace(rule.Pattern, @"\{[^}]+\}", "[^/]+")}$"));

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Path.Combine(SharedFolders.Repository, "docs"), "*.md", SearchOption.AllDirectories)
            .Prepend(Path.Combine(SharedFolders.Repository, "README.md"));

    private static IEnumerable<string> Blocks() =>
        Documents().SelectMany(document => Block().Matches(File.ReadAllText(document))).Select(match => match.Value);

    [GeneratedRegex("^```(sh|bash)\n.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\./kolosal (\w+)")]
    private static partial Regex Command();

    [GeneratedRegex(@"localhost:8080(/[\w./{}@:-]*)")]
    private static partial Regex Address();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)\)")]
    private static partial Regex Link();
}
