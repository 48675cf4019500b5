using System.ComponentModel.DataAnnotations;

namespace Kolosal.Monitoring;

/// <summary>Section <c>Kolosal:Metrics</c>.</summary>
public sealed class MetricsOptions
{
    public const string Section = "Kolosal:Metrics";

    /// <summary>
    /// Models that have series of their own in a process's metrics; those that come later are counted together as <c>other</c>. A model costs
    /// about 40 lines a scrape. Default: 200.
    /// </summary>
    [Range(1, 10_000)]
    public int Models { get; set; } = 200;

    /// <summary>How often a silo reads what monitors have found, for the gauges, in seconds. Default: 15, as often as scrapers come.</summary>
    [Range(1, 3_600)]
    public int ReadSeconds { get; set; } = 15;
}
