using System.Net;

namespace Kolosal.Api.Tests.Compliance;

/// <summary>The door for people who did not sign in has a limit of its own; what comes in there does not shut the others.</summary>
public sealed class LetterboxTests : IAsyncLifetime
{
    private const int Burst = 3;

    private LimitedHost host = null!;

    public Task InitializeAsync()
    {
        host = new LimitedHost();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task More_than_a_few_concerns_of_one_address_wait_and_a_shut_workspace_takes_none()
    {
        using var nobody = host.Anonymous();
        for (int i = 0; i < Burst; i++)
            Assert.Equal(HttpStatusCode.Accepted, (await RaiseAsync(nobody, "open")).StatusCode);
        using var refused = await RaiseAsync(nobody, "open");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 61);

        // The other doors for strangers stay open, and whoever has a key is no stranger.
        Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync("/openapi/v1.json")).StatusCode);
        using var admin = host.WithKey(ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.NotFound, (await RaiseAsync(admin, "default")).StatusCode);
    }

    private static Task<HttpResponseMessage> RaiseAsync(HttpClient client, string workspace) =>
        client.PostAsync($"/api/concerns/{workspace}", ApiHost.Json("""{"text":"x"}"""));

    private sealed class LimitedHost() : ApiHost(new ApiHostOptions
    {
        Settings = new Dictionary<string, string>
        {
            ["Kolosal:RateLimits:LetterboxPerMinute"] = "1",
            ["Kolosal:RateLimits:LetterboxBurst"] = $"{Burst}",
            ["Kolosal:Concerns:OpenWorkspaces:0"] = "open",
        },
    });
}
