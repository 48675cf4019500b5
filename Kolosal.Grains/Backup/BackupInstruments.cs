using System.Diagnostics.Metrics;

namespace Kolosal.Backup;

/// <summary>Meter <c>Kolosal.Backup</c>: backups, restores and drills by outcome, how long they take and how much is stored.</summary>
public sealed class BackupInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Backup");
    private readonly Counter<long> backups, drills, restores, bytes;
    private readonly Histogram<double> seconds, rto, rpo;

    public BackupInstruments()
    {
        backups = meter.CreateCounter<long>("kolosal.backup.ended", "{backup}", "Backups of the platform's own that ended, by type and status.");
        drills = meter.CreateCounter<long>("kolosal.backup.drills", "{drill}", "Restore drills that ended, by status.");
        restores = meter.CreateCounter<long>("kolosal.backup.restores", "{restore}", "Restores that ended, by status.");
        bytes = meter.CreateCounter<long>("kolosal.backup.stored", "By", "Bytes that backups added to the target.");
        seconds = meter.CreateHistogram<double>("kolosal.backup.duration", "s", "Taking and reading back one backup.");
        rto = meter.CreateHistogram<double>("kolosal.backup.rto", "s", "Restoring into a drill's shadow.");
        rpo = meter.CreateHistogram<double>("kolosal.backup.rpo", "s", "Age of the snapshot when a drill began.");
    }

    internal void Ended(BackupType type, BackupStatus status, BackupContent? content)
    {
        backups.Add(1, new("type", WireJson.Word(type)), new KeyValuePair<string, object?>("status", WireJson.Word(status)));
        if (content is null) return;
        bytes.Add(content.Bytes);
        seconds.Record(content.Seconds);
    }

    internal void Restored(RestoreStatus status) => restores.Add(1, new KeyValuePair<string, object?>("status", WireJson.Word(status)));

    internal void Drilled(RestoreDrillReport drill)
    {
        drills.Add(1, new KeyValuePair<string, object?>("status", WireJson.Word(drill.Status)));
        rpo.Record(drill.RpoSeconds);
        if (drill.Outcome is { } outcome) rto.Record(outcome.RtoSeconds);
    }

    public void Dispose() => meter.Dispose();
}
