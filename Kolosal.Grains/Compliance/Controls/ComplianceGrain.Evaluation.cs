using System.Globalization;
using System.Text.Json;

namespace Kolosal.Compliance.Controls;

/// <summary>An evaluation: ask, keep, audit, open what is to be mended.</summary>
internal sealed partial class ComplianceGrain
{
    /// <summary>The evaluation that runs, or the last one.</summary>
    private Task evaluating = Task.CompletedTask;

    /// <param name="always">Audited whatever came of it; otherwise only when an answer is another than before.</param>
    private Task<Result<ControlEvaluation>> EvaluateAsync(bool always)
    {
        var evaluation = AskAndKeepAsync(always);
        evaluating = evaluation;
        return evaluation;
    }

    private async Task<Result<ControlEvaluation>> AskAndKeepAsync(bool always)
    {
        long entries = await EntriesAsync();
        var before = State.Standings();
        WorkspaceFacts facts;
        Dictionary<string, QueryStanding> standings;
        try
        {
            (facts, standings) = await evaluator.AskAsync(Workspace, State.Reported, before, State.EvaluatedAt, CancellationToken.None);
        }
        catch (Exception fault)
        {
            instruments.Unread();
            LogUnevaluated(log, fault, Workspace);
            State.Trouble = string.Create(
                CultureInfo.InvariantCulture, $"The records could not be read at {Now.UtcDateTime:yyyy-MM-dd HH:mm:ss} (UTC).");
            await StoreAsync();
            return new Refusal(RefusalKind.Busy, "compliance.unread", $"{State.Trouble} What was known before is shown, and goes stale by itself.");
        }

        var at = facts.AsOf;
        string[] changed = [.. standings.Where(one => !Same(before.GetValueOrDefault(one.Key), one.Value)).Select(one => one.Key)
            .Order(StringComparer.Ordinal)];
        foreach (string query in changed)
            if (standings[query].IsShownRed && before.GetValueOrDefault(query)?.IsShownRed != true) instruments.TurnedRed(query);
        bool kept = always || changed.Length > 0 || State.Evaluations == 0;
        if (kept) await HistoryOf(at).RecordAsync(at, [.. standings.OrderBy(one => one.Key, StringComparer.Ordinal).Select(Entry)]);
        State.Evaluate(standings, at);
        if (kept) await CommitAsync("compliance.evaluate", "compliance/controls", detail: Detail(standings, changed));
        else await StoreAsync();
        seen = entries + (kept ? 1 : 0);
        known = (facts with { Evaluator = facts.Evaluator is { } own ? own with { EvaluatedAt = at } : null }, standings);

        await OpenActionsAsync(standings);
        if (standings.Values.Any(standing => standing.AwaitsConfirmation)) Soon(TimeSpan.FromSeconds(options.Value.ConfirmSeconds));
        return new ControlEvaluation(State.Evaluations, at, standings.Count, Counts(standings.Values, at), [.. changed]);
    }

    private IControlHistoryGrain HistoryOf(DateTimeOffset at) => GrainFactory.GetGrain<IControlHistoryGrain>(
        string.Create(CultureInfo.InvariantCulture, $"{Workspace}/{at.UtcDateTime:yyyy-MM}"));

    private static HistoryEntry Entry(KeyValuePair<string, QueryStanding> one) => new(
        one.Key, one.Value.Last.Body(), one.Value.Last.ExpiresAt - one.Value.Last.ObservedAt, ReferenceEquals(one.Value.Last, one.Value.Shown));

    private static bool Same(QueryStanding? before, QueryStanding now) =>
        before is not null && before.Last.Body() == now.Last.Body() && before.Shown.Body() == now.Shown.Body();

    /// <summary>The hash of every result, so that each can be shown to be the one that was found then.</summary>
    private string Detail(Dictionary<string, QueryStanding> standings, string[] changed)
    {
        var detail = new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["evaluation"] = State.Evaluations,
            ["changed"] = string.Join(' ', changed),
        };
        foreach (var (query, standing) in standings) detail[query] = standing.Last.Sha256();
        return JsonSerializer.Serialize(detail);
    }

    private static ImmutableSortedDictionary<string, int> Counts(IEnumerable<QueryStanding> standings, DateTimeOffset at) =>
        standings.GroupBy(standing => QueryResult.Word(standing.StateAt(at)))
            .ToImmutableSortedDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    private async Task OpenActionsAsync(Dictionary<string, QueryStanding> standings)
    {
        var red = standings.Where(one => one.Value.IsShownRed && one.Value.RedSince is not null)
            .OrderBy(one => one.Key, StringComparer.Ordinal).ToArray();
        if (red.Length == 0) return;
        var decided = await decisions.ReadAsync(Workspace, CancellationToken.None);
        bool opened = false;
        foreach (var (id, standing) in red)
        {
            string identity = ControlJudge.CauseOf(id, standing.Shown.Judgement.Offenders);
            if (State.Queries[id].Cause == identity || decided.Waivers.Any(waiver => waiver.Subject == id && waiver.Holds(Now))) continue;
            try
            {
                await actions.OpenAsync(Workspace, CauseOf(questions.ById[id], identity, standing), CancellationToken.None);
                State.Queries[id].Cause = identity;
                opened = true;
            }
            catch (Exception fault)
            {
                LogUnopened(log, fault, id, Workspace);
            }
        }
        if (opened) await StoreAsync();
    }

    private CorrectiveCause CauseOf(IControlQuery query, string identity, QueryStanding standing)
    {
        var since = standing.RedSince!.Value;
        return new(identity, query.Id, query.Title, query.WhenRed, frameworks.Serving.GetValueOrDefault(query.Id, []),
            standing.Shown.Judgement.Offenders, [.. query.Owners], since, since.AddDays(query.IsRedAtOnce ? 1 : options.Value.ActionDays));
    }
}
