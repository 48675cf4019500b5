using System.Text.Json.Nodes;
using Kolosal.Compliance.Report;

namespace Kolosal.Compliance;

/// <summary>Reports of a workspace whose records were given names that would be markup.</summary>
public sealed class ReportTextTests
{
    private const string Evil = "<script>alert(1)</script>|x](javascript:a)\n# heading";

    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Names_of_records_become_no_markup()
    {
        string html = ReportHtml.Write(Report(ControlStatus.Fail)), markdown = ReportMarkdown.Write(Report(ControlStatus.Fail));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", markdown.Replace("\\<script", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\n# heading", markdown, StringComparison.Ordinal);
        Assert.Contains("fail (waived)", markdown, StringComparison.Ordinal);
        Assert.Contains("unverified", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ControlStatus.Pass, "satisfied", "Nothing is open")]
    [InlineData(ControlStatus.Fail, "not-satisfied", "Q01 It holds")]
    [InlineData(ControlStatus.Stale, "not-satisfied", "Q01 It holds")]
    [InlineData(ControlStatus.Missing, "not-satisfied", "Q01 It holds")]
    public void A_finding_is_satisfied_by_a_pass_alone_and_everything_else_is_an_item_of_the_plan(ControlStatus status, string state, string title)
    {
        var report = Report(status);
        var finding = OscalDocuments.AssessmentResults(report)["assessment-results"]!["results"]![0]!["findings"]![0]!;
        Assert.Equal(state, (string)finding["target"]!["status"]!["state"]!);
        var item = Assert.Single((JsonArray)OscalDocuments.PlanOfAction(report)["plan-of-action-and-milestones"]!["poam-items"]!);
        Assert.Equal(title, (string)item!["title"]!);
    }

    [Fact]
    public void A_control_that_does_not_apply_is_no_finding() => Assert.Null(
        OscalDocuments.AssessmentResults(Report(ControlStatus.NotApplicable))["assessment-results"]!["results"]![0]!["findings"]);

    private static ComplianceReport Report(ControlStatus status)
    {
        bool waived = status == ControlStatus.Fail;
        var control = new ControlReading("f", "A.1", "A.1", "Title", null, status, waived, null, null, 0, 1, null, ["Q01"], "shows", "rule", "red",
            ["Models"], "computed", ["unverified"]);
        return new("Evidence for", "ws", Now, Now, null, 30,
            [new("f", "F", "1", "T", "law", "n", ImmutableSortedDictionary<string, int>.Empty.Add(WireJson.Word(status), 1), 0, 1, [control])],
            [new("Q01", "It holds", status, null, 0, 1, Now, Now.AddHours(1), new string('0', 64),
                waived ? new("w1", "ann", Evil, Now.AddDays(1)) : null, [new(Evil, Evil)], ImmutableSortedDictionary<string, double>.Empty)]);
    }
}
