using System.Globalization;
using System.Text;

namespace Kolosal.Datasets;

/// <summary>A datasheet as Markdown; whatever people wrote reads as they wrote it and is no markup.</summary>
/// <remarks>CommonMark 0.31.2 §2.4: a backslash takes the meaning of ASCII punctuation, at the start of a line and elsewhere; so every such
/// character of people's words gets one, but for those inside words. <c>&amp;</c> and <c>&lt;</c> become entities.</remarks>
public static class DatasheetMarkdown
{
    private const string Markup = "\\`*_{}[]()#+-.!|~>=";

    public static string Render(Datasheet sheet)
    {
        var (text, data) = (new StringBuilder(), sheet.Dataset);
        text.Append(CultureInfo.InvariantCulture, $"# {Line(data.Name)}\n\n## Measured\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- Dataset `{data.DatasetId}`, version {data.Version}, SHA-256 `{data.Sha256}`\n");
        text.Append(CultureInfo.InvariantCulture,
            $"- {data.Rows} rows of {data.Columns.Length} columns, made of {Line(sheet.Source.Origin ?? sheet.Source.FileName)}\n");
        text.Append(CultureInfo.InvariantCulture, $"- Target: {(data.Target is { } target ? Line(target) : "not declared")}\n");
        text.Append(CultureInfo.InvariantCulture, $"- Personal data: {(data.ContainsPersonalData ? "found" : "none found")}\n");
        text.Append(CultureInfo.InvariantCulture, $"- Quality {sheet.Quality.Overall:0.000}: completeness {sheet.Quality.Completeness:0.000}, "
            + $"uniqueness {sheet.Quality.Uniqueness:0.000}, consistency {sheet.Quality.Consistency:0.000}, "
            + $"validity {sheet.Quality.Validity:0.000}\n");
        foreach (var (title, words) in sheet.Sections())
            text.Append(CultureInfo.InvariantCulture,
                $"\n## {title}\n\n{(string.IsNullOrWhiteSpace(words) ? "Not stated yet." : Paragraphs(words))}\n");
        text.Append("\n## Columns\n\n| name | type | role | missing | distinct | least | greatest | personal data |\n")
            .Append("|---|---|---|---|---|---|---|---|\n");
        foreach (var column in data.Columns)
            text.Append(CultureInfo.InvariantCulture,
                $"| {Line(column.Name)} | {column.Type} | {column.Role} | {column.Missing} | {column.Distinct} | "
                + $"{column.Least} | {column.Greatest} | {column.PersonalData} |\n");
        if (!sheet.Transformations.IsEmpty) text.Append("\n## Transformations\n\n");
        foreach (var step in sheet.Transformations)
            text.Append(CultureInfo.InvariantCulture,
                $"- {step.Step}: {step.RowsBefore} rows before, {step.RowsAfter} after, {step.CellsChanged} cells "
                + $"changed{(step.Columns.IsEmpty ? "" : $", of {string.Join(", ", step.Columns.Select(Line))}")}\n");
        if (!sheet.Quality.Warnings.IsEmpty) text.Append("\n## Findings\n\n");
        foreach (var finding in sheet.Quality.Warnings)
            text.Append(CultureInfo.InvariantCulture, $"- {WireJson.Word(finding.Kind)}: {Line(finding.Message)}\n");
        return text.ToString();
    }

    private static string Paragraphs(string words) => string.Join("\n\n", words.ReplaceLineEndings("\n").Split('\n')
        .Where(line => !string.IsNullOrWhiteSpace(line)).Select(Line));

    private static string Line(string words)
    {
        var text = new StringBuilder(words.Length + 8);
        string line = string.Join(' ', words.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)).Trim();
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '&') text.Append("&amp;");
            else if (c == '<') text.Append("&lt;");
            else
            {
                // Between letters and digits a mark begins nothing, and names and numbers are full of them.
                bool inside = c is '_' or '-' or '.' && i > 0 && i + 1 < line.Length && char.IsLetterOrDigit(line[i - 1])
                    && char.IsLetterOrDigit(line[i + 1]);
                if (Markup.Contains(c) && !inside) text.Append('\\');
                text.Append(c);
            }
        }

        return text.ToString();
    }
}
