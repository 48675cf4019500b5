using System.ComponentModel.DataAnnotations;

namespace Kolosal.Hosting;

/// <summary>Where a silo meets the others. Section <c>Kolosal:Cluster</c>.</summary>
public sealed class ClusterOptions
{
    public const string Section = "Kolosal:Cluster";

    /// <summary>Whether this process carries a silo or only calls those of others. Default: Silo.</summary>
    public ClusterRole Role { get; set; } = ClusterRole.Silo;

    /// <summary>Silos of one cluster have one id. Default: kolosal.</summary>
    [Required, StringLength(150, MinimumLength = 1)]
    public string ClusterId { get; set; } = "kolosal";

    /// <summary>Names the stored state; it outlives clusters. Default: kolosal.</summary>
    [Required, StringLength(150, MinimumLength = 1)]
    public string ServiceId { get; set; } = "kolosal";

    /// <summary>Address that other silos and clients reach this one by. Default: 127.0.0.1, which keeps the silo on this machine.</summary>
    [Required, MinLength(1)]
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>Port for silos. 1 to 65535. Default: 11111.</summary>
    [Range(1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>Port for clients; 0 for none. 0 to 65535. Default: 30000.</summary>
    [Range(0, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>Where a grain that is not tied to a silo begins to live. Default: Random.</summary>
    public GrainPlacement Placement { get; set; } = GrainPlacement.Random;

    /// <summary>
    /// Milliseconds that a silo has to answer its neighbour's probe. With <see cref="MissedProbes"/> it says how soon a dead silo is gone:
    /// 2 × 1,000 ms by default. Shorter takes a busy silo for a dead one. 100 to 60,000. Default: 1,000.
    /// </summary>
    [Range(100, 60_000)]
    public int ProbeTimeoutMilliseconds { get; set; } = 1_000;

    /// <summary>Probes in a row that a silo may miss before its neighbour votes it dead. 1 to 10. Default: 2.</summary>
    [Range(1, 10)]
    public int MissedProbes { get; set; } = 2;

    /// <summary>Votes that declare a silo dead. One is enough where the network does not split. 1 to 3. Default: 1.</summary>
    [Range(1, 3)]
    public int DeathVotes { get; set; } = 1;

    /// <summary>
    /// Seconds between two looks at the table of silos, for news that gossip did not bring; clients look up gateways as often. 1 to 60.
    /// Default: 3.
    /// </summary>
    [Range(1, 60)]
    public int MembershipRefreshSeconds { get; set; } = 3;

    /// <summary>Seconds after which a caller gives up on a call; the call itself may still take effect. 1 to 600. Default: 30.</summary>
    [Range(1, 600)]
    public int ResponseTimeoutSeconds { get; set; } = 30;

    /// <summary>Calls waiting for one grain above which a warning is logged. 1 to 1,000,000. Default: 1,000.</summary>
    [Range(1, 1_000_000)]
    public int WaitingCallsWarning { get; set; } = 1_000;

    /// <summary>
    /// Calls waiting for one grain above which further ones are refused, so that a stuck grain does not fill the memory. 1 to 1,000,000.
    /// Default: 10,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int WaitingCallsLimit { get; set; } = 10_000;

    /// <summary>
    /// Share of the processors, in percent, above which a silo takes no calls of clients. 100 never refuses: training fills the processors by
    /// design, at a lower priority than calls. 10 to 100. Default: 100.
    /// </summary>
    [Range(10, 100)]
    public int ShedAboveCpuPercent { get; set; } = 100;

    /// <summary>
    /// Share of the memory, in percent, above which a silo takes no calls of clients and no new grains. 10 to 100; 100 never refuses.
    /// Default: 95.
    /// </summary>
    [Range(10, 100)]
    public int ShedAboveMemoryPercent { get; set; } = 95;

    /// <summary>Encrypts what silos and their clients say to each other. Default: off, for a network that nobody else is in.</summary>
    public ClusterTlsOptions Tls { get; set; } = new();
}

/// <summary>Choices of <see cref="ClusterOptions.Placement"/>.</summary>
public enum GrainPlacement
{
    /// <summary>Any silo, each as likely as the others: spreads from the first grain on, whatever the silos know of each other.</summary>
    Random,

    /// <summary>The emptier of two silos drawn at random, by counts that are about a second old.</summary>
    ActivationCount,

    /// <summary>By processor, memory and count. A fresh cluster may pile its grains up on the silo that came last.</summary>
    ResourceOptimized,
}

/// <summary>What a process is to its cluster.</summary>
public enum ClusterRole
{
    /// <summary>Hosts grains.</summary>
    Silo,

    /// <summary>Calls the grains of silos that it finds in PostgreSQL.</summary>
    Client,
}
