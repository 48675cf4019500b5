using System.Globalization;
using System.Net;
using System.Text;

namespace Kolosal.Compliance.Report;

/// <summary>Writes reports as a page of HTML without scripts or styles, for printing and signing.</summary>
public static class ReportHtml
{
    public static string Write(ComplianceReport report)
    {
        var page = new StringBuilder();
        string title = $"Evidence for controls, {report.Workspace}";
        page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(Text(title)).Append("</title></head><body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{Text(title)}</h1>\n<p>As of {ReportMarkdown.Time(report.AsOf)}.</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>{Text(report.Statement)}</p>\n<p>").Append(report.EvaluatedAt is { } at
            ? $"The questions were last asked at {ReportMarkdown.Time(at)}."
            : "The questions were never asked: what they show is unknown.").Append("</p>\n");
        if (report.Trouble is { } trouble)
            page.Append(CultureInfo.InvariantCulture, $"<p><strong>The last evaluation was not made.</strong> {Text(trouble)}</p>\n");
        foreach (var framework in report.Frameworks) Write(page, framework);

        page.Append("<h2>What shows them</h2>\n");
        Table(page, ["id", "what holds", "status", "holds for", "judged", "counts until", "what is in the way", "SHA-256"],
            report.Evidence.Select(part => new[]
            {
                part.Id, part.Title, ReportMarkdown.Status(part), Of(part.Holding, part.Asked), ReportMarkdown.Time(part.ObservedAt),
                ReportMarkdown.Time(part.ExpiresAt),
                string.Join("; ", part.Offenders.Select(one => $"{one.Id}: {one.Wrong}").Prepend(part.Reason).OfType<string>()), part.Sha256 ?? "",
            }));
        return page.Append("</body></html>\n").ToString();
    }

    private static void Write(StringBuilder page, FrameworkReading framework)
    {
        string title = $"{framework.Name}:{framework.Edition}, {framework.Title}";
        page.Append(CultureInfo.InvariantCulture, $"<h2 id=\"{Text(framework.Id)}\">{Text(title)}</h2>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>{Text(framework.Note)} Controls by status: ")
            .Append(Text(string.Join(", ", framework.Counts.Select(count => $"{count.Value} {count.Key}"))))
            .Append(CultureInfo.InvariantCulture, $"; waived: {framework.Waived}; rows marked unverified or one source: ")
            .Append(CultureInfo.InvariantCulture, $"{framework.Unverified}.</p>\n");
        Table(page, ["control", "title", "status", "parts that hold", "shown by", "row"], framework.Controls.Select(control => new[]
        {
            control.Clause, control.Title, ReportMarkdown.Status(control), Of(control.Holding, control.Asked), string.Join(' ', control.Parts),
            ReportMarkdown.Mark(control.Marks),
        }));
    }

    private static void Table(StringBuilder page, string[] heads, IEnumerable<string[]> rows)
    {
        page.Append("<table>\n<thead><tr>");
        foreach (string head in heads) page.Append("<th scope=\"col\">").Append(Text(head)).Append("</th>");
        page.Append("</tr></thead>\n<tbody>\n");
        foreach (string[] row in rows)
        {
            page.Append("<tr>");
            foreach (string cell in row) page.Append("<td>").Append(Text(cell)).Append("</td>");
            page.Append("</tr>\n");
        }
        page.Append("</tbody></table>\n");
    }

    private static string Of(int holding, int asked) => string.Create(CultureInfo.InvariantCulture, $"{holding} of {asked}");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
