using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kolosal.Access;

/// <summary>At the start of a process, sees to it that the sweep of old idempotency keys is under way.</summary>
internal sealed partial class IdempotencySweepStart(IGrainFactory grains, TimeProvider clock, ILogger<IdempotencySweepStart> log) : BackgroundService
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await grains.IdempotencySweep().StartAsync();
                return;
            }
            catch (Exception fault)
            {
                LogNotYet(log, fault.Message); // the engine or the store is still starting
                await Task.Delay(RetryEvery, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The sweep of idempotency keys cannot start yet: {Reason}")]
    private static partial void LogNotYet(ILogger log, string reason);
}
