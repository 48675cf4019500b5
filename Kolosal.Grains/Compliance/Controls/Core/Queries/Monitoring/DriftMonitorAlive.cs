namespace Kolosal.Compliance.Controls;

/// <summary>Q20: something looks for drift of each champion, and judges what comes.</summary>
internal sealed class DriftMonitorAlive() : RecordQuery(
    "Q20", "driftlive", "Drift monitor alive", TimeSpan.FromHours(24),
    "Look at the reason that GET /api/monitoring/drift/{model_id} names; the monitor catches up from the log by itself.", "Drift")
{
    protected override string NotJudged => "the lag to the log in minutes; a monitor that stands still says so itself";

    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("no model is in service", InService(facts), model => model.Path, model => Wrong(facts, model));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model)
    {
        if (model.Drift is not { } monitor)
        {
            if (model.Traffic is { Requests: > 0 }) yield return "It answers, and no drift monitor has seen it.";
            else yield return "It has no drift monitor yet: it was never asked.";
            yield break;
        }

        if (monitor.Held is { } held) yield return $"Its drift monitor does not go on: {held}";
        if (monitor.Version != model.Active) yield return $"Its drift monitor compares with version {monitor.Version}.";
        if (model.Traffic?.WeekRequests >= facts.Parameters.WindowAnswers
            && IsOlder(facts, monitor.JudgedAt, TimeSpan.FromDays(facts.Parameters.WindowDays)))
            yield return $"No window was judged within {facts.Parameters.WindowDays} days, with {model.Traffic.WeekRequests} requests.";
    }
}
