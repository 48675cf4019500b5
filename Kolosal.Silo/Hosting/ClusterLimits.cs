using System.ComponentModel.DataAnnotations;
using Orleans.Configuration;

namespace Kolosal.Hosting;

/// <summary>Takes the options of a cluster to Orleans: who is alive, how long to wait, what to refuse, where grains live.</summary>
internal static class ClusterLimits
{
    /// <exception cref="ValidationException">A value is out of its bounds.</exception>
    public static ClusterOptions Read(IConfiguration configuration)
    {
        var cluster = configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new ClusterOptions();
        Validator.ValidateObject(cluster, new ValidationContext(cluster), validateAllProperties: true);
        return cluster;
    }

    public static ISiloBuilder UseLimits(this ISiloBuilder silo, ClusterOptions cluster)
    {
        var response = TimeSpan.FromSeconds(cluster.ResponseTimeoutSeconds);
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromMilliseconds(cluster.ProbeTimeoutMilliseconds);

            // Left to themselves, probe timeouts stretch to four times this after slow answers: a dead silo would be missed for as long.
            options.MaxProbeTimeout = options.ProbeTimeout;
            options.NumMissedProbesLimit = cluster.MissedProbes;
            options.NumVotesForDeathDeclaration = cluster.DeathVotes;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(cluster.MembershipRefreshSeconds);
        });
        silo.Configure<SiloMessagingOptions>(options =>
        {
            options.ResponseTimeout = response;
            (options.MaxEnqueuedRequestsSoftLimit, options.MaxEnqueuedRequestsHardLimit) = (cluster.WaitingCallsWarning, cluster.WaitingCallsLimit);
            (options.MaxEnqueuedRequestsSoftLimit_StatelessWorker, options.MaxEnqueuedRequestsHardLimit_StatelessWorker) =
                (cluster.WaitingCallsWarning, cluster.WaitingCallsLimit);
        });
        silo.Configure<LoadSheddingOptions>(options =>
        {
            options.LoadSheddingEnabled = cluster.ShedAboveCpuPercent < 100 || cluster.ShedAboveMemoryPercent < 100;
            (options.CpuThreshold, options.MemoryThreshold) = (cluster.ShedAboveCpuPercent, cluster.ShedAboveMemoryPercent);
        });
        silo.Services.AddSingleton(Strategy(cluster.Placement));
        return silo;
    }

    public static IClientBuilder UseLimits(this IClientBuilder client, ClusterOptions cluster)
    {
        client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(cluster.ResponseTimeoutSeconds));
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(cluster.MembershipRefreshSeconds));
        return client;
    }

    private static PlacementStrategy Strategy(GrainPlacement placement) => placement switch
    {
        GrainPlacement.ActivationCount => new ActivationCountBasedPlacement(),
        GrainPlacement.ResourceOptimized => new ResourceOptimizedPlacement(),
        _ => new RandomPlacement(),
    };
}
