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
}

/// <summary>What a process is to its cluster.</summary>
public enum ClusterRole
{
    /// <summary>Hosts grains.</summary>
    Silo,

    /// <summary>Calls the grains of silos that it finds in PostgreSQL.</summary>
    Client,
}
