using Deque.AxeCore.Playwright;
using Kolosal.WebConsole.Support;
using Microsoft.Playwright;

namespace Kolosal.WebConsole.Watching;

[Collection(ConsoleWithRecords.Name)]
public class WatchedPagesTests(WatchedConsole watched)
{
    private const string Model = WatchedConsole.Model;

    [ChromiumFact]
    public async Task An_injected_drift_stands_on_the_drift_page_and_as_a_banner_on_the_model()
    {
        var visit = await watched.Console.VisitAsync();
        await visit.OpenAsync($"drift/{Model}");
        await Visit.SeesAsync(visit.Page.GetByText("The last window drifted"));
        var amount = visit.Page.GetByRole(AriaRole.Row).Filter(
            new() { Has = visit.Page.GetByRole(AriaRole.Rowheader, new() { Name = "amount", Exact = true }) });
        await Visit.SeesAsync(amount.GetByText("Drifted"));
        await CleanAsync(visit);
        await visit.OpenAsync($"registry/{Model}");
        await Visit.SeesAsync(visit.Page.GetByText("is unlike training"));
        await Visit.SeesAsync(visit.Link(watched.Incident));
        await CleanAsync(visit);
    }

    [ChromiumFact]
    public async Task A_breached_objective_shows_its_spent_budget_and_its_burn_rates()
    {
        var visit = await watched.Console.VisitAsync();
        await visit.OpenAsync("slo?status=breached");
        await Visit.SeesAsync(visit.Page.GetByText($"slo_{Model}.fast"));
        await visit.OpenAsync($"slo/{Model}");
        await Visit.SeesAsync(visit.Page.GetByText("Breached"));
        await Visit.SeesAsync(visit.Page.GetByRole(AriaRole.Img, new() { Name = $"Burn rate of slo_{Model}.fast" }));
        await CleanAsync(visit);
    }

    [ChromiumFact]
    public async Task An_incident_is_acknowledged_and_resolved_and_its_history_says_so()
    {
        var visit = await watched.Console.VisitAsync();
        await visit.OpenAsync($"incidents/{watched.Incident}");
        await visit.Button("Acknowledge").ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("Looking at the amounts.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Acknowledge", Exact = true }).ClickAsync();
        await Visit.SeesAsync(visit.Page.GetByText("Looking at the amounts."));
        await Visit.SeesAsync(visit.Page.Locator(".chips").GetByText("Investigating"));
        var incident = await watched.Console.Server.SendAsync(HttpMethod.Get, $"/api/security/incidents/{watched.Incident}");
        Assert.Equal("investigating", incident.GetProperty("status").GetString());
    }

    [ChromiumFact]
    public async Task The_champion_of_a_time_before_the_promotion_was_nobody()
    {
        var visit = await watched.Console.VisitAsync();
        await visit.OpenAsync($"registry/{Model}");
        await Visit.SeesAsync(visit.Page.GetByText("Version 1 was champion"));
        await visit.OpenAsync($"registry/{Model}?at=2020-01-01T00:00:00Z");
        await Visit.SeesAsync(visit.Page.GetByText("No version was champion"));
    }

    [ChromiumFact]
    public async Task Lineage_leads_from_the_file_to_what_serves()
    {
        var visit = await watched.Console.VisitAsync();
        await visit.OpenAsync($"lineage/{watched.Dataset}");
        await Visit.SeesAsync(visit.Page.GetByRole(AriaRole.Img, new() { NameString = "Graph of" }));
        await Visit.SeesAsync(visit.Link($"{Model}:1"));
        await CleanAsync(visit);
    }

    [ChromiumFact]
    public async Task Every_page_of_a_watched_model_keeps_the_rules_of_accessibility()
    {
        var visit = await watched.Console.VisitAsync(dark: true);
        string[] pages = ["fairness", $"fairness/{Model}", $"performance/{Model}", $"traffic/{Model}", "alerts", "cluster", "watching"];
        foreach (string page in pages)
        {
            await visit.OpenAsync(page);
            if (page == "fairness") await Visit.SeesAsync(visit.Page.GetByText("none full yet"));
            await CleanAsync(visit);
        }
        Assert.Empty(visit.Errors);
    }

    private static async Task CleanAsync(Visit visit)
    {
        await visit.SettleAsync();
        var found = await visit.Page.Locator("main").RunAxe();
        Assert.Empty(found.Violations.Select(rule =>
            $"{visit.Page.Url}: {rule.Id} at {string.Join(", ", rule.Nodes.Take(3).Select(node => node.Html))}"));
    }
}
