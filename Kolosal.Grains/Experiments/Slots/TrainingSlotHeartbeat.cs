using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kolosal.Experiments;

/// <summary>Opens this process's training slots and reports every few seconds that it lives; withdraws them when it stops.</summary>
internal sealed partial class TrainingSlotHeartbeat(IGrainFactory grains, ITrainingPool pool, TimeProvider clock, ILogger<TrainingSlotHeartbeat> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        bool opened = false;
        using var timer = new PeriodicTimer(LeaseTerms.RetryEvery, clock);
        do
        {
            try
            {
                // Every time: a slot whose directory entry was lost with another silo would be placed elsewhere by its next caller.
                for (int i = 0; i < pool.Slots; i++) await grains.TrainingSlot(SlotLedger.Slot(pool.ProcessId, i)).OpenAsync();
                opened = true;
                await grains.SlotLedger().HeartbeatAsync(pool.ProcessId, pool.Slots);
                timer.Period = LeaseTerms.RenewEvery;
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested)
            {
                // The engine is still starting, or the ledger moves to another silo: the next beat repeats everything.
                if (opened) LogMissed(log, fault.Message);
                else LogNotYet(log, fault.Message);
                timer.Period = LeaseTerms.RetryEvery;
            }
        }
        while (await NextAsync(timer, stopping));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await grains.SlotLedger().HeartbeatAsync(pool.ProcessId, 0);
        }
        catch (Exception fault)
        {
            LogMissed(log, fault.Message); // silence says the same, later
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Heartbeat of the training slots missed: {Reason}")]
    private static partial void LogMissed(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Training slots cannot be opened yet: {Reason}")]
    private static partial void LogNotYet(ILogger log, string reason);
}
