using System.Text;

namespace Kolosal.Models;

/// <summary>A card as Markdown.</summary>
internal static class CardMarkdown
{
    public static string Write(CardDocument card)
    {
        var text = new StringBuilder($"# {MarkdownText.Inline(card.Title)}\n\n{MarkdownText.Paragraphs(card.Summary) ?? CardDocument.NoSummary}\n");
        foreach (var section in card.Sections)
        {
            text.Append($"\n## {section.Title}\n\n");
            if (section.Lead is { } lead) text.Append($"{MarkdownText.Inline(lead)}\n\n");
            if (section.IsWords) text.Append($"{MarkdownText.Paragraphs(section.Words) ?? CardDocument.NotStated}\n");
            foreach (string item in section.Items) text.Append($"- {MarkdownText.Inline(item)}\n");
            if (section.Table is not { } table) continue;
            text.Append($"| {string.Join(" | ", table.Head)} |\n|{string.Concat(Enumerable.Repeat("---|", table.Head.Length))}\n");
            foreach (var row in table.Rows) text.Append($"| {string.Join(" | ", row.Select(MarkdownText.Inline))} |\n");
        }

        return text.ToString();
    }
}
