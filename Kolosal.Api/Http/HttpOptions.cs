using System.ComponentModel.DataAnnotations;

namespace Kolosal.Http;

/// <summary>Section <c>Kolosal:Http</c>.</summary>
internal sealed class HttpOptions
{
    public const string Section = "Kolosal:Http";

    /// <summary>Largest body of a request, in bytes, for routes that do not state their own limit. 1 KiB to 1 GiB. Default: 32 MiB.</summary>
    [Range(1024L, 1L << 30)]
    public long MaxBodyBytes { get; set; } = 32L << 20;

    /// <summary>Largest body, in bytes, that an <c>Idempotency-Key</c> is honoured for; a larger one is refused with 413. Default: 8 MiB.</summary>
    [Range(1024L, 64L << 20)]
    public long MaxIdempotentBodyBytes { get; set; } = 8L << 20;

    /// <summary>Largest answer, in bytes, that is kept for replay; a larger one is delivered once. Default: 1 MiB.</summary>
    [Range(1024L, 16L << 20)]
    public long MaxReplayBytes { get; set; } = 1L << 20;

    /// <summary>Connections at once, over all callers. 1 to 100,000. Default: 10,000.</summary>
    [Range(1L, 100_000L)]
    public long MaxConnections { get; set; } = 10_000;

    /// <summary>Web origins whose scripts may call, e.g. <c>https://console.example.org</c>. Default: none.</summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>One of this many successful requests is logged at Information; the others at Debug. 0 logs none. Default: 1,000.</summary>
    [Range(0, int.MaxValue)]
    public int LogOneIn { get; set; } = 1000;
}

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
}
