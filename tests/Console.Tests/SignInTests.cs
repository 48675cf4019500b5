using Kolosal.WebConsole.Support;

namespace Kolosal.WebConsole;

[Collection(ConsoleWithRecords.Name)]
public class SignInTests(WatchedConsole watched)
{
    private ConsoleFixture Console => watched.Console;

    [ChromiumFact]
    public async Task A_key_signs_in_and_signing_out_ends_it()
    {
        var visit = await Console.VisitAsync();
        await visit.Page.GetByLabel("Account").ClickAsync();
        await visit.Button("Sign out").ClickAsync();
        await visit.HeadingAsync("Sign in to Kolosal");
        await visit.Page.GotoAsync(Console.Server.Url("data"));
        await visit.HeadingAsync("Sign in to Kolosal");
        Assert.Empty(visit.Errors);
    }

    [ChromiumFact]
    public async Task A_wrong_key_is_refused_and_the_page_that_was_wanted_follows_the_right_one()
    {
        var visit = await Console.VisitAsync(key: null);
        await visit.Page.GotoAsync(Console.Server.Url("runs"));
        await visit.HeadingAsync("Sign in to Kolosal");
        await visit.Page.GetByLabel("API key").FillAsync("kol_default.admin_wrong");
        await visit.Button("Sign in").ClickAsync();
        await Visit.SeesAsync(visit.Page.GetByText("The key is not valid here"));
        await visit.Page.GetByLabel("API key").FillAsync(ConsoleServer.AdminKey);
        await visit.Button("Sign in").ClickAsync();
        await visit.HeadingAsync("Runs");
        Assert.Empty(visit.Errors);
    }

    [ChromiumFact]
    public async Task A_link_that_nobody_made_signs_nobody_in()
    {
        var visit = await Console.VisitAsync(key: null);
        await visit.Page.GotoAsync(Console.Server.Url("sign-in/link?token=0123"));
        await Visit.SeesAsync(visit.Page.GetByText("This link was used already"));
    }

    [ChromiumFact]
    public async Task The_page_comes_back_by_itself_after_the_server_was_started_again()
    {
        var visit = await Console.VisitAsync();
        await visit.OpenAsync("models");
        await Console.Server.RestartAsync();
        await visit.Page.GetByText("Every model with the version").WaitForAsync();
        await Visit.SeesAsync(visit.Link(WatchedConsole.Model));
        Assert.Equal(Console.Server.Url("models"), visit.Page.Url);
    }
}
