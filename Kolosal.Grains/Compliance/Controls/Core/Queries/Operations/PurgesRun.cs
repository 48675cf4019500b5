namespace Kolosal.Compliance.Controls;

/// <summary>Q68: what is past its time is gone.</summary>
internal sealed class PurgesRun() : RecordQuery(
    "Q68", "purge", "Retention executed", TimeSpan.FromHours(24),
    "Purge with POST /api/privacy/retention/purge, or say what holds it.", "Privacy")
{
    protected override Judgement Ask(WorkspaceFacts facts)
    {
        if (facts.Retention is not { HasSchedule: true } retention)
        {
            return facts.Datasets.IsEmpty ? Judgement.EmptyUniverse("there is no dataset")
                : Judgement.Absent("needed: a schedule of retention, PUT /api/privacy/retention");
        }

        var limit = TimeSpan.FromHours(facts.Parameters.PurgeHours);
        List<Offender> offenders =
        [
            .. retention.Due.Where(due => !retention.Held.Contains(due.Key) && Age(facts, due.Value) > limit)
                .Select(due => new Offender($"datasets/{due.Key}", $"It is past its time since {due.Value:yyyy-MM-dd}.")),
        ];
        if (IsOlder(facts, retention.PurgedAt, limit))
            offenders.Add(new("privacy/retention", $"Nobody looked for what is due within {limit.TotalHours:0} hours."));
        return Judgement.Of(facts.Datasets.Length + 1, offenders);
    }
}
