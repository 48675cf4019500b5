using System.Text.Json;
using Kolosal.Testing;
using Kolosal.WebConsole.Support;

namespace Kolosal.WebConsole;

[Collection(ConsoleWithRecords.Name)]
public class DatasetSchemaTests(WatchedConsole watched)
{
    // In one breath, as no hand could: before the page has heard of the first it has all of them.
    private const string Choose = """
        choices => {
            for (const [label, value] of choices) {
                const list = document.querySelector(`select[aria-label="${label}"]`);
                list.value = value;
                list.dispatchEvent(new Event('change', { bubbles: true }));
            }
        }
        """;

    private ConsoleFixture Console => watched.Console;

    [ChromiumFact]
    public async Task What_is_chosen_faster_than_it_is_stored_is_stored()
    {
        var (owner, dataset) = await UploadAsync();
        string[][] choices = [["Type of a", "categorical"], ["Role of b", "ignored"], ["Role of y", "target"], ["Type of c", "categorical"]];
        await owner.Page.EvaluateAsync(Choose, choices);
        await StoredAsync(dataset, "c", "type", "categorical");
        Assert.Equal(("categorical", "ignored", "target"), (await ReadAsync(dataset, "a", "type"), await ReadAsync(dataset, "b", "role"),
            await ReadAsync(dataset, "y", "role")));
        await owner.OpenAsync($"data/{dataset}");
        foreach (string[] choice in choices)
            Assert.Equal(choice[1], await owner.Page.GetByLabel(choice[0], new() { Exact = true }).InputValueAsync());
        Assert.Empty(owner.Errors);
    }

    [ChromiumFact]
    public async Task What_was_chosen_is_stored_when_the_page_is_left_at_once()
    {
        var (owner, dataset) = await UploadAsync();
        await owner.Page.EvaluateAsync($"choices => {{ ({Choose})(choices); document.querySelector('a[href$=\"data\"]').click(); }}",
            (string[][])[["Type of a", "categorical"], ["Role of b", "ignored"], ["Type of c", "categorical"]]);
        await owner.HeadingAsync("Data");
        await StoredAsync(dataset, "c", "type", "categorical");
        Assert.Equal(("categorical", "ignored"), (await ReadAsync(dataset, "a", "type"), await ReadAsync(dataset, "b", "role")));

        // The person's session has gone on: the page that came answers.
        await owner.Page.Locator($"a[href*='{dataset}']").First.ClickAsync();
        await Visit.SeesAsync(owner.Page.GetByText("Quality by dimension"));
        Assert.Empty(owner.Errors);
    }

    [ChromiumFact]
    public async Task A_choice_that_is_refused_gives_way_to_what_is_stored()
    {
        var (owner, dataset) = await UploadAsync();
        await Console.Server.SendAsync(HttpMethod.Put, $"/api/data/{dataset}/schema", new { target = "y" });
        await owner.Page.EvaluateAsync(Choose, (string[][])[["Type of a", "categorical"], ["Type of c", "categorical"]]);
        await Visit.SeesAsync(owner.Page.GetByText("Changed meanwhile"));
        foreach (string column in (string[])["a", "c"])
        {
            var list = owner.Page.GetByLabel($"Type of {column}", new() { Exact = true });
            await Microsoft.Playwright.Assertions.Expect(list).ToHaveValueAsync("numeric", new() { Timeout = Visit.Patience });
            Assert.Equal("numeric", await ReadAsync(dataset, column, "type"));
        }
    }

    private async Task<(Visit Owner, string Dataset)> UploadAsync()
    {
        var owner = await Console.VisitAsync(await Console.Server.KeyAsync("data_owner"));
        string file = Path.Combine(Directory.CreateTempSubdirectory("kolosal-upload-").FullName, "quick.csv");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 60).Select(i => $"{i},{i % 7},{i * i},{(i % 2 == 0 ? "no" : "yes")}")
            .Prepend("a,b,c,y"));
        await owner.OpenAsync("data");
        await owner.Page.Locator("input[type=file]").SetInputFilesAsync(file);
        await Visit.SeesAsync(owner.Page.GetByText("Quality by dimension"));
        File.Delete(file);
        return (owner, owner.Page.Url.Split('/')[^1]);
    }

    private Task StoredAsync(string dataset, string column, string member, string value) =>
        Eventually.EqualsAsync(value, () => ReadAsync(dataset, column, member));

    private async Task<string> ReadAsync(string dataset, string column, string member)
    {
        JsonElement read = await Console.Server.SendAsync(HttpMethod.Get, $"/api/data/{dataset}");
        return read.GetProperty("columns").EnumerateArray().Single(one => one.GetProperty("name").GetString() == column)
            .GetProperty(member).GetString()!;
    }
}
