using Kolosal.WebConsole.Support;
using Microsoft.Playwright;

namespace Kolosal.WebConsole.Watching;

[Collection(ConsoleWithRecords.Name)]
public class ModelFormsTests(WatchedConsole watched)
{
    private const string Model = WatchedConsole.Model;

    private ConsoleFixture Console => watched.Console;

    [ChromiumFact]
    public async Task A_golden_set_is_made_of_the_models_data_and_run()
    {
        var visit = await Console.VisitAsync();
        await visit.OpenAsync($"golden-sets/new?model={Model}");
        await visit.Page.GetByLabel("Name").FillAsync("Known loans");
        await visit.Page.GetByLabel("Share that must be right").FillAsync("0.1");
        await visit.Button("Fill from the model's data").ClickAsync();
        await Visit.SeesAsync(visit.Page.GetByText("20 cases"));
        await visit.CleanAsync();
        await visit.Button("Make the set").ClickAsync();
        await visit.HeadingAsync("Known loans");
        await visit.DoAsync("Run");
        await Visit.SeesAsync(visit.Page.GetByText("Last run"));
        await visit.CleanAsync();
        await visit.Link("New version").ClickAsync();
        await Visit.SeesAsync(visit.Page.GetByText("20 cases"));
        var table = visit.Page.Locator("textarea.cases");
        await table.FillAsync(string.Join('\n', (await table.InputValueAsync()).TrimEnd().Split('\n')[..^1]));
        await Visit.SeesAsync(visit.Page.GetByText("19 cases"));
        await visit.Button("Add the version").ClickAsync();
        await visit.HeadingAsync("Known loans");
        await Visit.SeesAsync(visit.Page.GetByRole(AriaRole.Rowheader, new() { Name = "2", Exact = true }));
        Assert.Empty(visit.Errors);
    }

    [ChromiumFact]
    public async Task The_words_of_a_card_are_written_on_its_page()
    {
        var visit = await Console.VisitAsync();
        await visit.OpenAsync($"models/{Model}?version=1");
        await visit.Button("Describe it").ClickAsync();
        await visit.FillAsync(("Intended use", "To rank applications, never to decide alone."));
        await visit.Page.GetByRole(AriaRole.Dialog).GetByLabel("Risk class").SelectOptionAsync("high");
        await visit.ConfirmAsync("Describe it");
        await Visit.SeesAsync(visit.Page.GetByText("To rank applications, never to decide alone."));
        var card = await Console.Server.SendAsync(HttpMethod.Get, $"/api/models/{Model}:1/card");
        Assert.Equal("high", card.GetProperty("words").GetProperty("risk_class").GetString());
        Assert.Empty(visit.Errors);
    }

    [ChromiumFact]
    public async Task Reason_codes_are_kept_and_a_consumer_may_not_write_them()
    {
        var visit = await Console.VisitAsync();
        await visit.OpenAsync($"models/{Model}/reasons");
        await visit.Page.GetByLabel("Code of amount").FillAsync("R01");
        await visit.Page.GetByLabel("Text of amount").FillAsync("The amount is high.");
        await visit.Page.GetByLabel("Answer in the person's favour").SelectOptionAsync("good");
        await visit.Button("Save").ClickAsync();
        await Visit.SeesAsync(visit.Page.GetByText("Saved; 1 inputs have a reason."));
        await visit.CleanAsync();
        var kept = await Console.Server.SendAsync(HttpMethod.Get, $"/api/explain/reasons/{Model}");
        Assert.Equal("R01", kept.GetProperty("declaration").GetProperty("entries")[0].GetProperty("code").GetString());

        var reviewer = await Console.VisitAsync(await Console.Server.KeyAsync("reviewer"));
        await reviewer.OpenAsync($"models/{Model}/reasons");
        await Assertions.Expect(reviewer.Page.GetByLabel("Code of amount")).ToBeDisabledAsync();
        Assert.Equal(0, await reviewer.Button("Save").CountAsync());
        Assert.Empty(visit.Errors);
    }

    [ChromiumFact]
    public async Task A_rotation_is_set_and_somebody_stands_in()
    {
        var visit = await Console.VisitAsync();
        await visit.OpenAsync("incidents");
        await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Set a rotation|Change the rotation") }).ClickAsync();
        await visit.FillAsync(("Who, in turn", "ana, budi"), ("The first shift starts", "2026-01-05T08:00"));
        await visit.Page.GetByRole(AriaRole.Dialog).Locator("button.mud-button-filled").ClickAsync();
        await Visit.SeesAsync(visit.Page.GetByText("On call now:"));
        await visit.Button("Stand in").ClickAsync();
        await visit.FillAsync(("Who", "citra"), ("From", "2026-01-01T00:00"), ("Until", "2099-01-01T00:00"));
        await visit.ConfirmAsync("Stand in");
        await Visit.SeesAsync(visit.Page.GetByText("citra stands in from"));
        await visit.CleanAsync();
        Assert.Empty(visit.Errors);
    }

    [ChromiumFact]
    public async Task Which_answers_a_person_looks_at_is_set_beside_the_traffic()
    {
        var visit = await Console.VisitAsync();
        await visit.OpenAsync($"traffic/{Model}");
        await visit.Button("Refer to a person").ClickAsync();
        await visit.FillAsync(("Below this confidence", "0.6"), ("Decided within minutes", "60"));
        await visit.ConfirmAsync("Refer to a person");
        await Visit.SeesAsync(visit.Page.GetByText("decided within 1 h 0 min"));
        var plan = await Console.Server.SendAsync(HttpMethod.Get, $"/api/models/{Model}/referrals");
        Assert.Equal(0.6, plan.GetProperty("referrals").GetProperty("min_confidence").GetDouble());
        Assert.Empty(visit.Errors);
    }
}
