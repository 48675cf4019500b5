using System.Text.RegularExpressions;
using Kolosal.Models;

namespace Kolosal.Api.Tests.Models;

/// <summary>Against the block and inline starts that CommonMark 0.31.2 lists, and those of GitHub's tables and strike-through.</summary>
public sealed partial class MarkdownTextTests
{
    [Theory]
    [InlineData("# Approved", "\\# Approved")]
    [InlineData("fine\n===", "fine\n\\===")]
    [InlineData("fine\r---", "fine\n\\---")]
    [InlineData("fine\r\n## Evaluation", "fine\n\\#\\# Evaluation")]
    [InlineData("    # code", "\\# code")]
    [InlineData("1. one", "1\\. one")]
    [InlineData("2024) one", "2024\\) one")]
    [InlineData("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>")]
    [InlineData("&lt;b&gt;", "&amp;lt;b&amp;gt;")]
    [InlineData("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))")]
    [InlineData("a | b", "a \\| b")]
    [InlineData("2.5 % of 3-4 people (all)", "2.5 % of 3-4 people (all)")]
    public void Words_stay_words(string words, string expected) => Assert.Equal(expected, MarkdownText.Paragraphs(words));

    [Fact]
    public void No_text_begins_a_block_or_opens_markup()
    {
        const string Letters = "#=-+*_`~>|<&[]()!\\ \t\r\na1.)\"'$:/";
        var random = new Random(20261129);
        for (int trial = 0; trial < 20_000; trial++)
        {
            string words = new([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => Letters[random.Next(Letters.Length)])]);
            foreach (string line in (MarkdownText.Paragraphs(words) ?? "").Split('\n'))
            {
                Assert.DoesNotMatch(BlockStart(), line);
                Assert.DoesNotMatch(OpenMarkup(), Escaped().Replace(line, ""));
                Assert.DoesNotContain('\r', line);
            }
            Assert.DoesNotContain('\n', MarkdownText.Inline(words));
        }
    }

    [Theory, InlineData(null), InlineData(""), InlineData(" \r\n\t")]
    public void Blanks_are_no_words(string? words) => Assert.Null(MarkdownText.Paragraphs(words));

    [GeneratedRegex(@"^(\s|#|>|[-+*=_]|`|~|\d{1,9}[.)](\s|$)|<|\|)")]
    private static partial Regex BlockStart();

    [GeneratedRegex(@"[`*\[\]<|~#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?!(amp|lt);)")]
    private static partial Regex OpenMarkup();

    [GeneratedRegex(@"\\.")]
    private static partial Regex Escaped();
}
