using System.Collections.Immutable;
using Kolosal.Compliance.Controls;

namespace Kolosal.Compliance.Injected;

/// <summary>The machine that the silo believes to run on. A failure that is made of it shows in every workspace.</summary>
internal sealed class InjectedHost : IHostProbe, IListenerReport
{
    public static readonly HostListener Sealed = new("https://0.0.0.0:8443", true, false, DateTimeOffset.MaxValue);

    /// <summary>Share of the disk that is in use.</summary>
    public double Disk { get; set; } = 0.5;

    /// <summary>Whether the clock follows a reference.</summary>
    public bool IsSynchronised { get; set; } = true;

    public HostListener Listener { get; set; } = Sealed;

    public double? DiskShare() => Disk;

    public double? MemoryShare() => 0.5;

    public TimeSourceFact? Clock() => new(IsSynchronised, 0.02);

    public Task<ImmutableArray<HostListener>> ReadAsync(CancellationToken cancel) => Task.FromResult<ImmutableArray<HostListener>>([Listener]);
}
