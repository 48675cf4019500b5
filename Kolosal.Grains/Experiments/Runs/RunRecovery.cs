using Kolosal.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kolosal.Experiments;

/// <summary>The list of runs at work, over all workspaces; kept in the catalogue so that a process finds them at its start.</summary>
internal static class ActiveRuns
{
    public static Task AddAsync(ICatalogue catalogue, ResourceKey run, DateTimeOffset now) =>
        catalogue.UpsertAsync(new CatalogueEntry(ResourceKey.System, CatalogueKinds.ActiveRun, run.ToString(), now, now, "{}"),
            CancellationToken.None);

    public static Task RemoveAsync(ICatalogue catalogue, ResourceKey run) =>
        catalogue.RemoveAsync(ResourceKey.System, CatalogueKinds.ActiveRun, run.ToString(), CancellationToken.None);
}

/// <summary>
/// Activates every run that is at work: at the start of a process, when a silo comes or goes, and now and then, instead of waiting for its
/// reminder. A run that lives already does not notice.
/// </summary>
internal sealed partial class RunRecovery(
    IGrainFactory grains, ICatalogue catalogue, ISiloStatusOracle silos, TimeProvider clock, ILogger<RunRecovery> log) : BackgroundService
{
    /// <summary>For runs whose grain left memory because it could not write.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var news = new SiloNews(silos);
        for (int failures = 0; !stopping.IsCancellationRequested;)
        {
            failures = await WakeAllAsync(stopping) ? 0 : failures + 1;
            var pause = failures == 0 ? LookEvery : RetryTerms.PauseAfter(failures);
            await news.WaitAsync(pause < LookEvery ? pause : LookEvery, clock, stopping);
        }
    }

    private async Task<bool> WakeAllAsync(CancellationToken stopping)
    {
        const int PageSize = 500;
        bool all = true;
        try
        {
            for (int page = 1; ; page++)
            {
                var found = await catalogue.QueryAsync(new CatalogueQuery(ResourceKey.System, CatalogueKinds.ActiveRun, [], "id", page, PageSize),
                    stopping);
                foreach (var entry in found.Items) all &= await WakeAsync(entry.Id);
                if (found.Items.Length < PageSize) return all;
            }
        }
        catch (Exception fault)
        {
            LogNotYet(log, fault.Message); // the engine or the store is still starting, or away
            return false;
        }
    }

    /// <summary>One run that cannot be activated must not keep the others asleep.</summary>
    private async Task<bool> WakeAsync(string run)
    {
        try
        {
            await grains.Run(ResourceKey.Parse(run)).RecoverAsync();
            return true;
        }
        catch (Exception fault)
        {
            LogAsleep(log, run, fault);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run} could not be taken up")]
    private static partial void LogAsleep(ILogger log, string run, Exception fault);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Runs cannot be recovered yet: {Reason}")]
    private static partial void LogNotYet(ILogger log, string reason);
}
