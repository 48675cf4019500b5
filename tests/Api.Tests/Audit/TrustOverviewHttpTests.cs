using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Audit;

[Collection(ApiCollection.Name)]
public sealed class TrustOverviewHttpTests(ApiHost host)
{
    [Fact]
    public async Task The_overview_counts_what_the_workspace_holds_and_nothing_of_others()
    {
        using var admin = host.As(Role.Admin, "overviewed", "ann");
        using var auditor = host.As(Role.Auditor, "overviewed");
        using var stranger = host.As(Role.Auditor, "not-overviewed");
        var before = await auditor.GetFromJsonAsync<JsonElement>("/api/trust/overview");
        Assert.Equal(0, before.GetProperty("incidents").GetProperty("open").GetInt64());

        await SendAsync(admin, "/api/security/principals", """{"name":"p","roles":["consumer"]}""");

        // Of low severity: a grave one would open an incident by itself.
        await SendAsync(admin, "/api/security/events",
            """{"type":"suspicious_activity","severity":"low","title":"Odd","source":"laptop-7"}""");
        await SendAsync(admin, "/api/security/incidents",
            """{"type":"availability","severity":"sev2","title":"Away","subject":"doors/front"}""");

        var overview = await auditor.GetFromJsonAsync<JsonElement>("/api/trust/overview");
        Assert.Equal(1, overview.GetProperty("access").GetProperty("principals").GetInt64());
        Assert.Equal(1, overview.GetProperty("security_events").GetProperty("by_severity").GetProperty("low").GetInt64());
        Assert.Equal(1, overview.GetProperty("security_events").GetProperty("open").GetInt64());
        Assert.Equal((1, 1), (overview.GetProperty("incidents").GetProperty("open").GetInt64(),
            overview.GetProperty("incidents").GetProperty("by_severity").GetProperty("sev2").GetInt64()));
        Assert.True(overview.GetProperty("audit").GetProperty("entries").GetInt64() >= 3);

        var foreign = await stranger.GetFromJsonAsync<JsonElement>("/api/trust/overview");
        Assert.Equal(0, foreign.GetProperty("access").GetProperty("principals").GetInt64());
    }

    [Fact]
    public async Task What_the_trail_gains_is_sent_as_it_comes_and_only_what_was_asked_for()
    {
        using var admin = host.As(Role.Admin, "followed", "ann");
        using var auditor = host.As(Role.Auditor, "followed");
        using var cancel = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var answer = await auditor.GetAsync(
            "/api/audit/changes?action=principal.,incident.", HttpCompletionOption.ResponseHeadersRead, cancel.Token);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel.Token));

        await SendAsync(admin, "/api/security/api-keys", """{"name":"not asked for","roles":["consumer"]}""");
        await SendAsync(admin, "/api/security/principals", """{"name":"asked-for","roles":["consumer"]}""");

        string? type = null;
        while (await reader.ReadLineAsync(cancel.Token) is { } line && type is null)
            if (line.StartsWith("event: ", StringComparison.Ordinal)) type = line[7..];
        Assert.Equal("principal.register", type);
    }

    private static async Task SendAsync(HttpClient client, string path, string body)
    {
        using var answer = await client.PostAsync(path, ApiHost.Json(body));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
