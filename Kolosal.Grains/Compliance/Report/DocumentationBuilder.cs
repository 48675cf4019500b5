using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kolosal.Compliance.Controls;
using Kolosal.Compliance.Frameworks;
using Kolosal.Models;

namespace Kolosal.Compliance.Report;

/// <summary>Fills the points of Annex IV of Regulation (EU) 2024/1689 from the records of a version. What no record has is a blank and is
/// named.</summary>
internal static class DocumentationBuilder
{
    private const string Statement =
        "Technical documentation made of records, as evidence for Article 11 and Annex IV. Titles are short and in our own words; blanks are to be "
        + "filled by people. It is no declaration of conformity.";

    public static TechnicalDocumentation Build(string workspace, VersionRecords records, JudgedWorld world, FrameworkCatalogue catalogue)
    {
        var card = records.Card;
        ImmutableArray<DocumentationPoint> points =
        [
            new("IV.1", "General description", General(card)),
            new("IV.2", "Elements and development", Development(records, world, catalogue)),
            new("IV.3", "Monitoring, functioning, control", Control(card)),
            new("IV.4", "Appropriateness of the metrics", Metrics(card)),
            new("IV.5", "Risk management", [Question("Risks of the model, assessed and treated", "Q73", world)]),
            new("IV.6", "Changes through the life cycle", Changes(records)),
            new("IV.7", "Standards applied", [Document("List of standards applied", "doc-ce", world, catalogue)]),
            new("IV.8", "Declaration of conformity", [Document("Copy of the declaration", "doc-ce", world, catalogue)]),
            new("IV.9", "Monitoring after placing on the market",
                [Document("Plan", "pmm", world, catalogue), Question("Monitors of the plan's points", "Q80", world)]),
        ];
        string text = string.Join('\n', points.SelectMany(point => point.Fields.Select(field => $"{point.Point}\t{field.Name}\t{field.Value}")));
        return new(Statement, workspace, card.Model, card.Version, card.PackageSha256,
            card.Words.RiskClass is { } risk ? WireJson.Word(risk) : null, world.At, points,
            [.. points.SelectMany(point => point.Fields.Where(field => field.Value is null).Select(field => $"{point.Point} {field.Name}"))],
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    private static ImmutableArray<DocumentationField> General(ModelCard card) =>
    [
        Said("Purpose", card.Words.Purpose), Said("Intended use", card.Words.IntendedUse), Said("Uses out of scope", card.Words.OutOfScope),
        Said("Users", card.Words.Users), Said("Provider or deployer", card.Words.PartyRole is { } role ? WireJson.Word(role) : null),
        Said("Owner", card.Words.Owner), Said("Contact", card.Words.Contact),
        Said("Placed on the market", card.Words.PlacedOnMarketAt is { } at ? Day(at) : null),
        Known("Version", string.Create(CultureInfo.InvariantCulture, $"{card.Model}:{card.Version}, registered {Day(card.CreatedAt)}")),
        Known("Package", $"SHA-256 {card.PackageSha256}, signed by key {card.SigningKeyId}"),
        Known("Interaction", $"answers {card.Target} ({card.Task}) for the inputs {string.Join(", ", card.Inputs)}"),
        Known("Interface", "HTTP; the contract is served at /openapi/v1.json"),
        Known("Hardware", card.Record?.Environment is { } made ? $"{made.Architecture}, {made.OperatingSystem}, {made.Runtime}" : null),
    ];

    private static ImmutableArray<DocumentationField> Development(VersionRecords records, JudgedWorld world, FrameworkCatalogue catalogue)
    {
        var (card, record, sheet) = (records.Card, records.Card.Record, records.Datasheet);
        return
        [
            Known("Method", card.Trainer), Known("Parameters chosen", Some(record?.WinnerParameters)),
            Known("Plan of the search", record is null ? null : $"SHA-256 {record.PlanSha256}; {record.Trials} trials"),
            Known("Software", record?.Environment is { } made
                ? string.Join(", ", made.Libraries.Select(one => $"{one.Key} {one.Value}").Prepend($"build {made.Build}")) : null),
            Known("Data", records.Dataset is { } data
                ? string.Create(
                    CultureInfo.InvariantCulture, $"{data.DatasetId}, {data.Rows} rows, {data.Columns.Length} columns, SHA-256 {data.Sha256}")
                : null),
            Said("Datasheet: motivation", sheet?.Motivation, "datasheet"), Said("Datasheet: composition", sheet?.Composition, "datasheet"),
            Said("Datasheet: collection", sheet?.Collection, "datasheet"), Said("Datasheet: preparation", sheet?.Preparation, "datasheet"),
            Known("Preparation recorded", records.Lineage is { } lineage ? $"{lineage.Transformations.Length} steps from the source "
                + $"{lineage.Source.FileName}" : null),
            Known("Tests", card.Evaluation.Scores.IsEmpty ? null : string.Join("; ", card.Evaluation.Scores.Select(Score))),
            Known("Rows tested on", card.Evaluation.TestRows.ToString(CultureInfo.InvariantCulture)),
            Known("Validation", card.Validation is { } validated
                ? $"{(validated.Passed ? "passed" : "failed")} on {Day(validated.At)}: {string.Join(", ", validated.Checks.Select(one => one.Name))}"
                : null),
            Document("Human oversight", "use-plan", world, catalogue), Document("Cybersecurity", "threat", world, catalogue),
        ];
    }

    private static ImmutableArray<DocumentationField> Control(ModelCard card) =>
    [
        Said("Limits", card.Words.Limitations), Said("People concerned", card.Words.AffectedGroups),
        Said("Ethical considerations", card.Words.EthicalConsiderations),
        Said("Screening for prohibited practices", card.Words.ProhibitedScreening),
        Said("Legal effect", card.Words.LegalEffect switch { true => "yes", false => "no", null => null }),
        Known("Results by group", Found(card, EvidenceKinds.Fairness)),
        Known("Protected attributes", card.ProtectedAttributes.IsEmpty ? "none declared" : string.Join(", ", card.ProtectedAttributes)),
        Known("Input", string.Join(", ", card.Record?.Schema.Where(column => column.Role == "feature")
            .Select(column => $"{column.Name} ({column.Type})") ?? card.Inputs)),
    ];

    private static ImmutableArray<DocumentationField> Metrics(ModelCard card) =>
    [
        Known("Metric of the choice", Some(card.Evaluation.PrimaryMetric)),
        Known("Baseline", card.Evaluation.BaselineScore is { } baseline ? baseline.ToString("R", CultureInfo.InvariantCulture)
            : card.Evaluation.BaselineReason),
        Said("Description", card.Words.Description),
    ];

    private static ImmutableArray<DocumentationField> Changes(VersionRecords records) =>
    [
        Known("Versions", string.Join(", ", records.Report.Versions.Select(one => $"{one.Number} {WireJson.Word(one.Status)}"))),
        Known("Decisions", records.History is { Decisions.IsEmpty: false } history ? string.Join("; ", history.Decisions.Select(one =>
            $"{Day(one.At)} {one.Action} {one.Version} by {one.By}")) : null),
    ];

    private static DocumentationField Known(string name, string? value) => new(name, value, "records");

    private static DocumentationField Said(string name, string? value, string source = "model card") =>
        new(name, string.IsNullOrWhiteSpace(value) ? null : value, source);

    private static DocumentationField Document(string name, string kind, JudgedWorld world, FrameworkCatalogue catalogue)
    {
        var part = DocumentJudge.Judge(catalogue.DocumentOfKind(kind)!, world.Evidence, world.Outside, world.At);
        var record = world.Evidence.Records.Where(one => one.Kind == kind && one.ApprovedAt is not null).MaxBy(one => one.ApprovedAt);
        return new(name, part.State == ControlState.Pass && record is not null ? $"evidence/{record.Id}, SHA-256 {record.Sha256}" : null,
            $"a document of the kind '{kind}', approved");
    }

    private static DocumentationField Question(string name, string query, JudgedWorld world)
    {
        if (!world.Queries.TryGetValue(query, out var standing) || standing.StateAt(world.At) != ControlState.Pass)
            return new(name, null, $"the question {query}, passing");
        var shown = standing.Shown;
        return new(name, $"{query} holds for {shown.Judgement.Holds} of {shown.Judgement.Asked}, judged {Day(shown.ObservedAt)}", query);
    }

    private static string? Found(ModelCard card, string kind) => card.Evidence?.Where(item => item.Kind == kind).MaxBy(item => item.At) is { } item
        ? $"{(item.Passed ? "passed" : "failed")} on {Day(item.At)}, SHA-256 {item.Sha256}" : null;

    private static string Score(MetricScore score) => string.Create(CultureInfo.InvariantCulture,
        $"{score.Metric} {score.Value:R} (95 % interval {score.Low:R} to {score.High:R})");

    private static string? Some(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
