using System.ComponentModel.DataAnnotations;

namespace Kolosal.Access;

/// <summary>Section <c>Kolosal:RateLimits</c>. Each limit is a token bucket: so many requests a second, so many at once after a pause.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "Kolosal:RateLimits";

    /// <summary>Requests per second of one principal, predictions excepted. Default: 500.</summary>
    [Range(1, 1_000_000)]
    public int PerPrincipal { get; set; } = 500;

    /// <summary>Requests of one principal in a burst. Default: 2,000.</summary>
    [Range(1, 10_000_000)]
    public int PerPrincipalBurst { get; set; } = 2000;

    /// <summary>Prediction and feedback requests per second of one principal. Default: 100,000.</summary>
    [Range(1, 1_000_000)]
    public int Serving { get; set; } = 100_000;

    /// <summary>Prediction requests of one principal in a burst. Default: 200,000.</summary>
    [Range(1, 10_000_000)]
    public int ServingBurst { get; set; } = 200_000;

    /// <summary>Requests per second of one address without a valid key or token; IPv6 by /64. Default: 20.</summary>
    [Range(1, 1_000_000)]
    public int Anonymous { get; set; } = 20;

    /// <summary>Anonymous requests of one address in a burst. Default: 200.</summary>
    [Range(1, 10_000_000)]
    public int AnonymousBurst { get; set; } = 200;

    /// <summary>What one address may leave a minute without signing in (concerns); IPv6 by /64. Default: 6.</summary>
    [Range(1, 60_000)]
    public int LetterboxPerMinute { get; set; } = 6;

    /// <summary>The same in a burst. Default: 10.</summary>
    [Range(1, 100_000)]
    public int LetterboxBurst { get; set; } = 10;
}
