using System.Text.Json;
using Kolosal.Testing;
using Kolosal.WebConsole.Support;

namespace Kolosal.WebConsole.Contract;

[Collection(ConsoleWithRecords.Name)]
public class OpenAnswersTests(WatchedConsole watched)
{
    private static readonly ApiDocument Api = ApiDocument.Read();

    private int _asked;

    private ConsoleServer Server => watched.Console.Server;

    [ChromiumFact]
    public async Task What_pages_read_of_open_answers_stands_in_real_ones()
    {
        await Server.SendAsync(HttpMethod.Post, "/api/compliance/evaluations", new { });
        var answers = new List<JsonElement> { await Server.SendAsync(HttpMethod.Get, "/api/compliance/report") };
        answers.Add(await Server.SendAsync(HttpMethod.Get, $"/api/audit/events?model={WatchedConsole.Model}&limit=50"));
        answers.Add(await Server.SendAsync(HttpMethod.Get, $"/api/audit/proof/{await PredictionAsync()}"));
        Assert.Empty(
            from file in PageSource.All
            where OpenAnswers.Concern(file)
            from path in PageContractTests.Unknown(file)
            where !answers.Any(answer => Has(answer, path.Split('.')))
            select $"{file.File}: {path}");
    }

    [ChromiumFact]
    public async Task Every_column_that_sorts_and_every_filter_is_one_of_its_list()
    {
        var refused = new List<string>();
        _asked = 0;
        foreach (var file in PageSource.All)
        {
            foreach (var table in RazorTag.All(file.Text, "ServerTable"))
            {
                if (file.Address(table["Path"]) is not { } address) continue;
                string path = address.TrimEnd('*');
                string[] routes = [.. Api.Routes(path.Contains('*') ? address : path).Where(route => !route.Contains('{'))];
                string columns = table["Columns"]?.TrimStart('@') ?? "";
                foreach (string route in routes)
                {
                    foreach (string sort in file.Sorts(columns)) await AskAsync(refused, $"{route}?limit=1&sort=-{sort}");
                    if (table["Path"]!.Contains("_query", StringComparison.Ordinal))
                        foreach (var (name, value) in file.FilterValues()) await AskAsync(refused, $"{route}?limit=1&{name}={value}");
                    if (table["Search"] is { } search) await AskAsync(refused, $"{route}?limit=1&{search}=a");
                }
            }
        }
        Assert.Empty(refused);
        Assert.True(_asked > 40, $"Only {_asked} lists were asked.");
    }

    private async Task AskAsync(List<string> refused, string address)
    {
        try
        {
            _asked++;
            await Server.SendAsync(HttpMethod.Get, address);
        }
        catch (InvalidOperationException problem)
        {
            refused.Add($"{address}: {problem.Message}");
        }
    }

    // A receipt needs the batch of its prediction in the chain, which follows the answer.
    private async Task<string> PredictionAsync()
    {
        var list = await Server.SendAsync(HttpMethod.Get, $"/api/data/{watched.Dataset}/preview?rows=1");
        string[] columns = [.. list.GetProperty("columns").EnumerateArray().Select(name => name.GetString()!)];
        var row = columns.Zip(list.GetProperty("rows")[0].EnumerateArray()).Where(cell => cell.First != "risk").ToDictionary(cell => cell.First,
            cell => cell.Second);
        var answer = await Server.SendAsync(HttpMethod.Post, "/api/predict", new { model_id = WatchedConsole.Model, rows = new[] { row } });
        string id = answer.GetProperty("predictions")[0].GetProperty("prediction_id").GetString()!;
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                await Server.SendAsync(HttpMethod.Get, $"/api/audit/proof/{id}");
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        });
        return id;
    }

    private static bool Has(JsonElement answer, ReadOnlySpan<string> path)
    {
        if (path.Length == 0) return true;
        switch (answer.ValueKind)
        {
            case JsonValueKind.Object:
                if (answer.TryGetProperty(path[0], out var member) && Stands(member, path[1..])) return true;
                foreach (var below in answer.EnumerateObject())
                    if (Has(below.Value, path)) return true;
                return false;
            case JsonValueKind.Array:
                foreach (var below in answer.EnumerateArray())
                    if (Has(below, path)) return true;
                return false;
            default:
                return false;
        }
    }

    private static bool Stands(JsonElement member, ReadOnlySpan<string> path) =>
        path.Length == 0 || (member.ValueKind == JsonValueKind.Object && member.TryGetProperty(path[0], out var next) && Stands(next, path[1..]));
}
