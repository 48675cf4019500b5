using Kolosal.WebConsole.Support;
using Microsoft.Playwright;

namespace Kolosal.WebConsole.Trust;

[Collection(ConsoleWithRecords.Name)]
public class RegisterPagesTests(WatchedConsole watched)
{
    private ConsoleFixture Console => watched.Console;

    [ChromiumFact]
    public async Task A_waiver_is_written_by_one_person_and_approved_by_another()
    {
        var author = await Console.VisitAsync();
        await author.OpenAsync("registers?tab=waivers");
        await author.Button("New waiver").ClickAsync();
        await author.FillAsync(("Title", "Bias scan is late"), ("Control or query", "Q-DATA-QUALITY"), ("Owner of the control", "somebody-else"),
            ("Reason", "The new scanner is being installed."), ("Until", DateTime.UtcNow.AddDays(30).ToString("yyyy-MM-dd'T'HH:mm")));
        await author.ConfirmAsync("New waiver");
        await author.HeadingAsync("Bias scan is late");
        await author.CleanAsync();
        await author.Button("Edit").ClickAsync();
        await author.FillAsync(("Reason", "The new scanner arrives next week."));
        await author.ConfirmAsync("Edit");
        await Visit.SeesAsync(author.Page.GetByText("The new scanner arrives next week."));
        await author.DoAsync("Ask for review");
        await Visit.SeesAsync(author.Page.Locator(".chips").GetByText("In review"));

        var reviewer = await Console.VisitAsync(await Console.Server.KeyAsync("reviewer"));
        await reviewer.OpenAsync(author.Page.Url.Split("/console/")[1]);
        Assert.Equal(0, await reviewer.Button("Edit").CountAsync());
        await reviewer.DoAsync("Approve");
        await Visit.SeesAsync(reviewer.Page.Locator(".chips").GetByText("Approved"));
        Assert.Empty(author.Errors.Concat(reviewer.Errors));
    }

    [ChromiumFact]
    public async Task Who_changes_what_somebody_else_changed_meanwhile_is_told_by_whom_and_offered_what_stands()
    {
        var made = await Console.Server.SendAsync(HttpMethod.Post, "/api/compliance/suppliers", new { title = "Bureau", items = new[] { "scores" } });
        string id = made.GetProperty("id").GetString()!;
        var visit = await Console.VisitAsync();
        await visit.OpenAsync($"registers/suppliers/{id}");
        await visit.Button("Edit").ClickAsync();
        await Console.Server.SendAsync(HttpMethod.Patch, $"/api/compliance/suppliers/{id}", new { location = "Jakarta" });
        await visit.FillAsync(("Location", "Bandung"));
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await Visit.SeesAsync(visit.Page.GetByText("Changed meanwhile by key_admin"));
        await visit.Button("Reload").ClickAsync();
        await Visit.SeesAsync(visit.Page.GetByText("Jakarta"));
        Assert.Empty(visit.Errors);
    }

    [ChromiumFact]
    public async Task Every_register_and_its_form_keep_the_rules_of_accessibility()
    {
        var visit = await Console.VisitAsync(dark: true);
        foreach (var form in Pages.Trust.Registers.RegisterForms.All)
        {
            await visit.OpenAsync($"registers?tab={form.Path}");
            await visit.CleanAsync();
        }
        await visit.OpenAsync("registers?tab=risks");
        await visit.Button("New risk").ClickAsync();
        await Visit.SeesAsync(visit.Page.GetByRole(AriaRole.Dialog).GetByLabel("Likelihood", new() { Exact = false }));
        await visit.CleanAsync();
        Assert.Empty(visit.Errors);
    }

    [ChromiumFact]
    public async Task Evidence_is_handed_in_reviewed_and_approved_by_others()
    {
        var author = await Console.VisitAsync();
        await author.OpenAsync("compliance/evidence");
        await author.Page.GetByText("Hand in evidence").ClickAsync();
        await author.Page.Locator("#evidence-file").SetInputFilesAsync(
            new FilePayload { Name = "policy.md", MimeType = "text/markdown", Buffer = "# Policy\nModels are watched."u8.ToArray() });
        await author.Page.Locator("#evidence-title").FillAsync("Policy of watching");
        await author.Page.Locator("#evidence-controls").FillAsync("iso42001/A.2.2");
        await author.Button("Hand in").ClickAsync();
        await author.HeadingAsync("Policy of watching");
        await author.CleanAsync();
        string page = author.Page.Url.Split("/console/")[1];

        var first = await Console.VisitAsync(await Console.Server.KeyAsync("reviewer"));
        await first.OpenAsync(page);
        await first.DoAsync("Reviewed");
        var second = await Console.VisitAsync(await Console.Server.KeyAsync("reviewer"));
        await second.OpenAsync(page);
        await second.DoAsync("Approved");
        await Visit.SeesAsync(second.Page.Locator(".chips").GetByText("Approved"));
        Assert.Empty(author.Errors.Concat(first.Errors).Concat(second.Errors));
    }
}
