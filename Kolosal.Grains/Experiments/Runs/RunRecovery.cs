using Kolosal.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kolosal.Experiments;

/// <summary>The list of runs at work, over all workspaces; kept in the catalogue so that a process finds them at its start.</summary>
internal static class ActiveRuns
{
    public static Task AddAsync(ICatalogue catalogue, ResourceKey run, DateTimeOffset now) =>
        catalogue.UpsertAsync(
            new CatalogueEntry(ResourceKey.System, CatalogueKinds.ActiveRun, run.ToString(), now, now, "{}"), CancellationToken.None);

    public static Task RemoveAsync(ICatalogue catalogue, ResourceKey run) =>
        catalogue.RemoveAsync(ResourceKey.System, CatalogueKinds.ActiveRun, run.ToString(), CancellationToken.None);
}

/// <summary>At the start of a process, activates every run that was at work when the last one ended, instead of waiting for its reminder.</summary>
internal sealed partial class RunRecovery(IGrainFactory grains, ICatalogue catalogue, TimeProvider clock, ILogger<RunRecovery> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        const int PageSize = 500;
        for (int page = 1; ;)
        {
            try
            {
                var found = await catalogue.QueryAsync(
                    new CatalogueQuery(ResourceKey.System, CatalogueKinds.ActiveRun, [], "id", page, PageSize), stopping);
                foreach (var entry in found.Items) await grains.Run(ResourceKey.Parse(entry.Id)).RecoverAsync();
                if (found.Items.Length < PageSize) return;
                page++;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogNotYet(log, fault.Message); // the engine or the store is still starting
                await Task.Delay(LeaseTerms.RetryEvery, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Runs cannot be recovered yet: {Reason}")]
    private static partial void LogNotYet(ILogger log, string reason);
}
