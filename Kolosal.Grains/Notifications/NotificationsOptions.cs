using System.ComponentModel.DataAnnotations;

namespace Kolosal.Notifications;

/// <summary>Section <c>Kolosal:Notifications</c>: how deliveries are made, and where webhooks may go.</summary>
public sealed class NotificationsOptions
{
    public const string Section = "Kolosal:Notifications";

    /// <summary>Whether a webhook's address may begin with <c>http://</c>. Default: false.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Whether webhooks may go to this machine itself. Default: false.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>Whether webhooks may go to private networks (RFC 1918, RFC 6598, RFC 4193). Default: false.</summary>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary>Attempts before a delivery is given up, 1 to 20. Default: 10, which with the pauses below are spread over about 20 hours.</summary>
    [Range(1, 20)]
    public int Attempts { get; set; } = 10;

    /// <summary>Seconds before the second attempt, less jitter; 0.01 to 3,600. Default: 5.</summary>
    [Range(0.01, 3_600)]
    public double FirstRetrySeconds { get; set; } = 5;

    /// <summary>How much longer each pause is than the one before, 1 to 10. Default: 4.</summary>
    [Range(1.0, 10.0)]
    public double RetryFactor { get; set; } = 4;

    /// <summary>Longest pause in minutes, 1 to 1,440. Default: 360.</summary>
    [Range(1, 1_440)]
    public int LongestRetryMinutes { get; set; } = 360;

    /// <summary>Seconds an attempt may take from name look-up to the last byte of the answer, 0.1 to 60. Default: 15.</summary>
    [Range(0.1, 60)]
    public double TimeoutSeconds { get; set; } = 15;

    /// <summary>Hours without one success after which an endpoint that still fails is disabled, 1 to 720. Default: 72.</summary>
    [Range(1, 720)]
    public int DisableAfterHours { get; set; } = 72;

    /// <summary>Hours for which the former secret signs beside a new one, 0 to 168. Default: 24.</summary>
    [Range(0, 168)]
    public int SecretOverlapHours { get; set; } = 24;

    internal RetrySchedule Schedule => new(
        TimeSpan.FromSeconds(FirstRetrySeconds), RetryFactor, TimeSpan.FromMinutes(LongestRetryMinutes), Attempts);
}
