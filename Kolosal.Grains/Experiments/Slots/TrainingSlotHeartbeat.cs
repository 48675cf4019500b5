using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kolosal.Experiments;

/// <summary>
/// Reports every few seconds, and whenever a silo comes or goes, that this process lives; withdraws its slots when it stops.
/// </summary>
internal sealed partial class TrainingSlotHeartbeat(
    IGrainFactory grains, ITrainingPool pool, ILocalSiloDetails silo, ISiloStatusOracle silos, TimeProvider clock, ILogger<TrainingSlotHeartbeat> log)
    : BackgroundService
{
    private string Process => ProcessName.Of(silo.SiloAddress);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var news = new SiloNews(silos);
        for (bool opened = false; !stopping.IsCancellationRequested;)
        {
            var pause = LeaseTerms.RenewEvery;
            try
            {
                // Once, so that a slot that cannot be opened is never offered.
                for (int i = 0; i < pool.Slots && !opened; i++) await grains.TrainingSlot(SlotLedger.SlotName(Process, i)).OpenAsync();
                opened = true;
                await grains.SlotLedger().HeartbeatAsync(Process, pool.Slots);
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested)
            {
                // The engine is still starting, or the ledger moves to another silo: the next beat repeats everything.
                if (opened) LogMissed(log, fault.Message);
                else LogNotYet(log, fault.Message);
                pause = LeaseTerms.RetryEvery;
            }

            // A ledger that died with its silo begins anew and knows no process until it is told.
            await news.WaitAsync(pause, clock, stopping);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await grains.SlotLedger().HeartbeatAsync(Process, 0);
        }
        catch (Exception fault)
        {
            LogMissed(log, fault.Message); // silence says the same, later
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Heartbeat of the training slots missed: {Reason}")]
    private static partial void LogMissed(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Training slots cannot be opened yet: {Reason}")]
    private static partial void LogNotYet(ILogger log, string reason);
}
