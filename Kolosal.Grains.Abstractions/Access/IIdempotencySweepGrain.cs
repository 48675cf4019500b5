namespace Kolosal.Access;

/// <summary>Clears idempotency keys that are a day old, once an hour; one for the installation, key <c>system/idempotency-sweep</c>.</summary>
[Alias("kolosal.access.IIdempotencySweepGrain")]
public interface IIdempotencySweepGrain : IGrainWithStringKey
{
    /// <summary>Sees to it that the sweep is under way; repeatable.</summary>
    [Alias("Start"), HostOnly]
    Task StartAsync();

    /// <summary>Sweeps now.</summary>
    /// <returns>Keys looked at, all of which were a day old.</returns>
    [Alias("Sweep"), HostOnly]
    Task<int> SweepAsync();
}
