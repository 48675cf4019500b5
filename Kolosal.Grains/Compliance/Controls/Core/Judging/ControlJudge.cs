using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kolosal.Compliance.Frameworks;

namespace Kolosal.Compliance.Controls;

/// <summary>What is known when controls are judged.</summary>
/// <param name="At">When they are judged.</param>
/// <param name="Queries">How each question stands that was ever asked.</param>
/// <param name="Evidence">What was handed in.</param>
/// <param name="Outside">What was reported from outside.</param>
/// <param name="Decisions">What people decided about controls.</param>
public sealed record JudgedWorld(
    DateTimeOffset At, IReadOnlyDictionary<string, QueryStanding> Queries, EvidenceFacts Evidence, OutsideFacts Outside, ControlDecisions Decisions);

/// <summary>
/// Says how a control stands: the worst of its parts, where error is worse than fail, then missing, stale, pass. Parts that do not apply are left
/// out; a control all of whose parts do not apply does not apply. Nothing here reads a clock: what held goes stale because a later time is asked
/// for.
/// </summary>
public static class ControlJudge
{
    /// <param name="catalogue">The frameworks and documents.</param>
    /// <param name="framework">The framework of the control.</param>
    /// <param name="row">The control.</param>
    /// <param name="queries">The questions that this version can ask, by id.</param>
    /// <param name="world">What is known.</param>
    public static ControlVerdict Judge(
        FrameworkCatalogue catalogue, Framework framework, ControlRow row, IReadOnlyDictionary<string, IControlQuery> queries, JudgedWorld world)
    {
        string name = $"{framework.Id}/{row.Id}";
        ImmutableArray<PartVerdict> parts =
        [
            .. row.Queries.Select(id => Question(id, queries.GetValueOrDefault(id), world)),
            .. row.Documents.Select(id => Waive(DocumentJudge.Judge(catalogue.Document(id)!, world.Evidence, world.Outside, world.At), world)),
            .. world.Evidence.Records.Where(record => record.Controls.Contains(name)).Select(record => DocumentJudge.Judge(record, world.At))
                .OfType<PartVerdict>(),
        ];
        PartVerdict[] asked = [.. parts.Where(part => part.State != ControlState.NotApplicable)];
        var worst = asked.Length == 0 ? ControlState.NotApplicable : asked.Max(part => part.State);
        PartVerdict[] red = [.. asked.Where(part => part.State == ControlState.Fail)];
        bool waived = worst == ControlState.Fail && (red.All(part => part.Waiver is not null) || Waiver(name, world) is not null);
        var expires = asked.Where(part => part.State == ControlState.Pass).Min(part => part.ExpiresAt);
        var verdict = new ControlVerdict(row, worst, null, worst == ControlState.NotApplicable ? Reasons(parts) : null, waived, asked.Length,
            asked.Count(part => part.State == ControlState.Pass), expires, parts);
        return Apply(verdict, framework.Id, row, world);
    }

    /// <summary>Names a cause: one question and those in its way.</summary>
    public static string CauseOf(string subject, IEnumerable<Offender> offenders) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', offenders.Select(one => one.Id).Distinct().Order(StringComparer.Ordinal).Prepend(subject)))).AsSpan(0, 12));

    /// <summary>A decision, or the day of the duty, may say that the control does not apply here. A decision that it applies wins over the
    /// day.</summary>
    private static ControlVerdict Apply(ControlVerdict verdict, string framework, ControlRow row, JudgedWorld world)
    {
        var decision = world.Decisions.Applicability
            .Where(one => one.Framework == framework && one.Control == row.Id && one.At <= world.At).MaxBy(one => one.At);
        if (decision is { Applies: false })
            return verdict with
            {
                State = ControlState.NotApplicable,
                Reason = $"decided by {decision.DecidedBy}: {decision.Reason}",
                IsWaived = false,
            };
        if (decision is null && row.AppliesFrom is { } day && DateOnly.FromDateTime(world.At.UtcDateTime) < day)
            return verdict with
            {
                State = ControlState.NotApplicable,
                Preview = verdict.State,
                Reason = $"date.not-yet: {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
            };
        return verdict;
    }

    private static PartVerdict Question(string id, IControlQuery? query, JudgedWorld world)
    {
        if (query is null)
            return new(id, id, ControlState.Missing, "This version has no rule for it.", 0, 0, null, null, null, null, []);
        if (!world.Queries.TryGetValue(id, out var standing) || standing.Shown.ObservedAt > world.At)
            return new(id, query.Title, ControlState.Missing, "It was not asked yet.", 0, 0, null, null, null, null, []);
        var shown = standing.Shown;
        var state = standing.StateAt(world.At);
        string? reason = state == ControlState.Stale && shown.Judgement.State != ControlState.Stale
            ? string.Create(CultureInfo.InvariantCulture, $"It was last judged at {shown.ObservedAt.UtcDateTime:yyyy-MM-dd HH:mm} and counted until "
                + $"{shown.ExpiresAt.UtcDateTime:yyyy-MM-dd HH:mm} (UTC).")
            : shown.Judgement.Reason;
        return Waive(new(id, query.Title, state, reason, shown.Judgement.Asked, shown.Judgement.Holds, shown.ObservedAt, shown.ExpiresAt,
            shown.Sha256(), null, shown.Judgement.Offenders), world);
    }

    private static PartVerdict Waive(PartVerdict part, JudgedWorld world) =>
        part.State == ControlState.Fail && Waiver(part.Id, world) is { } waiver ? part with { Waiver = waiver } : part;

    private static WaiverDecision? Waiver(string subject, JudgedWorld world) => world.Decisions.Waivers
        .Where(one => one.Subject == subject && one.Holds(world.At)).OrderBy(one => one.Id, StringComparer.Ordinal).FirstOrDefault();

    private static string Reasons(ImmutableArray<PartVerdict> parts) =>
        string.Join("; ", parts.Select(part => part.Reason).OfType<string>().Distinct());
}
