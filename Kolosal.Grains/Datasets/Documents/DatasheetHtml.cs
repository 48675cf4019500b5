using System.Globalization;
using System.Net;
using System.Text;

namespace Kolosal.Datasets;

/// <summary>A datasheet as one page of HTML without scripts; whatever people wrote is text and nothing else.</summary>
public static class DatasheetHtml
{
    public static string Render(Datasheet sheet)
    {
        var (text, data) = (new StringBuilder(), sheet.Dataset);
        text.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(Text(data.Name))
            .Append("</title></head><body>\n");
        text.Append("<h1>").Append(Text(data.Name)).Append("</h1>\n");
        Table(text, "Measured", ["", ""], [
            ["Dataset", data.DatasetId], ["Rows", Number(data.Rows)], ["Columns", Number(data.Columns.Length)], ["SHA-256", data.Sha256],
            ["Version", Number(data.Version)], ["Made of", sheet.Source.Origin ?? sheet.Source.FileName],
            ["Personal data", data.ContainsPersonalData ? "found" : "none found"], ["Target", data.Target ?? "not declared"],
            ["Quality", Share(sheet.Quality.Overall)], ["Completeness", Share(sheet.Quality.Completeness)],
            ["Uniqueness", Share(sheet.Quality.Uniqueness)],
        ]);
        foreach (var (title, words) in sheet.Sections())
            text.Append("<h2>").Append(title).Append("</h2>\n<p style=\"white-space:pre-wrap\">").Append(Text(words ?? "Not stated yet."))
                .Append("</p>\n");
        Table(text, "Columns", ["Name", "Type", "Role", "Missing", "Distinct", "Least", "Greatest", "Personal data"], data.Columns.Select(column =>
            (string[])[column.Name, column.Type, column.Role, Number(column.Missing), Number(column.Distinct), Number(column.Least),
                Number(column.Greatest), column.PersonalData ?? ""]));
        Table(text, "Transformations", ["Step", "Rows before", "Rows after", "Cells changed", "Columns"], sheet.Transformations.Select(step =>
            (string[])[step.Step, Number(step.RowsBefore), Number(step.RowsAfter), Number(step.CellsChanged), string.Join(", ", step.Columns)]));
        Table(text, "Findings", ["Kind", "Column", "Message", "Rows"], sheet.Quality.Warnings.Select(finding =>
            (string[])[WireJson.Word(finding.Kind), finding.Column ?? "", finding.Message,
                string.Join(", ", finding.Cells.Select(cell => Number(cell.Row)))]));
        return text.Append("</body></html>\n").ToString();
    }

    private static void Table(StringBuilder text, string title, string[] head, IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        if (all.Length == 0) return;
        text.Append("<h2>").Append(title).Append("</h2>\n<table>");
        if (head[0].Length > 0) Row(text, "th", head);
        foreach (string[] row in all) Row(text, "td", row);
        text.Append("</table>\n");
    }

    private static void Row(StringBuilder text, string cell, string[] values)
    {
        text.Append("<tr>");
        foreach (string value in values) text.Append('<').Append(cell).Append('>').Append(Text(value)).Append("</").Append(cell).Append('>');
        text.Append("</tr>\n");
    }

    private static string Text(string words) => WebUtility.HtmlEncode(words);

    private static string Number(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? "";

    private static string Share(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);
}
