using Kolosal.WebConsole.Layout;
using Kolosal.WebConsole.Support;
using Microsoft.Playwright;

namespace Kolosal.WebConsole.Watching;

[Collection(EmptyConsole.Name)]
public class EmptyWatchingTests(ConsoleFixture console)
{
    [ChromiumFact]
    public async Task Pages_without_records_say_what_to_do()
    {
        var visit = await console.VisitAsync();
        foreach (var (page, text) in new[]
        {
            ("watching", "No model is registered yet"), ("slo", "No objective here"), ("drift", "No model is watched for drift yet"),
            ("fairness", "No model is watched for fairness yet"), ("performance", "No outcomes yet"), ("incidents", "No incident here"),
            ("alerts", "Nothing fires"), ("registry", "No model here"), ("traffic", "No model serves"), ("lineage", "No dataset yet"),
            ("golden-sets", "No golden set yet"), ("regression-tests", "No test here"), ("referrals", "Nothing waits here"),
            // What is refused is an event of its own, so another test may have made one; nobody has judged any.
            ("security-events?status=false_positive", "No security event here"), ("privacy", "Nothing is classified yet"),
            ("access?tab=reviews", "No review yet"), ("privacy?tab=disclosures", "No rows have left"),
            ("compliance/evidence", "No evidence here"), ("registers?tab=waivers", "Nothing in this register"), ("backups", "No backup yet"),
        })
        {
            await visit.OpenAsync(page);
            await Visit.SeesAsync(visit.Page.GetByText(text));
        }
        await visit.OpenAsync("chaos");
        await Visit.SeesAsync(visit.Page.GetByText(new System.Text.RegularExpressions.Regex("No chaos test yet|This server injects no faults")));
        Assert.Empty(visit.Errors);
    }

    [ChromiumFact]
    public async Task An_auditor_reads_registers_and_evidence_and_writes_neither()
    {
        var visit = await console.VisitAsync(await console.Server.KeyAsync("auditor"));
        await visit.OpenAsync("registers?tab=waivers");
        await Visit.SeesAsync(visit.Page.GetByText("Nothing in this register"));
        Assert.Equal(0, await visit.Button("New waiver").CountAsync());
        await visit.OpenAsync("compliance/evidence");
        await Visit.SeesAsync(visit.Page.GetByText("No evidence here"));
        Assert.Equal(0, await visit.Page.GetByText("Hand in evidence").CountAsync());
        await visit.OpenAsync("golden-sets");
        await Visit.SeesAsync(visit.Page.GetByText("No golden set yet"));
        Assert.Equal(0, await visit.Link("New set").CountAsync());
        Assert.Empty(visit.Errors);
    }

    [ChromiumFact]
    public async Task An_operator_is_shown_the_installation_and_no_workspaces_work()
    {
        var visit = await console.VisitAsync(ConsoleServer.OperatorKey);
        foreach (string page in new[] { "Cluster", "Backups", "Chaos tests" }) await Visit.SeesAsync(visit.Link(page).First);
        foreach (string page in new[] { "Data", "Models", "Incidents", "Registers" }) Assert.Equal(0, await visit.Link(page).CountAsync());
        Assert.Equal(0, await visit.Page.GetByRole(AriaRole.Alert).CountAsync());
        await visit.OpenAsync("registers");
        await Visit.SeesAsync(visit.Page.GetByRole(AriaRole.Alert).First);
        Assert.Contains("access.", await visit.Page.GetByRole(AriaRole.Alert).First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(visit.Errors);
    }

    [ChromiumFact]
    public async Task A_consumer_is_shown_no_page_that_watches_and_is_refused_with_code_and_trace()
    {
        var visit = await console.VisitAsync(await console.Server.KeyAsync("consumer"));
        await Visit.SeesAsync(visit.Link("Start"));
        foreach (var link in Navigation.Groups.Where(group => group.Title is "Watching" or "Trust").SelectMany(group => group.Links))
            Assert.False(await visit.Link(link.Title).IsVisibleAsync(), link.Title);
        await visit.OpenAsync("incidents");
        var problem = visit.Page.GetByRole(AriaRole.Alert).First;
        await Visit.SeesAsync(problem);
        Assert.Contains("access.", await problem.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("trace", await problem.InnerTextAsync(), StringComparison.Ordinal);
        Assert.False(await visit.Button("Report an incident").IsVisibleAsync());
    }
}
