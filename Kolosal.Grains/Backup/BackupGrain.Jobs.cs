using System.Text.Json;
using Kolosal.Events;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Kolosal.Backup;

/// <summary>What runs beside the grain's turns, and what comes of it.</summary>
internal sealed partial class BackupGrain
{
    private const string Stopped = "The process that worked on it ended before it was done.";

    private string TakeJob => $"{this.GetPrimaryKeyString()}/take";

    private string VerifyJob => $"{this.GetPrimaryKeyString()}/verify";

    private string RestoreJob => $"{this.GetPrimaryKeyString()}/restore/{State.RestoreCommand}";

    /// <summary>Keeps the grain in memory while there is something to look at.</summary>
    private void Watch()
    {
        var pause = TimeSpan.FromMilliseconds(options.CurrentValue.LookMilliseconds);
        looking ??= this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(pause, pause) { KeepAlive = true });
    }

    private async Task LookAsync()
    {
        try
        {
            if (State.Status == BackupStatus.InProgress) await LookAtTakingAsync();
            if (State.Verifying) await LookAtVerifyingAsync();
            if (State.Restore.Status == RestoreStatus.InProgress) await LookAtRestoringAsync();
        }
        catch (PublishPendingException pending)
        {
            // Stored; the record itself brings it to trail and lists.
            LogPending(log, pending, Key.Id);
        }

        if (State.IsAtWork) return;
        looking?.Dispose();
        looking = null;
    }

    private async Task LookAtTakingAsync()
    {
        if (jobs.Find<BackupContent>(TakeJob) is not { } job)
        {
            jobs.Start(TakeJob, SettleAsync);
            return;
        }

        if (!job.IsCompleted) return;
        if (await OutcomeAsync(job) is { } failure)
        {
            State.Fail(failure, Clock.GetUtcNow());
            await CommitAsync("backup.fail", Subject, null, JsonSerializer.Serialize(new { reason = failure }));
        }
        else
        {
            State.Complete(await job, Clock.GetUtcNow(), verified: true);
            await CommitAsync("backup.complete", Subject, null, JsonSerializer.Serialize(new { external = false, sha256 = State.Content!.Sha256 }));
            await TellAsync(whole: true);
        }

        jobs.Forget(TakeJob);
        instruments.Ended(State.Order!.Type, State.Status, State.Content);
    }

    /// <summary>Of a backup whose process is gone: whole when its manifest was written, which is the last thing, and all of it reads back.</summary>
    private async Task<BackupContent> SettleAsync()
    {
        if (await engine.FindAsync(Key.Id, CancellationToken.None) is not { } found)
        {
            await engine.RemoveAsync(Key.Id, CancellationToken.None);
            throw new BackupFailedException(Stopped);
        }

        await engine.VerifyAsync(Key.Id, CancellationToken.None);
        return found;
    }

    private void StartVerify() => jobs.Start(VerifyJob, async () =>
    {
        await engine.VerifyAsync(Key.Id, CancellationToken.None);
        return true;
    });

    private async Task LookAtVerifyingAsync()
    {
        if (jobs.Find<bool>(VerifyJob) is not { } job)
        {
            StartVerify();
            return;
        }

        if (!job.IsCompleted) return;
        string? failure = await OutcomeAsync(job);
        bool damaged = job.Exception?.InnerException is BackupDamagedException;
        State.Verifying = false;
        if (damaged) State.Fail(failure!, Clock.GetUtcNow());
        else State.Failure = failure is null ? null : $"Not verified: {failure}";
        if (failure is null) State.VerifiedAt = Clock.GetUtcNow();
        await CommitAsync("backup.verify", Subject, null, JsonSerializer.Serialize(new { whole = failure is null, damaged }));
        jobs.Forget(VerifyJob);
        if (failure is null || damaged) await TellAsync(whole: !damaged);
    }

    private async Task LookAtRestoringAsync()
    {
        if (jobs.Find<RestoredFolder>(RestoreJob) is not { } job) await EndRestoreAsync(Stopped, null);
        else if (job.IsCompleted)
        {
            string? failure = await OutcomeAsync(job);
            await EndRestoreAsync(failure, failure is null ? await job : null);
            jobs.Forget(RestoreJob);
        }
    }

    private async Task EndRestoreAsync(string? failure, RestoredFolder? into)
    {
        State.EndRestore(failure, into, Clock.GetUtcNow());
        await CommitAsync("backup.complete-restore", Subject, null, JsonSerializer.Serialize(
            new { failed = failure is not null, erasures = into?.Erasures }));
        instruments.Restored(State.Restore.Status);
    }

    /// <summary>Why a job that ended came to nothing; null when it did not.</summary>
    private async Task<string?> OutcomeAsync(Task job)
    {
        try
        {
            await job;
            return null;
        }
        catch (BackupFailedException failed)
        {
            return failed.Message;
        }
        catch (Exception fault)
        {
            // Whatever a job throws ends that job alone, and its record says so.
            LogFault(log, fault, Key.Id);
            return fault.Message;
        }
    }

    /// <summary>The news only wakes who listens; losing it loses nothing but time.</summary>
    private async Task TellAsync(bool whole)
    {
        if (State.Content is not { } content) return;
        var told = new BackupVerified(
            Key.Id, WireJson.Word(State.Order!.Type), State.Order.External, whole, content.SnapshotAt, State.VerifiedAt ?? State.FinishedAt!.Value,
            content.Encrypted, content.OffHost, Read().RpoSeconds);
        foreach (string workspace in (content.Facts?.Chains.Select(chain => chain.Workspace) ?? []).Append(Key.Workspace).Distinct())
        {
            try
            {
                await this.GetStreamProvider(PredictionStream.Provider)
                    .GetStream<BackupVerified>(StreamId.Create(BackupStreams.Backups, workspace)).OnNextAsync(told);
            }
            catch (Exception fault)
            {
                LogUntold(log, fault, Key.Id, workspace);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Work on backup {Backup} was broken off by a fault")]
    private static partial void LogFault(ILogger log, Exception fault, string backup);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What came of backup {Backup} is stored and not yet in trail or lists")]
    private static partial void LogPending(ILogger log, Exception fault, string backup);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stream did not take the news of backup {Backup} for {Workspace}")]
    private static partial void LogUntold(ILogger log, Exception fault, string backup, string workspace);
}
