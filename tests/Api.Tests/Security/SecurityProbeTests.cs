using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Security;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kolosal.Api.Tests.Security;

/// <summary>The self-check of security events, over the wire to the server's own door and back from its lists.</summary>
public sealed class SecurityProbeTests : IAsyncLifetime
{
    private ProbedHost host = null!;

    public Task InitializeAsync()
    {
        host = new ProbedHost();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_failed_sign_in_on_purpose_becomes_an_event_that_is_closed_and_red_when_it_does_not_come()
    {
        var probe = host.Services.GetRequiredService<SecurityProbe>();
        var instruments = host.Services.GetRequiredService<SecurityProbeInstruments>();
        Assert.Null(instruments.Last);
        Assert.True(await probe.RunAsync(default));
        Assert.True(instruments.Last!.Value.Arrived);

        using var admin = host.WithKey(ApiHost.AdminKey);
        var listed = await Eventually.HoldsAsync(
            () => admin.GetFromJsonAsync<JsonElement>($"/api/security/events?source={ProbeKey.Source}&status=false_positive"),
            found => found.GetProperty("total").GetInt64() == 1);
        Assert.Equal("login_failure", listed.GetProperty("items")[0].GetProperty("type").GetString());
        string page = JsonSerializer.Serialize(listed);
        Assert.DoesNotContain(host.Services.GetRequiredService<ProbeKey>().Text, page, StringComparison.Ordinal);

        // The way from the door to the records is cut: what does not come need not be waited for as long as what does.
        var terms = host.Services.GetRequiredService<IOptionsMonitor<SecurityProbeOptions>>().CurrentValue;
        (host.Cut, terms.WithinSeconds) = (true, 2);
        Assert.False(await probe.RunAsync(default));
        Assert.False(instruments.Last!.Value.Arrived);
        (host.Cut, terms.WithinSeconds) = (false, 180);
        Assert.True(await probe.RunAsync(default));
        Assert.True(instruments.Last!.Value.Arrived);

        // With its key nobody is let in.
        using var caller = host.WithKey(host.Services.GetRequiredService<ProbeKey>().Text);
        using var answer = await caller.GetAsync("/api/security/whoami");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private sealed class ProbedHost() : ApiHost(new ApiHostOptions
    {
        Settings = new Dictionary<string, string>
        {
            ["Kolosal:Security:TellEveryMilliseconds"] = "50",
            ["Kolosal:Security:Probe:WithinSeconds"] = "180",
        },
    })
    {
        /// <summary>Whether what the doors see is told to nobody.</summary>
        public bool Cut { get; set; }

        protected override void ConfigureWebHost(Microsoft.AspNetCore.Hosting.IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            Microsoft.AspNetCore.TestHost.WebHostBuilderExtensions.ConfigureTestServices(builder, services =>
            {
                var told = services.Last(service => service.ServiceType == typeof(ISecurityWatch));
                services.AddSingleton<ISecurityWatch>(provider =>
                    new Cuttable(this, (ISecurityWatch)told.ImplementationFactory!(provider)));
            });
        }
    }

    private sealed class Cuttable(ProbedHost host, ISecurityWatch watch) : ISecurityWatch
    {
        public void See(SecuritySighting sighting)
        {
            if (!host.Cut) watch.See(sighting);
        }
    }
}
