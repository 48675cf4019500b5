using Microsoft.Extensions.Configuration;

namespace Kolosal.Compliance.Controls;

internal sealed class HostProbe(IConfiguration configuration) : IHostProbe
{
    public double? DiskShare()
    {
        var drive = new DriveInfo(Path.GetFullPath(configuration["Kolosal:DataDirectory"] ?? "data"));
        if (!drive.IsReady || drive.TotalSize <= 0) return null;
        return 1 - (double)drive.AvailableFreeSpace / drive.TotalSize;
    }

    public double? MemoryShare()
    {
        var memory = GC.GetGCMemoryInfo();
        return memory.TotalAvailableMemoryBytes <= 0 ? null
            : Math.Min(1, (double)Environment.WorkingSet / memory.TotalAvailableMemoryBytes);
    }

    public TimeSourceFact? Clock() => TimeSource.Read();
}
