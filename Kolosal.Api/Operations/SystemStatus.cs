using System.Diagnostics;
using System.Runtime.InteropServices;
using Kolosal.Storage.Retention;

namespace Kolosal.Operations;

/// <summary>The process and the engine it carries; on a machine with storage of its own also how its disk fills, null in a cluster.</summary>
internal sealed record SystemStatus(
    string Version, DateTimeOffset StartedAt, double UptimeSeconds, EngineStatus Engine, ProcessStatus Process, DiskForecast? Disk)
{
    public static SystemStatus Of(EngineStatus engine, TimeProvider clock, DiskForecast? disk)
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var started = new DateTimeOffset(process.StartTime.ToUniversalTime(), TimeSpan.Zero);
        string version = typeof(SystemStatus).Assembly.GetName().Version?.ToString(3) ?? "";
        return new(version, started, (clock.GetUtcNow() - started).TotalSeconds, engine, ProcessStatus.Of(process), disk);
    }
}

/// <param name="Runtime">.NET and its version.</param>
/// <param name="Processors">Logical processors that the process may use.</param>
/// <param name="ProcessorSeconds">Processor time spent since the start.</param>
/// <param name="WorkingSetBytes">Memory that the operating system counts.</param>
/// <param name="ManagedBytes">Of it live and dead managed objects.</param>
/// <param name="LiveBytes">Managed objects that the last collection of all generations left; 0 before the first.</param>
/// <param name="CommittedBytes">Memory that the garbage collector holds.</param>
/// <param name="Threads">Threads of the process.</param>
/// <param name="PoolThreads">Threads of the pool.</param>
/// <param name="PoolQueue">Work items that wait for one.</param>
/// <param name="Collections">Garbage collections by generation, 0 to 2.</param>
/// <param name="PauseShare">Share of time spent paused for collections, 0 to 1.</param>
internal sealed record ProcessStatus(
    string Runtime, int Processors, double ProcessorSeconds, long WorkingSetBytes, long ManagedBytes, long LiveBytes, long CommittedBytes,
    int Threads, int PoolThreads, long PoolQueue, ImmutableArray<int> Collections, double PauseShare)
{
    public static ProcessStatus Of(Process process)
    {
        var memory = GC.GetGCMemoryInfo();
        return new(
            RuntimeInformation.FrameworkDescription, Environment.ProcessorCount, process.TotalProcessorTime.TotalSeconds, process.WorkingSet64,
            GC.GetTotalMemory(false), Live(), memory.TotalCommittedBytes, process.Threads.Count, ThreadPool.ThreadCount,
            ThreadPool.PendingWorkItemCount,
            [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)], memory.PauseTimePercentage / 100);
    }

    private static long Live()
    {
        GCMemoryInfo blocking = GC.GetGCMemoryInfo(GCKind.FullBlocking), background = GC.GetGCMemoryInfo(GCKind.Background);
        var last = blocking.Index > background.Index ? blocking : background;
        return last.HeapSizeBytes - last.FragmentedBytes;
    }
}
