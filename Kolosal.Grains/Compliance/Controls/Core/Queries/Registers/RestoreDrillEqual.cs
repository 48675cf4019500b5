using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>Q65: the last restore into a shadow answered as the running system does, in time, with little lost.</summary>
internal sealed class RestoreDrillEqual() : RegisterQuery(
    "Q65", "restore", "Restore drill equal", TimeSpan.FromDays(35),
    "Drill now; until it is equal, backups count as unproven.", "Backup")
{
    public override Judgement Judge(WorkspaceFacts facts)
    {
        if (facts.Outside.RestoreDrills.IsDefaultOrEmpty) return Judgement.Absent("A restore drill.");
        var limits = facts.Registers.Parameters;
        var drill = facts.Outside.RestoreDrills.MaxBy(drill => drill.At)!;
        string path = $"restore-drills/{drill.Id}";
        List<Offender> wrong = [];
        if (!drill.Equal) wrong.Add(new(path, "What was restored did not answer as the running system does."));
        if (IsOlder(facts, drill.At, TimeSpan.FromDays(limits.RestoreDays))) wrong.Add(new(path, $"It is older than {limits.RestoreDays} days."));
        if (drill.RecoveryTime is not { } time) wrong.Add(new(path, "Its time was not measured."));
        else if (time > TimeSpan.FromHours(limits.RestoreHours)) wrong.Add(new(path, $"It took longer than {limits.RestoreHours} hours."));
        if (drill.RecoveryPoint is not { } point) wrong.Add(new(path, "What would have been lost was not measured."));
        else if (point > TimeSpan.FromMinutes(limits.RestorePointMinutes))
            wrong.Add(new(path, $"More than {limits.RestorePointMinutes} minutes of work would have been lost."));

        var values = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        if (drill.RecoveryTime is { } took) values["rto_seconds"] = took.TotalSeconds;
        if (drill.RecoveryPoint is { } lost) values["rpo_seconds"] = lost.TotalSeconds;
        return Judgement.Of(1, wrong, values.ToImmutable());
    }
}
