using System.Net;
using Kolosal.Access;
using Kolosal.Http;
using Microsoft.Extensions.Options;

namespace Kolosal.Api.Tests;

public sealed class RateLimitTests
{
    [Fact]
    public void After_a_burst_requests_pass_at_the_stated_rate()
    {
        var clock = new Clock();
        using var limits = Limits(clock, perSecond: 10, burst: 5);
        Assert.Equal(5, Enumerable.Range(0, 20).Count(_ => limits.Take(RateClass.General, Caller("a")) == 0));
        Assert.Equal(1, limits.Take(RateClass.General, Caller("a")));

        // 100 s at 10 a second, asked for 40 times a second: 1,000 tokens.
        int passed = 0;
        for (int i = 0; i < 4000; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(25));
            if (limits.Take(RateClass.General, Caller("a")) == 0) passed++;
        }
        Assert.InRange(passed, 999, 1001);
    }

    [Fact]
    public void Callers_and_classes_have_buckets_of_their_own()
    {
        using var limits = Limits(new Clock(), perSecond: 1, burst: 1);
        Assert.Equal(0, limits.Take(RateClass.General, Caller("a")));
        Assert.NotEqual(0, limits.Take(RateClass.General, Caller("a")));
        Assert.Equal(0, limits.Take(RateClass.General, Caller("b")));
        Assert.Equal(0, limits.Take(RateClass.Serving, Caller("a")));
        Assert.Equal(0, limits.Take(RateClass.None, Caller("a")));
    }

    [Fact]
    public void The_wait_that_is_told_is_enough()
    {
        var clock = new Clock();
        using var limits = Limits(clock, perSecond: 1, burst: 3);
        for (int i = 0; i < 3; i++) limits.Take(RateClass.General, Caller("a"));
        int wait = limits.Take(RateClass.General, Caller("a"));
        clock.Advance(TimeSpan.FromSeconds(wait));
        Assert.Equal(0, limits.Take(RateClass.General, Caller("a")));
    }

    [Fact]
    public void Callers_that_have_gone_quiet_are_forgotten_and_the_counts_stay()
    {
        var clock = new Clock();
        using var limits = Limits(clock, perSecond: 1, burst: 2);
        for (int i = 0; i < 100; i++) limits.Take(RateClass.General, Caller($"caller {i}"));
        clock.Advance(TimeSpan.FromMinutes(2));
        limits.Take(RateClass.General, Caller("last"));

        var stats = limits.Stats().Classes.Single(row => row.Name == RateClass.General);
        Assert.Equal((1, 101, 0), (stats.Callers, stats.Admitted, stats.Rejected));
    }

    [Fact]
    public async Task Over_http_it_is_429_with_the_time_to_wait_and_others_go_on()
    {
        using var host = new NarrowHost();
        using var busy = host.As(Role.Consumer, subject: "busy");
        for (int i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await busy.GetAsync("/api/security/whoami")).StatusCode);
        using var refused = await busy.GetAsync("/api/security/whoami");
        Assert.Equal("rate-limited", await Problems.CodeAsync(refused, HttpStatusCode.TooManyRequests));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3600);
        Assert.Equal(HttpStatusCode.OK, (await host.As(Role.Consumer, subject: "calm").GetAsync("/api/security/whoami")).StatusCode);

        // Guessing keys is limited by address, and then not even looked at; probes never are.
        for (int i = 0; i < 3; i++) await host.WithKey("guess").GetAsync("/api/security/whoami");
        await Problems.CodeAsync(await host.WithKey("guess").GetAsync("/api/security/whoami"), HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, (await host.Anonymous().GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public void A_subject_of_one_workspace_is_not_that_of_another()
    {
        using var limits = Limits(new Clock(), perSecond: 1, burst: 1);
        Assert.Equal(0, limits.Take(RateClass.General, new("one", "key_admin")));
        Assert.NotEqual(0, limits.Take(RateClass.General, new("one", "key_admin")));
        Assert.Equal(0, limits.Take(RateClass.General, new("other", "key_admin")));
    }

    [Fact]
    public async Task A_flood_of_bad_keys_from_an_address_locks_out_no_good_key_or_token_that_shares_it()
    {
        using var host = new NarrowHost();
        for (int i = 0; i < 20; i++) await host.WithKey("bad").GetAsync("/api/security/whoami");
        for (int i = 0; i < 20; i++) await host.WithKey($"kol_default.made-up-{i}_{new string('x', 40)}").GetAsync("/api/security/whoami");
        await Problems.CodeAsync(await host.WithKey("bad").GetAsync("/api/security/whoami"), HttpStatusCode.TooManyRequests);

        // Neither has been seen before, and the last two routes need no key: there it is the address that is out of requests.
        Assert.Equal(HttpStatusCode.OK, (await host.WithKey(ApiHost.AdminKey).GetAsync("/api/security/whoami")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.As(Role.Trainer, subject: "t").GetAsync("/api/security/whoami")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.WithKey(ApiHost.AdminKey).GetAsync("/openapi/v1.json")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.WithKey(ApiHost.AdminKey).GetAsync("/nowhere")).StatusCode);
        await Problems.CodeAsync(await host.Anonymous().GetAsync("/openapi/v1.json"), HttpStatusCode.TooManyRequests);
    }

    private static RateCaller Caller(string name) => new("ws", name);

    private static RateLimits Limits(TimeProvider clock, int perSecond, int burst) => new(
        new Fixed(new RateLimitOptions { PerPrincipal = perSecond, PerPrincipalBurst = burst, Serving = perSecond, ServingBurst = burst }), clock);

    /// <summary>A server where three requests are a burst, and whose clock stands still,
    /// so that no token comes back however slow the machine is.</summary>
    private sealed class NarrowHost() : ApiHost(new ApiHostOptions
    {
        Settings = new Dictionary<string, string>
        {
            ["Kolosal:RateLimits:PerPrincipal"] = "1",
            ["Kolosal:RateLimits:PerPrincipalBurst"] = "3",
            ["Kolosal:RateLimits:Anonymous"] = "1",
            ["Kolosal:RateLimits:AnonymousBurst"] = "3",
        },
        Clock = new Still(),
    });

    private sealed class Still : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }

    private sealed class Fixed(RateLimitOptions options) : IOptionsMonitor<RateLimitOptions>
    {
        public RateLimitOptions CurrentValue => options;

        public RateLimitOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<RateLimitOptions, string?> listener) => null;
    }

    private sealed class Clock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Advance(TimeSpan by) => ticks += by.Ticks;
    }
}
