using System.Text;
using System.Text.RegularExpressions;

namespace Kolosal.Testing;

/// <summary>What the repository's documents tell people to type: <c>README.md</c> and the Markdown below <c>docs</c> and <c>deploy</c>.</summary>
public static partial class RepositoryDocuments
{
    /// <summary>Paths below the repository, with forward slashes.</summary>
    public static ImmutableArray<string> Paths { get; } =
    [
        "README.md",
        .. from folder in (string[])["deploy", "docs"]
           from path in Directory.EnumerateFiles(Path.Combine(SharedFolders.Repository, folder), "*.md", SearchOption.AllDirectories)
           let below = Path.GetRelativePath(SharedFolders.Repository, path).Replace('\\', '/')
           orderby below
           select below,
    ];

    public static string Read(string document) => File.ReadAllText(Path.Combine(SharedFolders.Repository, document));

    /// <summary>The fenced blocks of a document, in order.</summary>
    public static IEnumerable<DocumentBlock> Blocks(string document)
    {
        string section = "", language = "";
        StringBuilder? block = null;
        int number = 0, opened = 0;
        foreach (string line in Read(document).Split('\n'))
        {
            number++;
            if (Fence().Match(line) is { Success: true } fence)
            {
                if (block is null) (block, opened, language) = (new(), number, fence.Groups[1].Value);
                else
                {
                    yield return new(document, opened, section, language, block.ToString());
                    block = null;
                }
            }
            else if (block is not null) block.Append(line).Append('\n');
            else if (Heading().Match(line) is { Success: true } heading && (section.Length == 0 || line.StartsWith("## ", StringComparison.Ordinal)))
                section = heading.Groups[1].Value;
        }
    }

    /// <summary>What stands between single backticks outside of blocks.</summary>
    public static IEnumerable<string> Spans(string document) =>
        Span().Matches(Block().Replace(Read(document), "")).Select(span => span.Groups[1].Value);

    [GeneratedRegex(@"^ *```(\w*)\s*$")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^##? (.+?)\s*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"(?<!`)`([^`\n]+)`(?!`)")]
    private static partial Regex Span();
}
