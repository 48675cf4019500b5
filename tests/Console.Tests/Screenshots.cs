using Kolosal.WebConsole.Layout;
using Kolosal.WebConsole.Support;

namespace Kolosal.WebConsole;

[Collection(ConsoleWithRecords.Name)]
public class Screenshots(WatchedConsole watched)
{
    private const string Model = WatchedConsole.Model;

    [ScreenshotFact]
    public async Task Every_page_is_drawn_in_both_themes_and_both_widths()
    {
        string run = (await ReadAsync("/api/runs?limit=1")).GetProperty("items")[0].GetProperty("run_id").GetString()!;
        string risk = await MakeAsync("/api/compliance/risks", new { title = "Amounts drift", description = "Loans grow with prices." });
        string set = await MakeAsync("/api/security/events", new { type = "policy_violation", severity = "high", title = "Export at night" });
        await watched.Console.Server.SendAsync(HttpMethod.Post, "/api/compliance/evaluations", new { });
        string[] pages =
        [
            .. Navigation.Groups.SelectMany(group => group.Links).Select(link => link.Href),
            $"data/{watched.Dataset}", $"train?dataset={watched.Dataset}",
            $"runs/{run}", $"models/{Model}", $"models/{Model}/evaluation?version=1", $"models/{Model}/try?version=1", $"models/{Model}/reasons",
            $"drift/{Model}", $"slo/{Model}", $"fairness/{Model}", $"performance/{Model}", $"registry/{Model}", $"traffic/{Model}",
            $"incidents/{watched.Incident}", $"security-events/{set}", $"registers/risks/{risk}", $"lineage/{watched.Dataset}",
            $"golden-sets/new?model={Model}", "access?tab=principals", "access?tab=reviews", "access?tab=secrets", "access?tab=limits",
            "access?tab=sign-ins", "privacy?tab=scan", "privacy?tab=retention", "privacy?tab=disclosures", "privacy?tab=erasures", "audit/1",
            "compliance?status=fail",
        ];
        Directory.CreateDirectory(ScreenshotFactAttribute.Folder!);
        foreach (bool dark in new[] { false, true })
        {
            foreach (int width in new[] { 1280, 390 })
            {
                var visit = await watched.Console.VisitAsync(dark: dark, width: width);
                foreach (string page in pages)
                {
                    await visit.OpenAsync(page);
                    string name = page.Length == 0 ? "start" : string.Concat(page.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
                    await visit.Page.ScreenshotAsync(new()
                    {
                        Path = Path.Combine(ScreenshotFactAttribute.Folder!, $"{name}-{(dark ? "dark" : "light")}-{width}.png"),
                        FullPage = true,
                    });
                }
                await visit.Page.Context.CloseAsync();
            }
        }
    }

    private Task<System.Text.Json.JsonElement> ReadAsync(string path) => watched.Console.Server.SendAsync(HttpMethod.Get, path);

    private async Task<string> MakeAsync(string path, object body) =>
        (await watched.Console.Server.SendAsync(HttpMethod.Post, path, body)).GetProperty("id").GetString()!;
}
