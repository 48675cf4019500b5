using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

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

    /// <summary>
    /// Bytes of JSON bodies that the process holds at once, over all callers; beyond it requests with a body are asked to come again (503).
    /// 1 MiB to 64 GiB. Default: 256 MiB.
    /// </summary>
    [Range(1L << 20, 64L << 30)]
    public long MaxHeldBodyBytes { get; set; } = 256L << 20;

    /// <summary>Connections at once, over all callers. 1 to 100,000. Default: 10,000.</summary>
    [Range(1L, 100_000L)]
    public long MaxConnections { get; set; } = 10_000;

    /// <summary>Web origins whose scripts may call, e.g. <c>https://console.example.org</c>. Default: none.</summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>
    /// Proxies in front, as addresses or networks (<c>10.0.0.0/8</c>), whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are
    /// believed; from anybody else they are ignored. Default: none.
    /// </summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>One of this many successful requests is logged at Information; the others at Debug. 0 logs none. Default: 1,000.</summary>
    [Range(0, int.MaxValue)]
    public int LogOneIn { get; set; } = 1000;
}

internal sealed class HttpOptionsValidator : IValidateOptions<HttpOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpOptions options) =>
        options.TrustedProxies.FirstOrDefault(text => !TrustedProxies.TryParse(text, out _)) is { } wrong
            ? ValidateOptionsResult.Fail(
                $"{HttpOptions.Section}:TrustedProxies has '{wrong}', which is no address and no network such as 10.0.0.0/8.")
            : ValidateOptionsResult.Success;
}
