using System.CommandLine;
using System.Text.Json;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal cluster | anomaly | forecast FILE</c>: an analysis, its figures, and a table of its result as CSV.</summary>
internal static class AnalysisCommands
{
    private const int Patience = 60;

    private static readonly Argument<string> File = new("file") { Description = "A data file, or a dataset of the server (ds_…)." };

    private static readonly Option<string?> Method = new("--method") { Description = "A method; see GET /api/analyses/methods." };

    private static readonly Option<string[]> Parameters = new("--set")
    { Description = "A parameter of the method, name=value; may come again." };

    private static readonly Option<string[]> Columns = new("--columns")
    { Description = "Columns to look at, separated by commas; every feature when left out." };

    private static readonly Option<long?> Seed = new("--seed") { Description = "The only source of randomness; 0 by default." };

    private static readonly Option<double?> Contamination = new("--contamination") { Description = "The share of rows that are anomalies." };

    private static readonly Option<string?> Target = new("--target", "-t") { Description = "The column to forecast." };

    private static readonly Option<string?> Time = new("--time-column") { Description = "The column of times." };

    private static readonly Option<string?> Group = new("--group") { Description = "The column that tells series apart." };

    private static readonly Option<int?> Horizon = new("--horizon") { Description = "Steps ahead." };

    private static readonly Option<int?> Period = new("--period") { Description = "Steps in a season." };

    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Where the table goes; the output when left out." };

    public static IEnumerable<Command> All() =>
    [
        new ClientCommand("cluster", "Groups the rows of a file; writes a label for every row.",
            (work, cancel) => RunAsync(work, "/api/clustering/run", "rows", [("columns", List(work))], cancel),
            File, Method, Parameters, Columns, Seed, Out),
        new ClientCommand("anomaly", "Scores how unusual every row of a file is.",
            (work, cancel) => RunAsync(work, "/api/anomaly/detect", "rows",
                [("columns", List(work)), ("contamination", work.Value(Contamination))], cancel),
            File, Method, Contamination, Parameters, Columns, Seed, Out),
        new ClientCommand("forecast", "Forecasts the series of a file.",
            (work, cancel) => RunAsync(work, "/api/forecast", "forecast",
                [("target", work.Value(Target)), ("time", work.Value(Time)), ("group", work.Value(Group)), ("horizon", work.Value(Horizon)),
                    ("period", work.Value(Period))], cancel),
            File, Target, Time, Group, Horizon, Period, Method, Parameters, Seed, Out),
    ];

    private static async Task<int> RunAsync(
        ClientWork work, string path, string table, (string Name, object? Value)[] options, CancellationToken cancel)
    {
        var body = new Dictionary<string, object?> { ["dataset_id"] = await work.DatasetAsync(work.Value(File)!, cancel) };
        foreach (var (name, value) in ((string, object?)[])[.. options, ("method", work.Value(Method)), ("parameters", Given(work)),
            ("seed", work.Value(Seed))])
            if (value is not null) body[name] = value;
        var analysis = await work.Server.PostAsync($"{path}?wait={Patience}", body, cancel);
        string id = analysis.GetProperty("analysis_id").GetString()!;
        if (analysis.Text("state") is "queued" or "running") analysis = await EndAsync(work, id, cancel);
        if (analysis.Text("state") != "completed")
            throw new CommandException(ExitCodes.Failed, $"The analysis ended as {analysis.Text("state")}: {analysis.Text("reason")}");

        if (work.Json) work.Terminal.Document(analysis);
        else Tell(work.Terminal, analysis.GetProperty("result"));
        if (work.Value(Out) is { } file)
        {
            await using var to = System.IO.File.Create(file);
            await work.Server.CopyAsync($"/api/analyses/{id}/tables/{table}/export", to, cancel);
        }
        else if (!work.Json)
        {
            using var lines = new MemoryStream();
            await work.Server.CopyAsync($"/api/analyses/{id}/tables/{table}/export", lines, cancel);
            await work.Terminal.Output.WriteAsync(System.Text.Encoding.UTF8.GetString(lines.ToArray()));
        }
        return 0;
    }

    private static async Task<JsonElement> EndAsync(ClientWork work, string id, CancellationToken cancel)
    {
        try
        {
            await foreach (var _ in work.Server.EventsAsync($"/api/analyses/{id}/events", cancel)) { }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await work.Server.PostAsync($"/api/analyses/{id}/cancel", null, CancellationToken.None);
            throw;
        }
        return await work.Server.GetAsync($"/api/analyses/{id}", cancel);
    }

    /// <summary>To the error output: the table is the result.</summary>
    private static void Tell(Terminal terminal, JsonElement result)
    {
        foreach (var figure in result.List("figures"))
            terminal.Say(figure.Text("value") == "–" ? $"{figure.Text("name")}: {figure.Text("reason")}"
                : $"{figure.Text("name")} {figure.Text("value")}");
        foreach (var note in result.List("notes")) terminal.Say($"Note: {note.GetString()}");
    }

    private static string[]? List(ClientWork work)
    {
        string[] names = [.. (work.Value(Columns) ?? []).SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries))];
        return names.Length > 0 ? names : null;
    }

    private static Dictionary<string, object>? Given(ClientWork work)
    {
        string[] given = work.Value(Parameters) ?? [];
        if (given.Length == 0) return null;
        var parameters = new Dictionary<string, object>();
        foreach (string text in given)
        {
            int sign = text.IndexOf('=', StringComparison.Ordinal);
            if (sign < 1) throw new CommandException(ExitCodes.WrongUsage, $"A parameter is name=value, got '{text}'.");
            string value = text[(sign + 1)..];
            parameters[text[..sign]] = double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out double number) ? number : value;
        }
        return parameters;
    }
}
