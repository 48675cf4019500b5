using System.Reflection;
using Orleans.Runtime;

namespace Kolosal.Operations;

/// <summary>Asks the management grain, which asks every silo.</summary>
internal sealed class CurrentEngine(IGrainFactory grains) : IEngineStatus
{
    public async Task<EngineStatus> ReadAsync(CancellationToken cancel)
    {
        var management = grains.GetGrain<IManagementGrain>(0);
        var hosts = await management.GetHosts().WaitAsync(cancel);
        var active = hosts.Where(host => host.Value == SiloStatus.Active).Select(host => host.Key).ToArray();
        var figures = (await management.GetRuntimeStatistics(active).WaitAsync(cancel)).Zip(active)
            .ToDictionary(pair => pair.Second, pair => pair.First);
        var classes = (await management.GetSimpleGrainStatistics(active).WaitAsync(cancel))
            .GroupBy(row => row.GrainType, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(group => group.Key, group => group.Sum(row => row.ActivationCount));
        var rows = hosts.Where(host => host.Value != SiloStatus.Dead).OrderBy(host => host.Key.ToString(), StringComparer.Ordinal).Select(host =>
            new SiloStatusRow(
                host.Key.ToString(), host.Value.ToString(), figures.TryGetValue(host.Key, out var known) ? known.ActivationCount : 0, null, null,
                    known?.IsOverloaded));

        // The packages' version; that of the assembly stays at the major number.
        string? version = typeof(Grain).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        return new("orleans", version ?? "", [.. rows], classes);
    }
}
