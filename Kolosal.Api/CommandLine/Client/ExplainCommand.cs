using System.CommandLine;
using System.Text.Json;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal explain MODEL</c>: what a model goes by; with a row or a prediction, why it says what it says of that.</summary>
internal static class ExplainCommand
{
    private const string Model = "model_id";

    private static readonly Argument<string> Name = new("model") { Description = "name, name:version or name@alias." };

    private static readonly Option<string?> Row = new("--row") { Description = "A row as JSON: {\"column\": value, …} or [value, …]." };

    private static readonly Option<string?> Prediction = new("--prediction") { Description = "The id of a logged prediction (prd_…)." };

    private static readonly Option<string?> Class = new("--class") { Description = "The class that is explained." };

    public static Command Create() => new ClientCommand(
        "explain", "Says what a model goes by, or why it says what it says of a row or a prediction.", RunAsync, Name, Row, Prediction, Class);

    private static async Task<int> RunAsync(ClientWork work, CancellationToken cancel)
    {
        var body = new Dictionary<string, object?> { [Model] = work.Value(Name) };
        if (work.Value(Class) is { } named) body["class"] = named;
        bool whole = work.Value(Row) is null && work.Value(Prediction) is null;
        if (work.Value(Row) is { } row) body["rows"] = new[] { Read(row) };
        if (work.Value(Prediction) is { } prediction) body["prediction_id"] = prediction;
        var answer = await work.Server.PostAsync(whole ? "/api/explain/global" : "/api/explain/local", body, cancel);
        if (work.Json)
        {
            work.Terminal.Document(answer);
            return 0;
        }
        var result = answer.GetProperty("result");
        if (whole) Tell(work.Terminal, result, "mean_size", "low", "high", "share");
        else Tell(work.Terminal, result.GetProperty("items")[0], "value", "contribution", "low", "high");
        return 0;
    }

    private static JsonElement Read(string row)
    {
        try
        {
            return JsonDocument.Parse(row).RootElement;
        }
        catch (JsonException)
        {
            throw new CommandException(ExitCodes.WrongUsage, "--row is not valid JSON; write {\"column\": value, …} or [value, …].");
        }
    }

    private static void Tell(Terminal terminal, JsonElement explained, params string[] members)
    {
        foreach (var sentence in explained.GetProperty("sentences").EnumerateArray()) terminal.Line(sentence.GetString()!);
        terminal.Line();
        terminal.Table(["column", .. members.Select(member => member.Replace('_', ' '))],
            [.. explained.GetProperty("columns").EnumerateArray().Select(column =>
                (string[])[column.GetProperty("column").GetString()!, .. members.Select(member => Text(column.GetProperty(member)))])]);
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble().ToString("G4", System.Globalization.CultureInfo.InvariantCulture),
        JsonValueKind.Null => "",
        _ => value.ToString(),
    };
}
