using Kolosal.Testing;
using Kolosal.WebConsole.Layout;
using Kolosal.WebConsole.Support;

namespace Kolosal.WebConsole;

[Collection(EmptyConsole.Name)]
public class PagesTests(ConsoleFixture console)
{
    private static readonly IEnumerable<string> Pages = Navigation.Groups.SelectMany(group => group.Links).Select(link => link.Href);

    [ChromiumFact]
    public Task Every_page_keeps_the_rules_of_accessibility_in_light() => HoldsAsync(dark: false);

    [ChromiumFact]
    public Task Every_page_keeps_the_rules_of_accessibility_in_dark() => HoldsAsync(dark: true);

    [ChromiumFact]
    public async Task A_page_is_no_wider_than_a_telephone()
    {
        var visit = await console.VisitAsync(width: 390);
        var wide = new List<string>();
        foreach (string page in Pages)
        {
            await visit.OpenAsync(page);
            int width = await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            if (width > 390) wide.Add($"{page}: {width}");
        }
        Assert.Empty(wide);
    }

    [ChromiumFact]
    public async Task The_navigation_shows_what_a_role_may_read_and_no_more()
    {
        var consumer = await console.VisitAsync(await console.Server.KeyAsync("consumer"));
        await Visit.SeesAsync(consumer.Link("Start"));
        Assert.False(await consumer.Link("Train").IsVisibleAsync());
        var trainer = await console.VisitAsync(await console.Server.KeyAsync("trainer"));
        await Visit.SeesAsync(trainer.Link("Train"));
    }

    [ChromiumFact]
    public async Task Control_K_finds_a_page_by_its_name_and_the_keyboard_opens_it()
    {
        var visit = await console.VisitAsync();
        var box = visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Combobox);

        // The page listens to keys once its circuit stands; what is pressed before that is lost, as it is for a person.
        await Eventually.HoldsAsync(async () =>
        {
            if (!await box.IsVisibleAsync()) await visit.Page.Keyboard.PressAsync("Control+k");
            return await box.IsVisibleAsync();
        });
        await box.FillAsync("Runs");
        await Visit.SeesAsync(visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Option, new() { Name = "Runs" }));
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.HeadingAsync("Runs");
        Assert.Empty(visit.Errors);
    }

    private async Task HoldsAsync(bool dark)
    {
        var visit = await console.VisitAsync(dark: dark);
        var broken = new List<string>();
        foreach (string page in Pages)
        {
            await visit.OpenAsync(page);
            broken.AddRange(await visit.BrokenRulesAsync());
        }
        Assert.True(broken.Count == 0, string.Join('\n', broken));
        Assert.Empty(visit.Errors);
    }
}
