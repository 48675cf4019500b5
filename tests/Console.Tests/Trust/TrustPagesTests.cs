using Kolosal.WebConsole.Support;
using Microsoft.Playwright;

namespace Kolosal.WebConsole.Trust;

[Collection(ConsoleWithRecords.Name)]
public class TrustPagesTests(WatchedConsole watched)
{
    private ConsoleFixture Console => watched.Console;

    [ChromiumFact]
    public async Task The_overview_shows_what_the_system_answers()
    {
        var chain = await Console.Server.SendAsync(HttpMethod.Get, "/api/audit/verify");
        Assert.True(chain.GetProperty("valid").GetBoolean());
        var visit = await Console.VisitAsync();
        await visit.OpenAsync("trust");
        await Visit.SeesAsync(visit.Page.GetByRole(AriaRole.Link, new() { NameString = "Audit chain verified" }));
        var status = await Console.Server.SendAsync(HttpMethod.Get, "/api/security/status");
        await Visit.SeesAsync(visit.Page.GetByRole(AriaRole.Link, new() { NameString = $"API keys {status.GetProperty("api_keys").GetRawText()}" }));
    }

    [ChromiumFact]
    public async Task A_security_event_goes_through_its_workflow_and_filters_stand_in_the_address()
    {
        var made = await Console.Server.SendAsync(HttpMethod.Post, "/api/security/events",
            new { type = "policy_violation", severity = "medium", title = "Export outside office hours" });
        string id = made.GetProperty("id").GetString()!;
        var visit = await Console.VisitAsync();
        await visit.OpenAsync("security-events");
        await visit.Page.GetByLabel("Status").First.SelectOptionAsync("open");
        await Visit.SeesAsync(visit.Link(id));
        await Assertions.Expect(visit.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("status=open"), new() { Timeout = 60_000 });
        await visit.Link(id).ClickAsync();
        foreach (string step in new[] { "Investigate", "Resolve", "Reopen" })
        {
            await visit.Button(step).ClickAsync();
            await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = step, Exact = true }).ClickAsync();
            await Assertions.Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        }
        await Visit.SeesAsync(visit.Page.Locator(".chips").GetByText("Open"));
        await visit.OpenAsync($"security-events?status=false_positive");
        await Visit.SeesAsync(visit.Page.GetByText("No security event here"));
        Assert.Empty(visit.Errors);
    }

    [ChromiumFact]
    public async Task An_entry_of_the_audit_trail_shows_its_proof()
    {
        await Console.Server.KeyAsync("auditor");
        var visit = await Console.VisitAsync();
        await visit.OpenAsync("audit");
        await Visit.SeesAsync(visit.Page.GetByText("Verified now:"));
        await visit.Page.GetByRole(AriaRole.Row).Nth(1).GetByRole(AriaRole.Link).First.ClickAsync();
        await Visit.SeesAsync(visit.Page.GetByText("Proof that it is in the chain"));
    }

    [ChromiumFact]
    public async Task A_new_key_is_shown_once()
    {
        var visit = await Console.VisitAsync();
        await visit.OpenAsync("access");
        await visit.Button("New key").ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("Nightly report");
        await dialog.GetByLabel("Roles").FillAsync("auditor");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "New key", Exact = true }).ClickAsync();
        await Visit.SeesAsync(visit.Page.Locator(".secret"));
        Assert.StartsWith("kol_", await visit.Page.Locator(".secret").InnerTextAsync(), StringComparison.Ordinal);
        await visit.OpenAsync("access");
        await Visit.SeesAsync(visit.Page.GetByText("Nightly report"));
        Assert.Equal(0, await visit.Page.Locator(".secret").CountAsync());
    }
}
