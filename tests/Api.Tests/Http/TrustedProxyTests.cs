using System.Net;
using Kolosal.Access;
using Kolosal.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Api.Tests;

public sealed class TrustedProxyTests
{
    private const string WhoAmI = "/api/security/whoami";

    [Theory]
    [InlineData("", "10.0.0.5", "203.0.113.9", "10.0.0.5", "http")]
    [InlineData("", "127.0.0.1", "203.0.113.9", "127.0.0.1", "http")]
    [InlineData("192.168.0.0/16", "10.0.0.5", "203.0.113.9", "10.0.0.5", "http")]
    [InlineData("10.0.0.5", "10.0.0.5", "203.0.113.9", "203.0.113.9", "https")]
    [InlineData("10.0.0.5", "::ffff:10.0.0.5", "203.0.113.9", "203.0.113.9", "https")]
    [InlineData("10.0.0.0/8", "10.0.0.5", "1.1.1.1, 203.0.113.9, 10.0.0.7", "203.0.113.9", "https")]
    [InlineData("fd00::/8", "fd00::1", "203.0.113.9", "203.0.113.9", "https")]
    public async Task The_client_is_the_first_address_that_is_not_a_trusted_proxy(
        string trusted, string peer, string forwarded, string client, string scheme)
    {
        var services = new ServiceCollection().AddLogging().AddTrustedProxies();
        services.Configure<HttpOptions>(http => http.TrustedProxies = trusted.Length == 0 ? [] : [trusted]);
        await using var provider = services.BuildServiceProvider();
        var app = new ApplicationBuilder(provider).UseTrustedProxies();
        app.Run(_ => Task.CompletedTask);

        var context = new DefaultHttpContext { RequestServices = provider, Request = { Scheme = "http" } };
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        context.Request.Headers["X-Forwarded-For"] = forwarded;
        context.Request.Headers["X-Forwarded-Proto"] = string.Join(", ", forwarded.Split(',').Select(_ => "https"));
        await app.Build()(context);
        Assert.Equal((client, scheme), (RateLimits.AddressOf(context), context.Request.Scheme));
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_each_client_has_its_own_limit()
    {
        using var host = new ProxiedHost(trusted: true);
        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync(host, "203.0.113.9", times: 4));
        Assert.Equal(HttpStatusCode.Unauthorized, await GuessAsync(host, "203.0.113.10", times: 1));
    }

    [Fact]
    public async Task Without_one_a_made_up_address_buys_nothing()
    {
        using var host = new ProxiedHost(trusted: false);
        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync(host, "203.0.113.9", times: 4));
        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync(host, "203.0.113.10", times: 1));
    }

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("::1", true)]
    [InlineData("proxy.example.org", false)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("", false)]
    public void A_proxy_is_an_address_or_a_network(string text, bool allowed) =>
        Assert.Equal(allowed, new HttpOptionsValidator().Validate(null, new HttpOptions { TrustedProxies = [text] }).Succeeded);

    private static async Task<HttpStatusCode> GuessAsync(ApiHost host, string address, int times)
    {
        using var client = host.WithKey("guess");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        var status = HttpStatusCode.Unused;
        for (int i = 0; i < times; i++) status = (await client.GetAsync(WhoAmI)).StatusCode;
        return status;
    }

    /// <summary>Three anonymous requests are a burst, and no token comes back, since the clock stands still.</summary>
    private sealed class ProxiedHost(bool trusted) : ApiHost(new ApiHostOptions { Clock = new Still(), Settings = Limits(trusted) })
    {
        private static Dictionary<string, string> Limits(bool trusted)
        {
            var settings = new Dictionary<string, string> { ["Kolosal:RateLimits:Anonymous"] = "1", ["Kolosal:RateLimits:AnonymousBurst"] = "3" };
            if (!trusted) return settings;
            (settings["Kolosal:Http:TrustedProxies:0"], settings["Kolosal:Http:TrustedProxies:1"]) = ("127.0.0.0/8", "::1");
            return settings;
        }
    }

    private sealed class Still : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
