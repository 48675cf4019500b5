using Kolosal.WebConsole.Support;

namespace Kolosal.WebConsole;

[Collection(ConsoleWithRecords.Name)]
public class WorkspaceTests(WatchedConsole watched)
{
    private ConsoleFixture Console => watched.Console;

    [ChromiumFact]
    public async Task A_person_with_keys_of_two_workspaces_changes_between_them_in_one_session()
    {
        string other = await Console.Server.KeyOfWorkspaceAsync("branch");
        var visit = await Console.VisitAsync();
        await AccountAsync(visit);
        await visit.Page.GetByText("Another workspace").ClickAsync();
        await visit.Page.GetByLabel("API key of that workspace").FillAsync(other);
        await visit.Button("Add it").ClickAsync();
        await Visit.SeesAsync(visit.Page.Locator(".workspace", new() { HasTextString = "branch" }));
        await visit.OpenAsync("models");
        await Visit.SeesAsync(visit.Page.GetByText("No model yet"));

        await AccountAsync(visit);
        await visit.Button("Change to default").ClickAsync();
        await Visit.SeesAsync(visit.Page.Locator(".workspace", new() { HasTextString = "default" }));
        await visit.OpenAsync("models");
        await Visit.SeesAsync(visit.Link(WatchedConsole.Model));
        Assert.Empty(visit.Errors);
    }

    [ChromiumFact]
    public async Task A_workspace_whose_key_was_revoked_meanwhile_does_not_open_again()
    {
        string other = await Console.Server.KeyOfWorkspaceAsync("closed");
        var visit = await Console.VisitAsync(other);
        await AccountAsync(visit);
        await visit.Page.GetByText("Another workspace").ClickAsync();
        await visit.Page.GetByLabel("API key of that workspace").FillAsync(ConsoleServer.AdminKey);
        await visit.Button("Add it").ClickAsync();
        await Visit.SeesAsync(visit.Page.Locator(".workspace", new() { HasTextString = "default" }));
        var keys = await Console.Server.SendAsync(HttpMethod.Get, "/api/security/api-keys", key: other);
        foreach (var key in keys.GetProperty("items").EnumerateArray())
            await Console.Server.DeleteAsync($"/api/security/api-keys/{key.GetProperty("id").GetString()}", other);
        await AccountAsync(visit);
        await visit.Button("Change to closed").ClickAsync();
        await Visit.SeesAsync(visit.Page.GetByText("The other workspace does not open any more"));
        await Visit.SeesAsync(visit.Page.Locator(".workspace", new() { HasTextString = "default" }));
    }

    private static Task AccountAsync(Visit visit) => visit.Page.GetByLabel("Account").ClickAsync();
}
