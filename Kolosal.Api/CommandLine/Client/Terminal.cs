using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Kolosal.CommandLine;

/// <summary>Where a client command writes: results to the output, progress and refusals to the error output. What is not a terminal gets plain lines
/// without control characters.</summary>
/// <param name="output">Results.</param>
/// <param name="error">Everything else.</param>
/// <param name="rich">A person looks at a terminal.</param>
internal sealed class Terminal(TextWriter output, TextWriter error, bool rich)
{
    public TextWriter Output => output;

    /// <summary>A line of the result.</summary>
    public void Line(string text = "") => output.WriteLine(Clean(text));

    /// <summary>A line about what is going on.</summary>
    public void Say(string text) => error.WriteLine(Clean(text));

    /// <summary>A document for programs.</summary>
    public void Document(object document) =>
        output.WriteLine(JsonSerializer.Serialize(document, new JsonSerializerOptions(WireJson.Options) { WriteIndented = true }));

    /// <summary>A table: drawn on a terminal, otherwise aligned by blanks.</summary>
    public void Table(string[] headers, IReadOnlyList<string[]> rows)
    {
        if (rich)
        {
            var table = new Table().AddColumns([.. headers.Select(Markup.Escape)]);
            foreach (string[] row in rows) table.AddRow([.. row.Select(cell => Markup.Escape(Clean(cell)))]);
            AnsiConsole.Console.Write(table);
            return;
        }
        string[][] cleaned = [headers, .. rows.Select(row => row.Select(Clean).ToArray())];
        int[] widths = [.. headers.Select((_, c) => cleaned.Max(row => row[c].Length))];
        foreach (string[] row in cleaned)
            output.WriteLine(string.Join("  ", row.Select((cell, c) => c == row.Length - 1 ? cell : cell.PadRight(widths[c]))).TrimEnd());
    }

    /// <summary>Shows how far something has come, while its steps are told.</summary>
    /// <param name="what">What is going on.</param>
    /// <param name="steps">How far (0 to 100) and what to say beside it.</param>
    public async Task FollowAsync(string what, IAsyncEnumerable<(double Percent, string Beside)> steps)
    {
        if (rich)
        {
            await AnsiConsole.Console.Progress().Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).StartAsync(async progress =>
            {
                var bar = progress.AddTask(what);
                await foreach (var (percent, beside) in steps)
                {
                    bar.Value = percent;
                    bar.Description = Markup.Escape(Clean($"{what} {beside}"));
                }
            });
            return;
        }
        string told = "";
        await foreach (var (percent, beside) in steps)
        {
            // One line for each tenth of the way, or when what stands beside it changes.
            string line = string.Create(CultureInfo.InvariantCulture, $"{what} {Math.Floor(percent / 10) * 10,3:0} % {beside}").TrimEnd();
            if (line != told) Say(told = line);
        }
    }

    private static string Clean(string text)
    {
        if (!text.Any(c => char.IsControl(c) && c != '\n')) return text;
        var clean = new StringBuilder(text.Length);
        foreach (char c in text) clean.Append(char.IsControl(c) && c != '\n' ? '�' : c);
        return clean.ToString();
    }
}

/// <summary>Members of the server's documents as text.</summary>
internal static class Shown
{
    public static string Text(this JsonElement of, string name) =>
        of.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? found.ToString() : "–";

    public static string Number(this JsonElement of, string name, string format = "0.0000") =>
        of.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Number
            ? found.GetDouble().ToString(format, CultureInfo.InvariantCulture) : "–";

    public static IEnumerable<JsonElement> List(this JsonElement of, string name) =>
        of.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Array ? found.EnumerateArray() : [];
}
