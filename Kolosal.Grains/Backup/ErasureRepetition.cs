using Kolosal.Access;
using Kolosal.Privacy;
using Kolosal.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kolosal.Backup;

/// <summary>
/// Carries out again, when a process starts, every erasure that is remembered beside the backups and that the data knows nothing of: a restore took
/// the data back to before it. The process reports ready when it is through.
/// </summary>
/// <remarks>Whatever fails is tried again: the process does not become ready on data in which somebody is who was erased. Where the backups lie may
/// be away, though, and then nobody knows whether there is something to do: the process serves and says so until it has looked.</remarks>
internal sealed partial class ErasureRepetition(
    IBackupEngine engine, ICatalogue catalogue, SubjectEraser eraser, IHostApplicationLifetime lifetime, TimeProvider clock,
    ILogger<ErasureRepetition> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2), AwayPause = TimeSpan.FromSeconds(30);

    private volatile ErasureProgress progress = new(null, 0, null);

    /// <summary>How far it has come.</summary>
    public ErasureProgress Progress => progress;

    /// <summary>One look and what follows from it.</summary>
    /// <returns>Whether everything that is known of was carried out.</returns>
    internal async Task<bool> RunAsync(CancellationToken cancel)
    {
        ImmutableArray<ErasureEntry> pending;
        try
        {
            pending = await PendingAsync(cancel);
        }
        catch (BackupFailedException away)
        {
            progress = progress with { Away = away.Message };
            LogAway(log, away);
            return false;
        }

        progress = new(pending.Length, progress.Repeated, null);
        foreach (var entry in pending)
        {
            Principal.Current = new(entry.Workspace, Principal.SystemSubject, ["admin"]);
            var report = await eraser.RepeatAsync(entry, cancel);
            if (!report.Accepted) throw new InvalidOperationException($"Erasure {entry.Id} cannot be carried out again: {report.Refusal.Message}");
            progress = new(progress.Pending - 1, progress.Repeated + 1, null);
            LogRepeated(log, entry.Id, entry.Workspace, report.Value.Datasets.Length, report.Value.Places.Length);
        }

        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Grains answer from then on.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        try
        {
            await started.Task.WaitAsync(stoppingToken);
            while (true)
            {
                bool failed = false;
                try
                {
                    if (await RunAsync(stoppingToken)) return;
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    LogFailed(log, fault);
                    failed = true;
                }

                await Task.Delay(failed ? Pause : AwayPause, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops; the next one looks again.
        }
    }

    private async Task<ImmutableArray<ErasureEntry>> PendingAsync(CancellationToken cancel)
    {
        var pending = ImmutableArray.CreateBuilder<ErasureEntry>();
        foreach (var entry in await engine.ErasuresAsync(cancel))
        {
            var known = await catalogue.FindAsync(entry.Workspace, CatalogueKinds.Erasure, entry.Id, cancel);
            var report = known is null ? null : System.Text.Json.JsonSerializer.Deserialize<ErasureReport>(known.Document, WireJson.Options);
            if (report is null || report.At < entry.At) pending.Add(entry);
        }

        return pending.ToImmutable();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Where backups lie cannot be read: whether erasures are to be carried out again is not known")]
    private static partial void LogAway(ILogger log, Exception fault);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Erasure {Erasure} of {Workspace}, made since the backup, was carried out again: {Datasets} datasets, {Places} places")]
    private static partial void LogRepeated(ILogger log, string erasure, string workspace, int datasets, int places);

    [LoggerMessage(Level = LogLevel.Error, Message = "An erasure made since the backup could not be carried out again; it is tried again")]
    private static partial void LogFailed(ILogger log, Exception fault);
}

/// <param name="Pending">Erasures that are still to be carried out again; null before anybody looked.</param>
/// <param name="Repeated">Those that were.</param>
/// <param name="Away">Why it is not known whether there are some; null when it is.</param>
public sealed record ErasureProgress(int? Pending, int Repeated, string? Away);
