using System.Text.Json;
using Kolosal.Compliance.Frameworks;

namespace Kolosal.Compliance.Controls;

/// <summary>Writes verdicts as the records of the contract.</summary>
internal static class ReportBuilder
{
    public const string Statement =
        "Evidence for controls, computed from the records of this system and from documents that people reviewed. It is no certificate, no legal "
        + "advice and no statement of conformity. Rows marked unverified or one_source were not checked against the standard itself; titles are "
        + "short and in our own words. Limits in the rules are defaults of this system where no law sets them.";

    public static ComplianceReport Report(
        string workspace, ImmutableArray<Framework> wanted, FrameworkCatalogue catalogue, ControlQuestions questions, JudgedWorld world,
        DateTimeOffset? evaluatedAt, string? trouble, int evaluateMinutes)
    {
        var parts = new SortedDictionary<string, PartReading>(StringComparer.Ordinal);
        var read = ImmutableArray.CreateBuilder<FrameworkReading>(wanted.Length);
        foreach (var framework in wanted)
        {
            var controls = ImmutableArray.CreateBuilder<ControlReading>(framework.Controls.Length);
            foreach (var row in framework.Controls)
            {
                var verdict = ControlJudge.Judge(catalogue, framework, row, questions.ById, world);
                foreach (var part in verdict.Evidence) if (!parts.ContainsKey(part.Id)) parts.Add(part.Id, Part(part, world));
                controls.Add(Control(framework.Id, verdict));
            }
            read.Add(new(framework.Id, framework.Name, framework.Edition, framework.Title, Word(framework.Standing), framework.Note,
                controls.GroupBy(control => WireJson.Word(control.Status)).ToImmutableSortedDictionary(
                    group => group.Key, group => group.Count(), StringComparer.Ordinal),
                controls.Count(control => control.Waived), controls.Count(control => control.Marks.Length > 0), controls.ToImmutable()));
        }
        return new(Statement, workspace, world.At, evaluatedAt, trouble, evaluateMinutes, read.ToImmutable(), [.. parts.Values]);
    }

    public static ControlReading Control(string framework, ControlVerdict verdict)
    {
        var row = verdict.Row;
        return new(framework, row.Id, row.Clause, row.Title, row.Group, Status(verdict.State), verdict.IsWaived,
            verdict.Preview is { } preview ? Status(preview) : null, verdict.Reason, verdict.Holding, verdict.Parts, verdict.ExpiresAt,
            [.. verdict.Evidence.Select(part => part.Id)], row.Shows, row.Rule, row.WhenRed, row.Owners, Word(row.Kind), row.Marks);
    }

    public static PartReading Part(PartVerdict part, JudgedWorld world) => new(
        part.Id, part.Title, Status(part.State), part.Reason, part.Holds, part.Asked, part.ObservedAt, part.ExpiresAt, part.Sha256,
        part.Waiver is { } waiver ? new(waiver.Id, waiver.GrantedBy, waiver.Reason, waiver.Until) : null,
        [.. part.Offenders.Select(one => new OffenderReading(one.Id, one.Wrong))],
        world.Queries.GetValueOrDefault(part.Id)?.Shown.Judgement.Values ?? ImmutableSortedDictionary<string, double>.Empty);

    public static ControlStatus Status(ControlState state) => state switch
    {
        ControlState.Pass => ControlStatus.Pass,
        ControlState.Stale => ControlStatus.Stale,
        ControlState.Missing => ControlStatus.Missing,
        ControlState.Fail => ControlStatus.Fail,
        ControlState.Error => ControlStatus.Error,
        _ => ControlStatus.NotApplicable,
    };

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
