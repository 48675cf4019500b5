namespace Kolosal.Compliance.Controls;

/// <summary>Q64: there is a fresh full and a fresh incremental backup, verified, encrypted and away from the host.</summary>
internal sealed class BackupsFresh() : RegisterQuery(
    "Q64", "backup", "Backups fresh, whole, elsewhere", TimeSpan.FromHours(24),
    "Take a backup now; after 48 hours it is an incident of severity sev2.", "Backup")
{
    public override Judgement Judge(WorkspaceFacts facts)
    {
        var limits = facts.Registers.Parameters;
        if (facts.Outside.Backups.IsDefaultOrEmpty) return Judgement.Absent("A verified backup.");
        List<Offender> wrong = [];
        var full = Newest(facts, kind => kind == "full");

        // A full one is as good as an incremental one of the same moment.
        var latest = Newest(facts, _ => true)!;
        if (full is null) wrong.Add(new("backups/full", "There is no full backup."));
        else if (IsOlder(facts, full.At, TimeSpan.FromDays(limits.FullBackupDays)))
            wrong.Add(new($"backups/{full.Id}", $"The last full backup is older than {limits.FullBackupDays} days."));
        if (IsOlder(facts, latest.At, TimeSpan.FromHours(limits.IncrementalBackupHours)))
            wrong.Add(new($"backups/{latest.Id}", $"The last backup is older than {limits.IncrementalBackupHours} hours."));
        foreach (var backup in new[] { full, latest }.OfType<BackupFact>().Distinct())
        {
            string path = $"backups/{backup.Id}";
            if (!backup.Verified) wrong.Add(new(path, "It was not read back and verified."));
            if (!backup.Encrypted) wrong.Add(new(path, "It is not encrypted."));
            if (!backup.OffHost) wrong.Add(new(path, "No copy lies away from this host."));
            if (backup.External) wrong.Add(new(path, "Only an outside tool says so; nothing of it was measured here."));
        }

        return Judgement.Of(full is null || full == latest ? 1 : 2, wrong);
    }

    private static BackupFact? Newest(WorkspaceFacts facts, Func<string, bool> kind) =>
        facts.Outside.Backups.Where(backup => kind(backup.Kind)).MaxBy(backup => backup.At);
}
