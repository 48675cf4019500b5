namespace Kolosal.Compliance.Controls;

/// <summary>Q60: for every kind of incident somebody went through what is to be done, in an exercise or in earnest.</summary>
/// <remarks>That every kind has a runbook is a test of the build. Gone through is what was resolved and has a postmortem.</remarks>
internal sealed class RunbooksRehearsed() : RecordQuery(
    "Q60", "runbooks", "Runbook per incident kind", TimeSpan.FromDays(180),
    "Rehearse it: raise an incident of the kind as an exercise, resolve it by the runbook and write its postmortem.", "Incidents")
{
    private static readonly string[] Kinds = ["security", "availability", "data_loss", "performance", "drift", "fairness", "privacy"];
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(180);

    public override int Version => 2;

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        var last = facts.Incidents.Where(incident => incident.PostmortemAt is not null).GroupBy(incident => incident.Kind, StringComparer.Ordinal)
            .ToDictionary(kind => kind.Key, kind => kind.Max(incident => incident.PostmortemAt), StringComparer.Ordinal);
        return last.Count == 0 ? Judgement.Absent("needed: an incident, or an exercise, of each kind that was resolved and has a postmortem")
            : Each("there is no kind of incident", Kinds, kind => $"runbooks/{kind}", kind =>
                IsOlder(facts, last.GetValueOrDefault(kind), Oldest) ? [$"Nobody went through it within {Oldest.TotalDays:0} days."] : []);
    }
}
