using System.Net;
using Kolosal.Access;

namespace Kolosal.Api.Tests;

public sealed class DashboardTests
{
    [Theory, InlineData(true, HttpStatusCode.OK), InlineData(false, HttpStatusCode.NotFound)]
    public async Task The_dashboard_is_there_when_asked_for_and_for_operators(bool enabled, HttpStatusCode expected)
    {
        using var host = new OwnHost(enabled);
        Assert.Equal(expected, (await host.WithKey(ApiHost.OperatorKey).GetAsync("/dashboard/")).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await host.As(Role.Admin).GetAsync("/dashboard/")).StatusCode);
    }

    private sealed class OwnHost(bool enabled) : ApiHost(new ApiHostOptions
    {
        Settings = new Dictionary<string, string> { ["Kolosal:Dashboard:Enabled"] = enabled ? "true" : "false" },
    });
}
