using System.CommandLine;
using System.Text.Json;

namespace Kolosal.CommandLine;

/// <summary>The commands that ask a server.</summary>
internal static class ClientCommands
{
    public static IEnumerable<Command> All() =>
        [
            TrainCommand.Create(), PredictCommand.Create(), RunsCommand.Create(), CompareCommand.Create(), ExplainCommand.Create(),
            ExportCommand.Create(),
            .. AnalysisCommands.All(), DataCommands.Create(), ModelCommands.Create(), IncidentCommands.Create(), ApiCommand.Create(),
        ];

    /// <summary>A dataset that is named, or the one that a file is.</summary>
    public static async Task<string> DatasetAsync(this ClientWork work, string fileOrId, CancellationToken cancel)
    {
        if (File.Exists(fileOrId))
        {
            var dataset = await work.Server.UploadAsync(fileOrId, cancel);
            string id = dataset.GetProperty("dataset_id").GetString()!;
            work.Terminal.Say($"Dataset {id}: {dataset.Text("rows")} rows, {dataset.List("columns").Count()} columns");
            return id;
        }
        return fileOrId.StartsWith("ds_", StringComparison.Ordinal) ? fileOrId
            : throw new CommandException(ExitCodes.WrongUsage, $"There is no file '{fileOrId}'; name a file, or a dataset of the server (ds_…).");
    }

    /// <summary>The scored trials of a run, best first.</summary>
    public static void ShowLeaderboard(this Terminal terminal, JsonElement board, int most)
    {
        var rows = board.List("entries").Take(most).Select(entry =>
        {
            var outcome = entry.GetProperty("outcome");
            return new[]
            {
                entry.Text("rank"), entry.Text("trainer"), outcome.Number("score"), $"{outcome.Number("low")} – {outcome.Number("high")}",
                outcome.Number("fit_milliseconds", "0"), outcome.Number("predict_microseconds_per_row", "0.0"), entry.Text("trial"),
            };
        }).ToArray();
        terminal.Table(["rank", "trainer", board.Text("metric"), "95 %", "fit ms", "µs/row", "trial"], rows);
    }

    /// <summary>The scores on the part that nothing had seen.</summary>
    public static void ShowEvaluation(this Terminal terminal, JsonElement run)
    {
        if (!run.TryGetProperty("evaluation", out var evaluation) || evaluation.ValueKind != JsonValueKind.Object) return;
        string metric = run.Text("metric");
        foreach (var score in evaluation.List("scores").Where(score => score.Text("metric") == metric))
            terminal.Line($"{metric} {score.Number("value")} ({score.Number("low")} – {score.Number("high")}) on {evaluation.Text("test_rows")} rows "
                + $"that nothing had seen; baseline {evaluation.Number("baseline_score")}");
    }
}
