using System.Text;
using System.Text.Encodings.Web;

namespace Kolosal.Models;

/// <summary>A card as one HTML page without scripts or anything fetched. Every text goes through the encoder.</summary>
internal static class CardHtml
{
    private const string Style = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        + "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.25rem .5rem;text-align:left;overflow-wrap:anywhere}"
        + "li,p{overflow-wrap:anywhere}";

    public static string Write(CardDocument card)
    {
        var text = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append($"<title>{Encode(card.Title)}</title>\n<style>{Style}</style>\n</head>\n<body>\n<h1>{Encode(card.Title)}</h1>\n");
        Paragraphs(text, card.Summary, CardDocument.NoSummary);
        foreach (var section in card.Sections)
        {
            text.Append($"<h2>{Encode(section.Title)}</h2>\n");
            if (section.Lead is { } lead) text.Append($"<p>{Encode(lead)}</p>\n");
            if (section.IsWords) Paragraphs(text, section.Words, CardDocument.NotStated);
            if (!section.Items.IsEmpty) text.Append($"<ul>\n{string.Concat(section.Items.Select(item => $"<li>{Encode(item)}</li>\n"))}</ul>\n");
            if (section.Table is not { } table) continue;
            text.Append($"<table>\n<tr>{string.Concat(table.Head.Select(cell => $"<th>{Encode(cell)}</th>"))}</tr>\n");
            foreach (var row in table.Rows) text.Append($"<tr>{string.Concat(row.Select(cell => $"<td>{Encode(cell)}</td>"))}</tr>\n");
            text.Append("</table>\n");
        }

        return text.Append("</body>\n</html>\n").ToString();
    }

    private static void Paragraphs(StringBuilder text, string? words, string without)
    {
        foreach (string paragraph in (string.IsNullOrWhiteSpace(words) ? without : words).ReplaceLineEndings("\n").Split("\n\n"))
            text.Append($"<p>{Encode(paragraph.Trim()).Replace("&#xA;", "<br>", StringComparison.Ordinal)}</p>\n");
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
