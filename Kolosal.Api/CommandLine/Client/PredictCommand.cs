using System.CommandLine;
using System.Text;
using System.Text.Json;
using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal predict MODEL FILE</c>: CSV in, the same rows with predictions behind them out.</summary>
internal static class PredictCommand
{
    private const int BatchRows = 2_000;

    private static readonly Argument<string> Model = new("model") { Description = "name, name:version or name@alias." };

    private static readonly Argument<string> File = new("file") { Description = "Rows as CSV, with a header." };

    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Where to; the output when left out." };

    public static Command Create() =>
        new ClientCommand("predict", "Predicts the rows of a CSV file with a model of the server.", RunAsync, Model, File, Out);

    private static async Task<int> RunAsync(ClientWork work, CancellationToken cancel)
    {
        string path = work.Value(File)!;
        if (!System.IO.File.Exists(path)) throw new CommandException(ExitCodes.WrongUsage, $"There is no file '{path}'.");
        if (work.Value(Out) is not { } target)
        {
            await PredictAsync(work, path, work.Terminal.Output, cancel);
            return 0;
        }
        await using var to = new StreamWriter(target, append: false, new UTF8Encoding(false));
        int rows = await PredictAsync(work, path, to, cancel);
        work.Terminal.Say($"{rows} rows in {target}");
        return 0;
    }

    private static async Task<int> PredictAsync(ClientWork work, string path, TextWriter to, CancellationToken cancel)
    {
        await using var stream = System.IO.File.OpenRead(path);
        char separator = Separator(path);
        var records = new CsvRecords(stream, (byte)separator);
        if (!records.Read()) throw new CommandException(ExitCodes.Failed, $"'{path}' has no header.");
        string header = Record(records, separator);
        int fields = records.Fields, rows = 0;
        string[]? classes = null;
        var documents = new List<JsonElement>();
        for (var batch = Next(records, separator, path, fields); batch.Count > 0; batch = Next(records, separator, path, fields))
        {
            byte[] csv = Encoding.UTF8.GetBytes($"{header}\n{string.Join('\n', batch)}\n");
            var answer = await work.Server.PostCsvAsync($"/api/predict/batch?model_id={Uri.EscapeDataString(work.Value(Model)!)}", csv, cancel);
            var predictions = answer.List("predictions").ToArray();
            rows += predictions.Length;
            if (work.Json)
            {
                documents.AddRange(predictions);
                continue;
            }
            if (classes is null)
            {
                classes = predictions[0].TryGetProperty("probabilities", out var shares) && shares.ValueKind == JsonValueKind.Object
                    ? [.. shares.EnumerateObject().Select(share => share.Name)] : [];
                await to.WriteLineAsync(Header(header, classes, separator));
            }
            for (int row = 0; row < batch.Count; row++) await to.WriteLineAsync(Row(batch[row], predictions[row], classes, separator));
        }
        if (rows == 0) throw new CommandException(ExitCodes.Failed, $"'{path}' has a header and no rows.");
        if (work.Json) await to.WriteLineAsync(JsonSerializer.Serialize(new { Predictions = documents }, WireJson.Options));
        return rows;
    }

    /// <summary>The separator that occurs most in the first line.</summary>
    private static char Separator(string path)
    {
        string first = System.IO.File.ReadLines(path).FirstOrDefault() ?? "";
        return ",;\t|".MaxBy(candidate => first.Count(c => c == candidate));
    }

    private static List<string> Next(CsvRecords records, char separator, string path, int fields)
    {
        var batch = new List<string>();
        while (batch.Count < BatchRows && records.Read())
        {
            if (records.IsBlank && fields > 1) continue;
            if (records.Fields != fields)
                throw new CommandException(
                    ExitCodes.Failed, $"Line {records.Line} of '{path}' has {records.Fields} fields, the header has {fields}.");
            batch.Add(Record(records, separator));
        }
        return records.Fault == CsvFault.None ? batch : throw new CommandException(ExitCodes.Failed,
            $"Line {records.Line} of '{path}' has a quote that is not closed, or text after a closing quote.");
    }

    /// <summary>The present record as it stood; a quoted field keeps its quotes, for a quoted word may mean something else than the bare one.
    /// </summary>
    private static string Record(CsvRecords records, char separator)
    {
        var line = new StringBuilder();
        for (int field = 0; field < records.Fields; field++)
        {
            if (field > 0) line.Append(separator);
            string text = Encoding.UTF8.GetString(records.Field(field));
            if (records.Quoted(field)) line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            else line.Append(text);
        }
        return line.ToString();
    }

    private static string Header(string header, string[] classes, char separator)
    {
        var line = new StringBuilder(header);
        foreach (string name in (string[])["prediction", .. classes.Select(name => $"probability of {name}"), "prediction_id"])
            Append(line, separator, name, isText: true);
        return line.ToString();
    }

    private static string Row(string row, JsonElement prediction, string[] classes, char separator)
    {
        var line = new StringBuilder(row);
        var value = prediction.GetProperty("prediction");
        Append(line, separator, value.ToString(), isText: value.ValueKind == JsonValueKind.String);
        foreach (string name in classes)
            Append(line, separator, prediction.GetProperty("probabilities").GetProperty(name).GetRawText(), isText: false);
        Append(line, separator, prediction.GetProperty("prediction_id").GetString()!, isText: true);
        return line.ToString();
    }

    private static void Append(StringBuilder line, char separator, string text, bool isText)
    {
        line.Append(separator);
        if (separator != ',' && text.Contains(separator, StringComparison.Ordinal) && !text.Contains(',', StringComparison.Ordinal))
            line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        else CsvCell.Append(line, text, isText);
    }
}
