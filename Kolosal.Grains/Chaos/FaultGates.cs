using Kolosal.Experiments;

namespace Kolosal.Chaos;

/// <summary>Reaches the injectors of silos.</summary>
internal sealed class FaultGates(IGrainFactory grains)
{
    private const int Management = 0;

    public static string Key(SiloAddress silo) => $"{ResourceKey.System}/slot_{ProcessName.Of(silo)}_chaos";

    /// <summary>The silos that take calls now, in the order of their names.</summary>
    public async Task<SiloAddress[]> ActiveAsync() =>
        [.. (await grains.GetGrain<IManagementGrain>(Management).GetHosts(onlyActive: true)).Keys.OrderBy(silo => silo.ToString(),
            StringComparer.Ordinal)];

    /// <summary>Keeps every silo for a test, or none.</summary>
    /// <returns>The test that has one; null when all are kept.</returns>
    public async Task<string?> ReserveAsync(SiloAddress[] silos, string testId, TimeSpan duration)
    {
        string?[] others = await Task.WhenAll(silos.Select(silo => Gate(silo).ReserveAsync(testId, duration)));
        if (others.FirstOrDefault(other => other is not null) is not { } taken) return null;
        await LiftAsync(silos, testId);
        return taken;
    }

    /// <summary>Puts a fault in force on every silo.</summary>
    /// <returns>Silos that took it.</returns>
    public async Task<int> InjectAsync(SiloAddress[] silos, SiloFault fault) =>
        (await Task.WhenAll(silos.Select(silo => Gate(silo).InjectAsync(fault)))).Count(taken => taken);

    /// <summary>Lifts the fault wherever it can be reached; it ends by itself where it cannot.</summary>
    /// <returns>Calls that it struck on the silos that answered, and whether all did.</returns>
    public async Task<(long Struck, bool Everywhere)> LiftAsync(SiloAddress[] silos, string testId)
    {
        long?[] struck = await Task.WhenAll(silos.Select(silo => LiftAsync(silo, testId)));
        return (struck.Sum(calls => calls ?? 0), struck.All(calls => calls is not null));
    }

    /// <summary>Ends the process of a silo.</summary>
    /// <returns>1 when it took the order, or is gone; 0 when it is still there.</returns>
    public async Task<int> KillAsync(SiloAddress silo)
    {
        try
        {
            await Gate(silo).EndProcessAsync();
            return 1;
        }
        catch (Exception gone) when (gone is OrleansException or TimeoutException)
        {
            return (await ActiveAsync()).Contains(silo) ? 0 : 1; // it may have gone before its answer
        }
    }

    private async Task<long?> LiftAsync(SiloAddress silo, string testId)
    {
        try
        {
            return await Gate(silo).LiftAsync(testId);
        }
        catch (Exception gone) when (gone is OrleansException or TimeoutException)
        {
            return null;
        }
    }

    private IFaultGateGrain Gate(SiloAddress silo) => grains.GetGrain<IFaultGateGrain>(Key(silo));
}
