using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.WebConsole.Session;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Api.Tests.Access;

/// <summary>A server whose clock can be put on.</summary>
public sealed class AheadHost : ApiHost
{
    private readonly Ahead clock;

    public AheadHost()
        : this(new Ahead()) { }

    private AheadHost(Ahead clock)
        : base(new ApiHostOptions { Clock = clock }) => this.clock = clock;

    public void GoOn(TimeSpan time) => clock.By += time;

    private sealed class Ahead : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
    }
}

public sealed class ConsoleIdleTests(AheadHost host) : IClassFixture<AheadHost>
{
    [Fact]
    public async Task Whoever_leaves_the_console_is_signed_out_after_a_quarter_of_an_hour_and_whoever_works_stays()
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new() })
        { BaseAddress = host.ClientOptions.BaseAddress };
        using (var entered = await browser.GetAsync($"/console/{host.Services.GetRequiredService<SignInLinks>().Make(ApiHost.AdminKey)}"))
            Assert.Equal("/console/", entered.Headers.Location?.ToString());

        // Beyond the quarter of an hour in all, and never that long without a request.
        foreach (int minutes in (int[])[0, 14, 14])
        {
            host.GoOn(TimeSpan.FromMinutes(minutes));
            using var page = await browser.GetAsync("/console/models");
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }

        host.GoOn(TimeSpan.FromMinutes(14));
        using (var stay = await browser.GetAsync("/console/sign-in/stay")) Assert.Equal(HttpStatusCode.NoContent, stay.StatusCode);
        host.GoOn(TimeSpan.FromMinutes(16));
        using (var gone = await browser.GetAsync("/console/sign-in/stay")) Assert.Equal(HttpStatusCode.Unauthorized, gone.StatusCode);
        using var left = await browser.GetAsync("/console/models");
        Assert.Equal(HttpStatusCode.Redirect, left.StatusCode);
        Assert.StartsWith("/console/sign-in?", left.Headers.Location!.ToString(), StringComparison.Ordinal);

        using var admin = host.WithKey(ApiHost.AdminKey);
        var listed = await admin.GetFromJsonAsync<JsonElement>("/api/security/sign-ins?door=console_key");
        var record = Assert.Single(listed.GetProperty("items").EnumerateArray());
        Assert.Equal((1L, true, "admin"), (record.GetProperty("times").GetInt64(), record.GetProperty("weak").GetBoolean(),
            record.GetProperty("roles").EnumerateArray().Select(role => role.GetString()).First(role => role == "admin")));
    }

    [Fact]
    public async Task A_token_is_one_sign_in_however_often_it_is_shown()
    {
        using HttpClient twice = host.As(Role.Admin, "tokens", "ann"), once = host.As(Role.Trainer, "tokens", "tom");
        foreach (var client in (HttpClient[])[twice, twice, once])
        {
            using var answer = await client.GetAsync("/api/models");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await host.Services.GetRequiredService<TokenSignIns>().TellAsync();
        var listed = await twice.GetFromJsonAsync<JsonElement>("/api/security/sign-ins?door=token&sort=subject");
        Assert.Equal([("ann", 1L, true), ("tom", 1L, true)], listed.GetProperty("items").EnumerateArray().Select(one => (
            one.GetProperty("subject").GetString()!, one.GetProperty("times").GetInt64(), one.GetProperty("weak").GetBoolean())));
    }

    [Theory]
    [InlineData(0, false), InlineData(1, true), InlineData(15, true), InlineData(60, true), InlineData(61, false)]
    public void The_idle_time_has_bounds(int minutes, bool valid)
    {
        var options = new WebConsole.ConsoleOptions { IdleMinutes = minutes };
        Assert.Equal(valid, Validator.TryValidateObject(options, new(options), null, validateAllProperties: true));
    }
}
