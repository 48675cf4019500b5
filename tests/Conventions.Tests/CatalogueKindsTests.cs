using System.Reflection;
using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>The catalogue's kinds are named in one place: a list asks for the kind that the grain writes.</summary>
public partial class CatalogueKindsTests
{
    private static readonly string[] Projects = ["Kolosal.Grains.Abstractions", "Kolosal.Grains", "Kolosal.Silo", "Kolosal.Api"];

    [Fact]
    public void No_kind_is_a_literal() => Assert.Empty(
        from project in Projects
        from path in Directory.EnumerateFiles(Path.Combine(SharedFolders.Repository, project), "*.cs", SearchOption.AllDirectories)
        where !Output().IsMatch(path)
        from Match match in KindLiteral().Matches(File.ReadAllText(path))
        select $"{Path.GetRelativePath(SharedFolders.Repository, path)}: {match.Value}");

    [Fact]
    public void Every_kind_is_another()
    {
        string[] kinds = [.. typeof(CatalogueKinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (string)f.GetRawConstantValue()!)];
        Assert.NotEmpty(kinds);
        Assert.Equal(kinds.Distinct(), kinds);
        Assert.All(kinds, kind => Assert.Matches("^[a-z]+(_[a-z]+)*$", kind));
    }

    [Theory]
    [InlineData("protected override string CatalogueKind => \"run\";")]
    [InlineData("list.AnswerAsync<RunSnapshot>(catalogue, caller, \"run\", cancel);")]
    [InlineData("(list with { Sort = \"number\" })\n            .AnswerAsync<VersionListing>(catalogue, caller, \"model_version\", cancel);")]
    [InlineData("await catalogue.FindAsync(Workspace, \"audit_event\", id, cancel)")]
    [InlineData("new CatalogueQuery(ResourceKey.System, \"active_run\", [])")]
    [InlineData("new CatalogueEntry(workspace, \"run\", id, now, now, text)")]
    [InlineData("return State.Objectives.Select(tracked => (\"slo\", tracked.Id, (object)Standing(tracked)));")]
    public void The_rule_catches(string line) => Assert.Matches(KindLiteral(), line);

    [Theory]
    [InlineData("protected override string CatalogueKind => CatalogueKinds.Run;")]
    [InlineData("[PersistentState(\"run\")] IPersistentState<RunRecord> storage")]
    [InlineData("list.AnswerAsync<RunSnapshot>(catalogue, caller, CatalogueKinds.Run, cancel);")]
    public void The_rule_lets_pass(string line) => Assert.DoesNotMatch(KindLiteral(), line);

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex Output();

    /// <summary>A text where the catalogue takes a kind: a record's own, a list's, a look-up's, an entry's, a part's.</summary>
    [GeneratedRegex(
        @"CatalogueKind\s*=>\s*""|AnswerAsync<\w+>\(\s*\w+,\s*\w+,\s*""|\bcatalogue\.(Find|Remove)Async\(\s*[\w.]+,\s*""|"
        + @"\bCatalogue(Query|Entry)\(\s*[\w.]+,\s*""|=>\s*\(""\w+"",[^;]*\(object\)")]
    private static partial Regex KindLiteral();
}
