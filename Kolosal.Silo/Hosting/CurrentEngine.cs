#if ORLEANS
using System.Reflection;
using Orleans.Runtime;

namespace Kolosal.Hosting;

/// <summary>Asks the management grain, which asks every silo.</summary>
internal sealed class CurrentEngine(IGrainFactory grains) : IEngineStatus
{
    public async Task<EngineStatus> ReadAsync(CancellationToken cancel)
    {
        var management = grains.GetGrain<IManagementGrain>(0);
        var hosts = await management.GetHosts().WaitAsync(cancel);
        var active = hosts.Where(host => host.Value == SiloStatus.Active).Select(host => host.Key).ToArray();
        var figures = (await management.GetRuntimeStatistics(active).WaitAsync(cancel)).Zip(active).ToDictionary(pair => pair.Second, pair => pair.First);
        var classes = (await management.GetSimpleGrainStatistics(active).WaitAsync(cancel))
            .GroupBy(row => row.GrainType, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(group => group.Key, group => group.Sum(row => row.ActivationCount));
        var rows = hosts.Where(host => host.Value != SiloStatus.Dead).OrderBy(host => host.Key.ToString(), StringComparer.Ordinal).Select(host =>
            new SiloStatusRow(
                host.Key.ToString(), host.Value.ToString(), figures.TryGetValue(host.Key, out var known) ? known.ActivationCount : 0, null, null, known?.IsOverloaded));

        // The packages' version; that of the assembly stays at the major number.
        string? version = typeof(Grain).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        return new("orleans", version ?? "", [.. rows], classes);
    }
}
#else
using Kolosal.Runtime;

namespace Kolosal.Hosting;

/// <summary>Reads the engine of this process; there is no other.</summary>
internal sealed class CurrentEngine(EngineStatistics statistics) : IEngineStatus
{
    public Task<EngineStatus> ReadAsync(CancellationToken cancel)
    {
        var classes = statistics.ActivationsByClass.ToImmutableSortedDictionary(StringComparer.Ordinal);
        var row = new SiloStatusRow(
            "local", "Active", classes.Values.Sum(), statistics.WaitingByClass().Values.Sum(), statistics.QueuedByStreamProvider().Values.Sum(), false);
        string version = typeof(CurrentEngine).Assembly.GetName().Version?.ToString(3) ?? "";
        return Task.FromResult(new EngineStatus("embedded", version, [row], classes));
    }
}
#endif
