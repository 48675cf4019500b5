using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>Every block of commands is run by a test, or it says here why not: then <see cref="DocumentCommandTests"/> alone holds it.</summary>
public sealed class DocumentRunTests
{
    /// <summary>Tests that run every block of a page, whatever its sections are called.</summary>
    private static readonly Dictionary<string, string> WholePages = new(StringComparer.Ordinal)
    {
        ["docs/export.md"] = "Experiments/ExportDocTests.cs",
    };

    /// <summary>Blocks that no test runs as they stand. A block that the reason does not name any more must go from here.</summary>
    private static readonly (string Document, string Line, string Reason)[] ByFormAlone =
    [
        ("README.md", "./kolosal demo", "builds the solution that the test runs in; DemoStoryTests tell the story, CI runs './kolosal test'"),
        ("deploy/README.md", "docker compose", "needs a container engine; ComposeTests read the file, scenarios run the same cluster as processes"),
        ("docs/analyses.md", "/cancel", "an analysis of a few rows may have ended before; AnalysisGrainTests stop one"),
        ("docs/dependencies.md", "./kolosal sbom", "restores the solution that the test runs in; BillOfMaterialsTests run the same program"),
        ("docs/drift-detection.md", "./kolosal bench alarms", "takes an hour; FalseAlarmTests run the same in small"),
        ("docs/backup.md", "kolosal restore", "needs a stopped server; BackupsBringBackTheSameAnswers runs the command on processes"),
        ("docs/tracking.md", "MLFLOW_TRACKING_URI", "is for MLflow's clients; MlflowNodeClientTests run one"),
    ];

    private static string Tests => Path.Combine(SharedFolders.Repository, "tests", "Api.Tests");

    [Fact]
    public void Every_block_of_commands_is_run_or_says_why_not()
    {
        string[] sources = [.. Directory.EnumerateFiles(Tests, "*.cs", SearchOption.AllDirectories).Where(path => !path.Contains(
            $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText)];
        var nobody = from block in Blocks()
                     where !WholePages.ContainsKey(block.Document) && Excuse(block) is null
                         && !sources.Any(text => text.Contains($"\"{block.Document}\"", StringComparison.Ordinal)
                             && text.Contains($"\"{block.Section}\"", StringComparison.Ordinal)
                             && text.Contains("DocumentCommands", StringComparison.Ordinal))
                     select $"{block} in '{block.Section}'";
        Assert.Empty(nobody);
    }

    [Fact]
    public void Tests_of_whole_pages_are_there_and_read_them() =>
        Assert.All(WholePages, page =>
            Assert.Contains($"\"{Path.GetFileName(page.Key)}\"", File.ReadAllText(Path.Combine(Tests, page.Value)), StringComparison.Ordinal));

    [Fact]
    public void Every_excuse_is_needed() =>
        Assert.All(ByFormAlone, excuse => Assert.Contains(Blocks(), block => Excuse(block) == excuse.Reason));

    private static IEnumerable<DocumentBlock> Blocks() =>
        RepositoryDocuments.Paths.SelectMany(RepositoryDocuments.Blocks).Where(block => block.Language is "sh" or "bash");

    private static string? Excuse(DocumentBlock block) => ByFormAlone.Where(excuse => excuse.Document == block.Document
        && block.Text.Contains(excuse.Line, StringComparison.Ordinal)).Select(excuse => excuse.Reason).FirstOrDefault();
}
