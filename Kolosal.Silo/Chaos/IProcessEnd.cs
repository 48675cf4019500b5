using System.Diagnostics;

namespace Kolosal.Chaos;

/// <summary>Ends the process of a silo.</summary>
public interface IProcessEnd
{
    /// <summary>Ends it soon after the call has returned, so that whoever asked has the answer.</summary>
    void End();
}

/// <summary>Kills this process as the operating system would: nothing is drained, flushed or given back.</summary>
internal sealed partial class KilledProcess(
    [FromKeyedServices(FaultInjection.TrueClock)] TimeProvider clock, ILogger<KilledProcess> log) : IProcessEnd
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);

    public void End()
    {
        LogEnding(log);
        _ = Task.Delay(Soon, clock).ContinueWith(
            _ => Process.GetCurrentProcess().Kill(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "A chaos test ends this process now")]
    private static partial void LogEnding(ILogger log);
}
