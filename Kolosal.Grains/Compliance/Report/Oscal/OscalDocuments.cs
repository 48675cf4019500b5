using System.Globalization;
using System.Text.Json.Nodes;

namespace Kolosal.Compliance.Report;

/// <summary>Writes a report in the forms of OSCAL 1.2.1 (NIST): what was found, what shows which control, what is to be mended, and the
/// controls.</summary>
public static class OscalDocuments
{
    private const string Satisfied = "satisfied", NotSatisfied = "not-satisfied";

    /// <summary>Assessment results: an observation for everything that shows something, a finding for every control that applies.</summary>
    public static JsonObject AssessmentResults(ComplianceReport report)
    {
        var controls = new JsonArray();
        var findings = new JsonArray();
        foreach (var control in Controls(report))
        {
            string token = OscalNames.Token(control.Framework, control.Id);
            controls.Add(new JsonObject { ["control-id"] = token });
            if (control.Status != ControlStatus.NotApplicable) findings.Add(Finding(report, control, token));
        }
        var result = new JsonObject
        {
            ["uuid"] = Uuid(report, "result"),
            ["title"] = $"Controls of workspace {report.Workspace}",
            ["description"] = report.Statement,
            ["start"] = OscalNames.Time(report.AsOf),
            ["end"] = OscalNames.Time(report.AsOf),
            ["reviewed-controls"] = new JsonObject
            {
                ["control-selections"] = new JsonArray(new JsonObject { ["include-controls"] = controls }),
            },
        };
        if (report.Evidence.Length > 0) result["observations"] = new JsonArray([.. report.Evidence.Select(part => Observation(report, part))]);
        if (findings.Count > 0) result["findings"] = findings;
        return new()
        {
            ["assessment-results"] = new JsonObject
            {
                ["uuid"] = Uuid(report, "assessment-results"),
                ["metadata"] = OscalNames.Metadata($"Evidence for controls, workspace {report.Workspace}", report),
                ["import-ap"] = new JsonObject
                {
                    ["href"] = "#",
                    ["remarks"] = "There is no assessment plan beside this: every question is asked at fixed intervals and after changes.",
                },
                ["results"] = new JsonArray(result),
            },
        };
    }

    /// <summary>Component definition: this system as one component, and what shows each control.</summary>
    public static JsonObject ComponentDefinition(ComplianceReport report) => new()
    {
        ["component-definition"] = new JsonObject
        {
            ["uuid"] = Uuid(report, "component-definition"),
            ["metadata"] = OscalNames.Metadata("Kolosal, what it shows for controls", report),
            ["components"] = new JsonArray(new JsonObject
            {
                ["uuid"] = OscalNames.Uuid("component", report.Workspace),
                ["type"] = "software",
                ["title"] = "Kolosal",
                ["description"] = "Trains, serves, watches and governs models on tabular data.",
                ["control-implementations"] = new JsonArray([.. report.Frameworks.Select(framework => new JsonObject
                {
                    ["uuid"] = OscalNames.Uuid("implementation", report.Workspace, framework.Id),
                    ["source"] = $"/api/compliance/report?format=oscal_catalog&framework={framework.Id}",
                    ["description"] = $"{framework.Name}:{framework.Edition}. {framework.Note}",
                    ["implemented-requirements"] = new JsonArray([.. framework.Controls.Select(control => new JsonObject
                    {
                        ["uuid"] = OscalNames.Uuid("requirement", report.Workspace, framework.Id, control.Id),
                        ["control-id"] = OscalNames.Token(framework.Id, control.Id),
                        ["description"] = $"{control.Title}: {control.Shows}",
                        ["props"] = OscalNames.Properties(
                            ("kind", control.Kind), ("rule", control.Rule), ("shown-by", string.Join(' ', control.Parts)),
                            ("row", string.Join(' ', control.Marks))),
                    })]),
                })]),
            }),
        },
    };

    /// <summary>Plan of action: an item for everything that is red, missing or stale; one that says so where nothing is.</summary>
    public static JsonObject PlanOfAction(ComplianceReport report)
    {
        PartReading[] open = [.. report.Evidence.Where(part =>
            part.Status is ControlStatus.Fail or ControlStatus.Error or ControlStatus.Missing or ControlStatus.Stale)];
        var plan = new JsonObject
        {
            ["uuid"] = Uuid(report, "plan"),
            ["metadata"] = OscalNames.Metadata($"Plan of action, workspace {report.Workspace}", report),
            ["system-id"] = new JsonObject
            {
                ["identifier-type"] = "https://ietf.org/rfc/rfc4122",
                ["id"] = OscalNames.Uuid("system", report.Workspace),
            },
        };
        if (open.Length > 0) plan["observations"] = new JsonArray([.. open.Select(part => Observation(report, part))]);
        plan["poam-items"] = open.Length == 0
            ? new JsonArray(new JsonObject
            {
                ["uuid"] = Uuid(report, "nothing"),
                ["title"] = "Nothing is open",
                ["description"] = "No question fails, and no document is missing or stale. The form of this document asks for an item.",
            })
            : new JsonArray([.. open.Select(part => Item(report, part))]);
        return new() { ["plan-of-action-and-milestones"] = plan };
    }

