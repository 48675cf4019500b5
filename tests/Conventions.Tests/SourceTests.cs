using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>What must not stand in the source, each for a reason that a reviewer would otherwise have to repeat.</summary>
public partial class SourceTests
{
    [Fact]
    public void Grains_stay_on_their_scheduler() => Assert.Empty(Find("Kolosal.Grains", LeavesTheScheduler(), file => GrainClass().IsMatch(file)));

    [Fact]
    public void Grains_hold_no_static_state() => Assert.Empty(Find("Kolosal.Grains", StaticState(), file => GrainClass().IsMatch(file)));

    [Fact]
    public void States_are_told_who_acts() =>
        Assert.Empty(Find("Kolosal.Grains", Caller(), file => !file.Contains("class RecordGrain<", StringComparison.Ordinal)
            && !file.Contains(": Grain, I", StringComparison.Ordinal) && !file.Contains("partial class AuditGrain", StringComparison.Ordinal)));

    [Fact]
    public void Time_comes_from_the_time_provider()
    {
        Assert.Empty(Find("Kolosal.Grains", Clock(), _ => true));
        Assert.Empty(Find("Kolosal.Grains.Abstractions", Clock(), _ => true));
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        foreach (string project in Projects) Assert.Empty(Find(project, Unfinished(), _ => true));
    }

    [Fact]
    public void Nothing_is_swallowed()
    {
        foreach (string project in Projects) Assert.Empty(Find(project, EmptyCatch(), _ => true));
    }

    [Fact]
    public void No_machine_is_named()
    {
        var text = Directory.EnumerateFiles(SharedFolders.Repository, "*", SearchOption.AllDirectories)
            .Where(path => !Ignored().IsMatch(Path.GetRelativePath(SharedFolders.Repository, path)) && Texts.Contains(Path.GetExtension(path)))
            .Where(path => MachinePath().IsMatch(File.ReadAllText(path)));
        Assert.Empty(text.Select(path => Path.GetRelativePath(SharedFolders.Repository, path)));
    }

    [Fact]
    public void Lines_can_be_read_without_scrolling() => Assert.Empty(
        from path in Sources().Concat(Pages())
        from line in File.ReadLines(path).Select((text, i) => (Text: text, Number: i + 1))
        where line.Text.Length > LongestLine
        select $"{Path.GetRelativePath(SharedFolders.Repository, path)}:{line.Number}: {line.Text.Length} characters");

    [Fact]
    public void Usings_are_in_order() => Assert.Empty(
        from path in Sources()
        let used = UsingLine().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value).ToArray()
        where !used.SequenceEqual(used.OrderBy(name => name != "System" && !name.StartsWith("System.", StringComparison.Ordinal))
            .ThenBy(name => name.Replace('.', '\u0001'), StringComparer.OrdinalIgnoreCase))
        select Path.GetRelativePath(SharedFolders.Repository, path));

    [Fact]
    public void Folders_can_be_taken_in_at_a_glance() => Assert.Empty(
        from folder in Sources().GroupBy(path => Path.GetDirectoryName(path)!)
        where folder.Count() > MostFilesOfAFolder
        select $"{Path.GetRelativePath(SharedFolders.Repository, folder.Key)}: {folder.Count()} files");

    [Theory]
    [InlineData("await x.ConfigureAwait(false);")]
    [InlineData("var y = task.Result;")]
    [InlineData("lock (gate) {")]
    [InlineData("await Task.Run(() => 1);")]
    public void The_scheduler_rule_catches(string line) => Assert.Matches(LeavesTheScheduler(), line);

    private const int LongestLine = 150, MostFilesOfAFolder = 25;

    private static readonly string[] Projects = ["Kolosal.Grains.Abstractions", "Kolosal.Grains", "Kolosal.Silo", "Kolosal.Api"];

    private static readonly string[] Texts = [".cs", ".csproj", ".props", ".targets", ".md", ".json", ".yml", ".yaml", ".sh", ".sql", ".txt", ".cmd"];

    private static IEnumerable<string> Sources() => Projects.Append("tests")
        .SelectMany(project => Directory.EnumerateFiles(Path.Combine(SharedFolders.Repository, project), "*.cs", SearchOption.AllDirectories))
        .Where(path => !Ignored().IsMatch(Path.GetRelativePath(SharedFolders.Repository, path)));

    // What people write beside C#; what a build makes lies in folders that are passed over.
    private static IEnumerable<string> Pages() => Projects
        .SelectMany(project => Directory.EnumerateFiles(Path.Combine(SharedFolders.Repository, project), "*", SearchOption.AllDirectories))
        .Where(path => Path.GetExtension(path) is ".razor" or ".css" && !Ignored().IsMatch(Path.GetRelativePath(SharedFolders.Repository, path)));

    private static IEnumerable<string> Find(string project, Regex forbidden, Func<string, bool> concerns) =>
        from path in Directory.EnumerateFiles(Path.Combine(SharedFolders.Repository, project), "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(SharedFolders.Repository, path)
        where !Ignored().IsMatch(relative)
        let source = File.ReadAllText(path)
        where concerns(source)
        from Match match in forbidden.Matches(source)
        select $"{relative}:{source.AsSpan(0, match.Index).Count('\n') + 1}: {match.Value.Trim()}";

    [GeneratedRegex(@"(^|[\\/])(bin|obj|\.git|data|TestResults)[\\/]")]
    private static partial Regex Ignored();

    [GeneratedRegex(@"^using ([\w.]+);\r?$", RegexOptions.Multiline)]
    private static partial Regex UsingLine();

    [GeneratedRegex(@"\bPrincipal\.CurrentSubject\b")]
    private static partial Regex Caller();

    [GeneratedRegex(@"\bclass \w+Grain\b")]
    private static partial Regex GrainClass();

    [GeneratedRegex(
        @"ConfigureAwait\(false\)|\bTask\.Run\(|\bParallel\.|^\s*lock \(|\block \(\w+\)"
        + @"|(?<=\btask|\)|Async\(\))\.Result\b|\.GetAwaiter\(\)\.GetResult\(\)", RegexOptions.Multiline)]
    private static partial Regex LeavesTheScheduler();

    [GeneratedRegex(@"^\s*(private|internal|public)\s+static\s+(?!readonly|partial|async|class)[\w<>\[\],?. ]+\s+\w+\s*(=[^>]|;)",
        RegexOptions.Multiline)]
    private static partial Regex StaticState();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bStopwatch\.StartNew")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"catch(\s*\([^)]*\))?\s*(when\s*\([^{]*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"(?<![\w.])/(work|root|home|farm)/[a-z]")]
    private static partial Regex MachinePath();
}
