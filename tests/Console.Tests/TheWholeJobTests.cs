using Kolosal.Testing;
using Kolosal.WebConsole.Support;
using Microsoft.Playwright;

namespace Kolosal.WebConsole;

[Collection(ConsoleWithRecords.Name)]
public class TheWholeJobTests(WatchedConsole watched)
{
    private const string Model = "loans";

    private ConsoleFixture Console => watched.Console;

    [ChromiumFact]
    public async Task German_credit_becomes_a_served_model_by_mouse_and_keyboard()
    {
        var author = await Console.VisitAsync(await Console.Server.KeyAsync("trainer"));
        var owner = await Console.VisitAsync(await Console.Server.KeyAsync("data_owner"));
        string dataset = await DescribeAsync(owner);

        await TrainAsync(author, dataset, "3");
        await Visit.SeesAsync(author.Link("Open the model"));
        await Visit.SeesAsync(author.Page.GetByText("Convergence"));
        await CleanAsync(author);
        await author.Link("Open the model").ClickAsync();
        await author.HeadingAsync(Model);
        await CleanAsync(author);

        var approver = await Console.VisitAsync();
        await approver.OpenAsync($"models/{Model}?version=1");
        await approver.Button("Validate").ClickAsync();
        await Visit.SeesAsync(approver.Page.GetByText("passed its validation"));
        await approver.Page.GetByLabel("Reason for the promotion").FillAsync("Beats the baseline on held-out rows.");
        await approver.Page.Keyboard.PressAsync("Tab");
        await approver.Button("Promote to active").ClickAsync();
        await Visit.SeesAsync(approver.Page.GetByText($"{Model}:1 serves."));

        await approver.OpenAsync($"models/{Model}/evaluation?version=1");
        await Visit.SeesAsync(approver.Page.GetByRole(AriaRole.Img, new() { Name = "ROC" }));
        await CleanAsync(approver);
        await AskAsync(approver);

        await CompareAsync(author, dataset);
        await CancelAsync(author, dataset);
        Assert.Empty(author.Errors.Concat(owner.Errors).Concat(approver.Errors));
    }

    // Uploads, puts a type and two roles right, and sees that they stand after the page was left.
    private async Task<string> DescribeAsync(Visit owner)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("kolosal-upload-").FullName, "loans.csv");
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(SharedFolders.Repository, "Kolosal.Silo", "Samples", "german_credit.csv"));
        await File.WriteAllLinesAsync(file, lines[..^1]);
        await owner.OpenAsync("data");
        await owner.Page.Locator("input[type=file]").SetInputFilesAsync(file);
        await Visit.SeesAsync(owner.Page.GetByText("Quality by dimension"));
        string dataset = owner.Page.Url.Split('/')[^1];
        await owner.Page.GetByLabel("Role of risk").SelectOptionAsync("target");
        await Visit.SeesAsync(owner.Page.Locator(".figures dd", new() { HasTextString = "risk" }));
        await owner.Page.GetByLabel("Role of telephone").SelectOptionAsync("ignored");
        await owner.Page.GetByLabel("Type of existing_credits").SelectOptionAsync("categorical");

        // The page says nothing of what it has stored: what it shows is what stands.
        await Eventually.HoldsAsync(async () => (await Console.Server.SendAsync(HttpMethod.Get, $"/api/data/{dataset}")).GetProperty("columns")
            .EnumerateArray().Any(column => column.GetProperty("name").GetString() == "existing_credits"
                && column.GetProperty("type").GetString() == "categorical"));
        await owner.OpenAsync($"data/{dataset}");
        await Assertions.Expect(owner.Page.GetByLabel("Role of telephone")).ToHaveValueAsync("ignored");
        await Assertions.Expect(owner.Page.GetByLabel("Type of existing_credits")).ToHaveValueAsync("categorical");
        Assert.Equal(0, await owner.Page.GetByRole(AriaRole.Alert).CountAsync());
        await CleanAsync(owner);
        File.Delete(file);
        return dataset;
    }

    private static async Task TrainAsync(Visit author, string dataset, string trials)
    {
        await author.OpenAsync($"train?dataset={dataset}");
        await author.Page.GetByLabel("Model name").FillAsync(Model);
        await author.Page.GetByLabel("Trials at most").FillAsync(trials);
        await author.Page.GetByLabel("Folds").FillAsync("2");
        await author.Button("Start training").ClickAsync();
    }

    // The answer, what it rests on, what would change it, and another answer to another case.
    private static async Task AskAsync(Visit visit)
    {
        await visit.OpenAsync($"models/{Model}/try?version=1");
        await visit.Button("Ask the model").ClickAsync();
        await Visit.SeesAsync(visit.Page.Locator("#answer"));
        Assert.Contains(await visit.Page.Locator("#answer").InnerTextAsync(), new[] { "good", "bad" });
        await Visit.SeesAsync(visit.Page.GetByText("What the answer rests on"));
        await Visit.SeesAsync(visit.Page.GetByText("What would change it"));
        await CleanAsync(visit);
        var duration = visit.Page.GetByLabel("duration_months, slider");
        await duration.FillAsync("72");
        await visit.Button("Ask the model").ClickAsync();
        await Visit.SeesAsync(visit.Page.GetByText("Asked before"));
        var shown = await visit.Page.Locator(".figures dd").AllInnerTextsAsync();
        Assert.NotEqual(shown[1], shown[2]);
    }

    private static async Task CompareAsync(Visit author, string dataset)
    {
        await TrainAsync(author, dataset, "1");
        await Visit.SeesAsync(author.Link("Open the model"));
        await author.OpenAsync($"models/{Model}/compare");
        await Visit.SeesAsync(author.Page.GetByRole(AriaRole.Columnheader, new() { Name = $"{Model}:1" }));
        await Visit.SeesAsync(author.Page.GetByRole(AriaRole.Columnheader, new() { Name = $"{Model}:2" }));
        await Visit.SeesAsync(author.Page.GetByRole(AriaRole.Img, new() { Name = "ROC by version" }));
        await CleanAsync(author);
    }

    private static async Task CancelAsync(Visit author, string dataset)
    {
        await TrainAsync(author, dataset, "500");
        await author.Button("Cancel").ClickAsync();
        await Visit.SeesAsync(author.Page.Locator(".figures").GetByText("Cancelled"));
        Assert.Equal(0, await author.Button("Cancel").CountAsync());
        await CleanAsync(author);
    }

    private static async Task CleanAsync(Visit visit)
    {
        await visit.SettleAsync();
        string broken = string.Join('\n', await visit.BrokenRulesAsync());
        Assert.True(broken.Length == 0, broken);
    }
}
