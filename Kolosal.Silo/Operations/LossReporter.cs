using Kolosal.Incidents;
using Kolosal.Storage;

namespace Kolosal.Operations;

/// <summary>Opens an incident of type data_loss for what storage reports as damaged or gone; the incident is audited like any other.</summary>
internal sealed partial class LossReporter(StorageLosses losses, IGrainFactory grains, TimeProvider clock, ILogger<LossReporter> log)
    : BackgroundService
{
    /// <summary>Where the installation's own losses are told: the workspace whose administrators run it.</summary>
    private const string InstallationWorkspace = "default";

    private const int AtOnce = 16;

    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Side by side: a workspace whose trail takes no entries must not keep the others from being told.
            await Parallel.ForEachAsync(
                losses.TakeAsync(stoppingToken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
                async (loss, stopping) => await TellAsync(loss, stopping));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not told is found again by whoever reads there next.
        }
    }

    private async Task TellAsync(StorageLoss loss, CancellationToken stopping)
    {
        LogLoss(log, loss.Title, loss.Subject, loss.Evidence);
        string workspace = loss.Workspace ?? InstallationWorkspace;
        var now = clock.GetUtcNow();
        var signal = new IncidentSignal(
            loss.EvidenceId, loss.Subject, loss.Model, IncidentType.DataLoss, IncidentSeverity.Sev1, loss.Title, now, now, loss.Evidence);
        while (true)
        {
            try
            {
                Principal.Current = new(workspace, Principal.SystemSubject, ["admin"]);
                await grains.IncidentDesk(workspace).RaiseAsync(signal);
                return;
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested)
            {
                // The engine is still starting, or the disk takes no writes yet.
                LogNotYet(log, fault.Message);
                await Task.Delay(RetryEvery, clock, stopping);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Title} ({Subject}): {Evidence}")]
    private static partial void LogLoss(ILogger logger, string title, string subject, string evidence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A loss could not be reported to the incident desk yet: {Reason}")]
    private static partial void LogNotYet(ILogger logger, string reason);
}