    /// <summary>The controls, one group a framework, with short titles in our words.</summary>
    public static JsonObject Catalog(ComplianceReport report) => new()
    {
        ["catalog"] = new JsonObject
        {
            ["uuid"] = Uuid(report, "catalog"),
            ["metadata"] = OscalNames.Metadata("Controls by framework, short titles", report),
            ["groups"] = new JsonArray([.. report.Frameworks.Select(framework => new JsonObject
            {
                ["id"] = OscalNames.Token("framework", framework.Id),
                ["title"] = $"{framework.Name}:{framework.Edition}, {framework.Title}",
                ["controls"] = new JsonArray([.. framework.Controls.Select(control => new JsonObject
                {
                    ["id"] = OscalNames.Token(framework.Id, control.Id),
                    ["title"] = control.Title,
                    ["props"] = OscalNames.Properties(("label", control.Clause), ("kind", control.Kind), ("row", string.Join(' ', control.Marks))),
                    ["parts"] = new JsonArray(new JsonObject { ["name"] = "statement", ["prose"] = control.Shows }),
                })]),
            })]),
        },
    };

    private static IEnumerable<ControlReading> Controls(ComplianceReport report) => report.Frameworks.SelectMany(framework => framework.Controls);

    private static JsonObject Finding(ComplianceReport report, ControlReading control, string token)
    {
        bool holds = control.Status == ControlStatus.Pass;
        var status = new JsonObject { ["state"] = holds ? Satisfied : NotSatisfied, ["reason"] = holds ? "pass" : "fail" };
        if (!holds) status["remarks"] = $"Status here: {ReportMarkdown.Word(control.Status, control.Waived)}.";
        var finding = new JsonObject
        {
            ["uuid"] = Uuid(report, "finding", token),
            ["title"] = control.Title,
            ["description"] = string.Create(CultureInfo.InvariantCulture, $"{control.Holding} of {control.Asked} parts hold: {control.Shows}"),
            ["props"] = OscalNames.Properties(
                ("status", ReportMarkdown.Word(control.Status, control.Waived)), ("clause", control.Clause),
                ("row", string.Join(' ', control.Marks))),
            ["target"] = new JsonObject { ["type"] = "objective-id", ["target-id"] = token, ["status"] = status },
        };
        if (control.Parts.Length > 0)
            finding["related-observations"] = new JsonArray([.. control.Parts.Select(part =>
                new JsonObject { ["observation-uuid"] = Uuid(report, "observation", part) })]);
        return finding;
    }

    private static JsonNode Observation(ComplianceReport report, PartReading part)
    {
        bool document = part.Id[0] != 'Q';
        var observation = new JsonObject
        {
            ["uuid"] = Uuid(report, "observation", part.Id),
            ["title"] = OscalNames.Line(part.Title),
            ["description"] = part.Reason ?? string.Create(CultureInfo.InvariantCulture, $"It holds for {part.Holding} of {part.Asked}."),
            ["props"] = OscalNames.Properties(
                ("part", part.Id), ("status", ReportMarkdown.Status(part)), ("holds", part.Holding.ToString(CultureInfo.InvariantCulture)),
                ("asked", part.Asked.ToString(CultureInfo.InvariantCulture)), ("sha256", part.Sha256)),
            ["methods"] = new JsonArray(document ? "EXAMINE" : "TEST"),
            ["collected"] = OscalNames.Time(part.ObservedAt ?? report.AsOf),
        };
        if (part.ExpiresAt is { } expires) observation["expires"] = OscalNames.Time(expires);
        if (part.Offenders.Length > 0)
            observation["relevant-evidence"] = new JsonArray([.. part.Offenders.Select(one =>
                new JsonObject { ["description"] = $"{one.Id}: {one.Wrong}" })]);
        return observation;
    }

    private static JsonNode Item(ComplianceReport report, PartReading part)
    {
        string[] serves = [.. Controls(report).Where(control => control.Parts.Contains(part.Id))
            .Select(control => $"{control.Framework}/{control.Id}")];
        return new JsonObject
        {
            ["uuid"] = Uuid(report, "item", part.Id),
            ["title"] = OscalNames.Line($"{part.Id} {part.Title}"),
            ["description"] = part.Reason ?? (part.Offenders.IsEmpty ? "It does not hold."
                : string.Join("; ", part.Offenders.Select(one => $"{one.Id}: {one.Wrong}"))),
            ["props"] = OscalNames.Properties(
                ("status", ReportMarkdown.Status(part)), ("serves", string.Join(' ', serves)), ("waiver", part.Waiver?.Id),
                ("waived-until", part.Waiver is { } waiver ? OscalNames.Time(waiver.Until) : null)),
            ["related-observations"] = new JsonArray(new JsonObject { ["observation-uuid"] = Uuid(report, "observation", part.Id) }),
        };
    }

    private static string Uuid(ComplianceReport report, params ReadOnlySpan<string> parts) =>
        OscalNames.Uuid([report.Workspace, OscalNames.Time(report.AsOf), .. parts]);
}
