using System.Globalization;
using System.Text;

namespace Kolosal.WebConsole.Components;

/// <summary>Reads what was pasted from a spreadsheet or file: RFC 4180, with commas, semicolons or tabs, whichever the first line has.</summary>
internal static class CsvRows
{
    /// <summary>A cell as a row of the API carries it: nothing, a number or a text.</summary>
    public static object? Value(string cell) => cell.Length == 0 ? null
        : double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : cell;

    /// <returns>The lines' cells; empty lines are left out.</returns>
    public static ImmutableArray<ImmutableArray<string>> Of(string text)
    {
        char between = text.Split('\n', 2)[0] is var first && first.Contains('\t') ? '\t'
            : first.Count(letter => letter == ';') > first.Count(letter => letter == ',') ? ';' : ',';
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        var row = ImmutableArray.CreateBuilder<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        for (int at = 0; at <= text.Length; at++)
        {
            char letter = at < text.Length ? text[at] : '\n';
            if (quoted && at < text.Length)
            {
                if (letter != '"') cell.Append(letter);
                else if (at + 1 < text.Length && text[at + 1] == '"') cell.Append(text[at++]);
                else quoted = false;
            }
            else if (letter == '"' && cell.Length == 0) quoted = true;
            else if (letter == between || letter == '\n')
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (letter != '\n') continue;
                if (row.Count > 1 || row[0].Length > 0) rows.Add(row.ToImmutable());
                row.Clear();
            }
            else if (letter != '\r') cell.Append(letter);
        }
        return rows.ToImmutable();
    }
}
