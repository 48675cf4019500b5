using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Kolosal.Access;

/// <summary>Which bucket a request takes its token from.</summary>
internal enum RateClass
{
    /// <summary>No limit.</summary>
    None,

    /// <summary>By address: no valid key or token, or none needed.</summary>
    Anonymous,

    /// <summary>By principal.</summary>
    General,

    /// <summary>By principal, predictions and feedback.</summary>
    Serving,

    /// <summary>By address: what people who did not sign in may leave here.</summary>
    Letterbox,
}

/// <summary>Whose bucket it is.</summary>
/// <param name="Workspace">The principal's; empty for an address. Two workspaces may have a subject of the same name.</param>
/// <param name="Name">The principal's subject, or the address.</param>
internal readonly record struct RateCaller(string Workspace, string Name)
{
    public static RateCaller Of(Principal principal) => new(principal.Workspace, principal.Subject);

    public static RateCaller At(HttpContext context) => new("", RateLimits.AddressOf(context));
}

/// <summary>The buckets of every caller this process has heard of lately.</summary>
/// <remarks>Limits hold per process: n front doors behind a balancer admit up to n times as much.</remarks>
internal sealed class RateLimits : IDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly IOptionsMonitor<RateLimitOptions> options;
    private readonly TimeProvider clock;
    private readonly Meter meter = new("Kolosal.RateLimits");
    private readonly Counter<long> rejections;
    private readonly ClassState[] classes = [new(), new(), new(), new(), new()];
    private long sweptAt;

    public RateLimits(IOptionsMonitor<RateLimitOptions> options, TimeProvider clock)
    {
        (this.options, this.clock) = (options, clock);
        sweptAt = clock.GetTimestamp();
        rejections = meter.CreateCounter<long>("kolosal.http.rate_limited", "{request}", "Requests answered 429.");
    }

    /// <summary>Takes a token.</summary>
    /// <returns>0 when the request may pass; otherwise whole seconds to wait.</returns>
    public int Take(RateClass rate, RateCaller caller)
    {
        if (rate == RateClass.None) return 0;
        var state = classes[(int)rate];
        long now = clock.GetTimestamp();
        Sweep(now);

        var (every, burst) = rate == RateClass.Letterbox ? Letterbox() : PerSecond(rate);
        var bucket = state.Buckets.TryGetValue(caller, out var known) ? known : state.Buckets.GetOrAdd(caller, static _ => new TokenBucket());
        long wait = bucket.Take(now, every, burst);
        if (wait == 0)
        {
            Interlocked.Increment(ref state.Admitted);
            return 0;
        }
        Interlocked.Increment(ref state.Rejected);
        rejections.Add(1, new KeyValuePair<string, object?>("class", rate.ToString()));
        return (int)Math.Min(3600, 1 + wait / clock.TimestampFrequency);
    }

    /// <param name="counts">With what all callers together have met; without, the limits alone.</param>
    public RateLimitStats Stats(bool counts = true) => new(
        [.. new[] { RateClass.Anonymous, RateClass.General, RateClass.Serving }.Select(rate => new RateClassStats(
            rate, Limit(rate).PerSecond, Limit(rate).Burst, counts ? Interlocked.Read(ref classes[(int)rate].Admitted) : null,
            counts ? Interlocked.Read(ref classes[(int)rate].Rejected) : null, counts ? classes[(int)rate].Buckets.Count : null))]);

    /// <summary>The name under which an address is limited. Whoever has an IPv6 address has 2⁶⁴ of them, so those count by /64.</summary>
    public static string AddressOf(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address) return "local";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address)) return address.ToString();
        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }

    public void Dispose() => meter.Dispose();

    private (long Every, int Burst) PerSecond(RateClass rate) =>
        (Math.Max(1, clock.TimestampFrequency / Limit(rate).PerSecond), Limit(rate).Burst);

    private (long Every, int Burst) Letterbox() =>
        (clock.TimestampFrequency * 60 / options.CurrentValue.LetterboxPerMinute, options.CurrentValue.LetterboxBurst);

    private (int PerSecond, int Burst) Limit(RateClass rate)
    {
        var limits = options.CurrentValue;
        return rate switch
        {
            RateClass.Anonymous => (limits.Anonymous, limits.AnonymousBurst),
            RateClass.Serving => (limits.Serving, limits.ServingBurst),
            _ => (limits.PerPrincipal, limits.PerPrincipalBurst),
        };
    }

    // A full bucket is as good as none, so forgetting it is safe and keeps memory at the callers of the last minutes.
    private void Sweep(long now)
    {
        long last = Volatile.Read(ref sweptAt);
        if (clock.GetElapsedTime(last, now) < SweepEvery || Interlocked.CompareExchange(ref sweptAt, now, last) != last) return;
        foreach (var state in classes)
            foreach (var (caller, bucket) in state.Buckets)
                if (bucket.IsFull(now)) state.Buckets.TryRemove(KeyValuePair.Create(caller, bucket));
    }

    private sealed class ClassState
    {
        public readonly ConcurrentDictionary<RateCaller, TokenBucket> Buckets = new();
        public long Admitted;
        public long Rejected;
    }
}

/// <param name="Classes">One row a class of limit.</param>
internal sealed record RateLimitStats(ImmutableArray<RateClassStats> Classes);

/// <param name="Name">The class.</param>
/// <param name="PerSecond">Requests a second that one caller may make in the long run.</param>
/// <param name="Burst">Requests that one caller may make at once after a pause.</param>
/// <param name="Admitted">Requests let through since the start of the process, over all workspaces; null for who is no operator.</param>
/// <param name="Rejected">Requests answered 429 since the start of the process, the same way.</param>
/// <param name="Callers">Callers seen lately, the same way.</param>
internal sealed record RateClassStats(RateClass Name, int PerSecond, int Burst, long? Admitted, long? Rejected, int? Callers);
