using System.ComponentModel.DataAnnotations;

namespace Kolosal.Storage.Retention;

/// <summary>How long the prediction log of a machine is kept. Section <c>Kolosal:Storage:Retention</c>.</summary>
/// <remarks>Only finished segments go, and only once every monitor has counted them and the audit trail has sealed them.</remarks>
public sealed class RetentionOptions
{
    public const string Section = $"{StorageOptions.Section}:Retention";

    /// <summary>Days after which a segment goes. 1 to 36,500. Default: 400, a year and a month.</summary>
    [Range(1, 36_500)]
    public int MaximumDays { get; set; } = 400;

    /// <summary>Bytes of the log above which its oldest segments go whatever their age. 1 MiB to 1 PiB. Default: 20 GiB.</summary>
    [Range(1L << 20, 1L << 50)]
    public long MaximumBytes { get; set; } = 20L << 30;

    /// <summary>Seconds between two looks. 1 to 86,400. Default: 60.</summary>
    [Range(1, 86_400)]
    public int EverySeconds { get; set; } = 60;
}
