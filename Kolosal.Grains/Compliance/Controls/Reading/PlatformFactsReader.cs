using Kolosal.Access;
using Kolosal.Classification;
using Kolosal.Privacy;
using Kolosal.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Kolosal.Compliance.Controls;

/// <summary>Reads what is known of the host. What the host does not offer (a listener's report, a look at stored files) stays unknown.</summary>
internal sealed class PlatformFactsReader(
    IGrainFactory grains, IConfiguration configuration, IOptions<ClassificationOptions> classification, IOptionsMonitor<ComplianceOptions> options,
    IHostProbe host, IServiceProvider services)
{
    private const int Management = 0;

    public async Task<PlatformFact> ReadAsync(string workspace, CancellationToken cancel)
    {
        var hosts = await grains.GetGrain<IManagementGrain>(Management).GetHosts(onlyActive: true);
        return new(classification.Value.Region is { } region ? WireJson.Word(region) : null, host.DiskShare(), host.MemoryShare(), hosts.Count)
        {
            ConfigurationSha256 = services.GetService<IKeyRing>() is { } keys ? ConfigurationListing.Sha256(configuration, keys) : null,
            TimeSource = host.Clock(),
            Seals = services.GetService<IStorageSeals>()?.Look() is { } seals
                ? new(seals.Looked, seals.Unsealed, seals.KeyStore, seals.KeyFileFault) : null,
            Transport = await TransportAsync(cancel),
            ForeignCallRefused = await IsForeignRefusedAsync(workspace),
            ConsoleIdleMinutes = services.GetService<ISessionRules>()?.ConsoleIdleMinutes,
        };
    }

    private async Task<TransportFact?> TransportAsync(CancellationToken cancel) => services.GetService<IListenerReport>() is not { } report ? null
        : new([.. (await report.ReadAsync(cancel)).Select(one => new ListenerFact(one.Address, one.IsSealed, one.IsLocal, one.CertificateUntil))],
            options.CurrentValue.Terminator);

    /// <summary>Asks for a record of the workspace as somebody of another, as a caller who guesses would.</summary>
    private async Task<bool?> IsForeignRefusedAsync(string workspace)
    {
        // Where no door stands at the grains there is nothing that could refuse.
        if (!services.GetServices<IIncomingGrainCallFilter>().Any(filter => filter is AccessFilter)) return null;
        var caller = Principal.Current;
        Principal.Current = new(ResourceKey.System, SecurityEventFact.Probe, []);
        try
        {
            await grains.Retention(workspace).GetAsync();
            return false;
        }
        catch (AccessDeniedException)
        {
            return true;
        }
        finally
        {
            Principal.Current = caller;
        }
    }
}
