using System.Globalization;
using System.Text;

namespace Kolosal.Compliance.Report;

/// <summary>Writes reports as Markdown.</summary>
public static class ReportMarkdown
{
    /// <summary>The report: each framework with its controls, then what shows them.</summary>
    public static string Write(ComplianceReport report)
    {
        var text = new StringBuilder();
        Head(text, "Evidence for controls", report.Statement, report.Workspace, report.AsOf);
        Line(text, report.EvaluatedAt is { } at
            ? $"The questions were last asked at {Time(at)}; they are asked every {report.EvaluateMinutes} minutes or oftener."
            : "The questions were never asked: what they show is unknown.");
        if (report.Trouble is { } trouble) Line(text, $"**The last evaluation was not made.** {Plain(trouble)}");
        foreach (var framework in report.Frameworks)
        {
            Line(text, $"## {Plain(framework.Name)}:{Plain(framework.Edition)}, {Plain(framework.Title)}");
            Line(text, $"{Plain(framework.Note)} Controls by status: "
                + $"{string.Join(", ", framework.Counts.Select(count => $"{count.Value} {count.Key}"))}"
                + $"{(framework.Waived > 0 ? $" ({framework.Waived} of the failing waived)" : "")}. "
                + $"{framework.Unverified} rows are marked unverified or one source.");
            text.Append("| control | title | status | parts that hold | shown by | row |\n|---|---|---|---|---|---|\n");
            foreach (var control in framework.Controls)
                text.Append(CultureInfo.InvariantCulture, $"| {Cell(control.Clause)} | {Cell(control.Title)} | {Cell(Status(control))} | ")
                    .Append(CultureInfo.InvariantCulture, $"{control.Holding} of {control.Asked} | {Cell(string.Join(' ', control.Parts))} | ")
                    .Append(CultureInfo.InvariantCulture, $"{Cell(Mark(control.Marks))} |\n");
            text.Append('\n');
        }
        Line(text, "## What shows them");
        text.Append("| id | what holds | status | holds for | judged | counts until | SHA-256 |\n|---|---|---|---|---|---|---|\n");
        foreach (var part in report.Evidence)
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(part.Id)} | {Cell(part.Title)} | {Cell(Status(part))} | ")
                .Append(CultureInfo.InvariantCulture, $"{part.Holding} of {part.Asked} | {Time(part.ObservedAt)} | {Time(part.ExpiresAt)} | ")
                .Append(CultureInfo.InvariantCulture, $"{Cell(part.Sha256 ?? "")} |\n");
        text.Append('\n');
        foreach (var part in report.Evidence.Where(part => part.Reason is not null || part.Offenders.Length > 0))
        {
            Line(text, $"**{Plain(part.Id)}**{(part.Reason is { } reason ? $" {Plain(reason)}" : "")}");
            foreach (var one in part.Offenders) text.Append(CultureInfo.InvariantCulture, $"- {Plain(one.Id)}: {Plain(one.Wrong)}\n");
            if (part.Offenders.Length > 0) text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>The statement of applicability.</summary>
    public static string Write(StatementOfApplicability statement)
    {
        var text = new StringBuilder();
        Head(text, $"Statement of applicability, {statement.Name}", statement.Statement, statement.Workspace, statement.AsOf);
        Line(text, $"{statement.Applicable} controls apply, {statement.Excluded} do not, {statement.Undecided} are undecided.");
        text.Append("| control | title | applies | why | decided by | status | shown by | row |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var row in statement.Controls)
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(row.Id)} | {Cell(row.Title)} | {Applies(row.Applies)} | ")
                .Append(CultureInfo.InvariantCulture, $"{Cell(row.Justification ?? "")} | {Cell(row.DecidedBy ?? "")} | ")
                .Append(CultureInfo.InvariantCulture, $"{Word(row.Status, row.Waived)} | {Cell(string.Join(' ', row.Parts))} | ")
                .Append(CultureInfo.InvariantCulture, $"{Cell(Mark(row.Marks))} |\n");
        return text.ToString();
    }

    /// <summary>The technical documentation of a version.</summary>
    public static string Write(TechnicalDocumentation documentation)
    {
        var text = new StringBuilder();
        Head(text, $"Technical documentation of {documentation.Model}:{documentation.Version}", documentation.Statement, documentation.Workspace,
            documentation.MadeAt);
        Line(text, $"Package SHA-256 {documentation.PackageSha256}. {documentation.Blanks.Length} blanks.");
        foreach (var point in documentation.Points)
        {
            Line(text, $"## {point.Point} {Plain(point.Title)}");
            text.Append("| what | record | source |\n|---|---|---|\n");
            foreach (var field in point.Fields)
                text.Append(CultureInfo.InvariantCulture, $"| {Cell(field.Name)} | {Cell(field.Value ?? "**blank**", field.Value is null)} | ")
                    .Append(CultureInfo.InvariantCulture, $"{Cell(field.Source)} |\n");
            text.Append('\n');
        }
        return text.ToString();
    }

    internal static string Status(ControlReading control) => Word(control.Status, control.Waived)
        + (control.Preview is { } preview ? $", would be {WireJson.Word(preview)}" : "") + (control.Reason is { } reason ? $": {reason}" : "");

    internal static string Status(PartReading part) => Word(part.Status, part.Waiver is not null);

    internal static string Word(ControlStatus status, bool waived) => WireJson.Word(status) + (waived ? " (waived)" : "");

    internal static string Mark(ImmutableArray<string> marks) => string.Join(", ", marks).Replace('_', ' ');

    internal static string Applies(bool? applies) => applies switch { true => "yes", false => "no", null => "undecided" };

    internal static string Time(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? "";

    private static void Head(StringBuilder text, string title, string statement, string workspace, DateTimeOffset at)
    {
        Line(text, $"# {Plain(title)}");
        Line(text, $"Workspace {Plain(workspace)}, as of {Time(at)}.");
        Line(text, Plain(statement));
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append("\n\n");

    /// <summary>Text that people or records brought cannot become markup or a further column.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (char c in text.ReplaceLineEndings(" "))
        {
            if (c is '\\' or '`' or '*' or '[' or ']' or '<' or '>' or '|' or '#' or '!') plain.Append('\\');
            plain.Append(c);
        }
        return plain.ToString();
    }

    private static string Cell(string text, bool isMarkup = false) => isMarkup ? text : Plain(text);
}
