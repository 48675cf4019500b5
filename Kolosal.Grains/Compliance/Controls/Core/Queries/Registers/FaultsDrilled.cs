namespace Kolosal.Compliance.Controls;

/// <summary>Q66: each kind of fault was injected lately; nothing was lost, and the system recovered in time.</summary>
internal sealed class FaultsDrilled() : RegisterQuery(
    "Q66", "chaos", "Fault drills and crash safety", TimeSpan.FromDays(90),
    "Mend it and repeat the drill; a loss holds back the release.", "Chaos", "Platform")
{
    /// <summary>Kinds that must have been drilled.</summary>
    private static readonly string[] Kinds = ["silo_loss", "db_failover", "queue_delay", "connector_outage", "service_degradation"];

    public override Judgement Judge(WorkspaceFacts facts)
    {
        if (facts.Outside.FaultDrills.IsDefaultOrEmpty) return Judgement.Absent("A fault drill.");
        var last = facts.Outside.FaultDrills.GroupBy(drill => drill.Fault, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.MaxBy(drill => drill.At)!, StringComparer.Ordinal);
        return Each("no kind of fault", Kinds.Union(last.Keys, StringComparer.Ordinal), kind => $"faults/{kind}",
            kind => Wrong(facts, last.GetValueOrDefault(kind)));
    }

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, FaultDrillFact? drill)
    {
        var limits = facts.Registers.Parameters;
        if (drill is null || IsOlder(facts, drill.At, TimeSpan.FromDays(limits.FaultDrillDays)))
        {
            yield return $"It was not drilled within {limits.FaultDrillDays} days.";
            if (drill is null) yield break;
        }

        if (!drill.Held) yield return "The hypothesis did not hold.";
        if (drill.Lost > 0) yield return $"{drill.Lost} acknowledged records were lost or counted twice.";
        if (drill.Recovery is not { } recovery) yield return "It did not recover, or nobody measured it.";
        else if (recovery > TimeSpan.FromMinutes(limits.RecoveryMinutes))
            yield return $"It took longer than {limits.RecoveryMinutes} minutes to recover.";
    }
}
