using Kolosal.WebConsole.Components;

namespace Kolosal.WebConsole.Pages.Trust.Evidence;

/// <summary>Cases of a golden set as a person writes them: a table whose columns are the model's inputs, beside some with names of their
/// own.</summary>
internal static class GoldenCases
{
    /// <summary>The answer that is right.</summary>
    public const string Expected = "expected";

    /// <summary>The case's name; optional.</summary>
    public const string Id = "id";

    /// <summary>Says <c>yes</c> where the whole run fails with the case; optional.</summary>
    public const string Must = "must";

    /// <returns>The cases of the request, or why the table cannot be read.</returns>
    public static (ImmutableArray<object> Cases, string? Fault) Of(string table)
    {
        var rows = CsvRows.Of(table);
        if (rows.Length < 2) return ([], "A first line with the names of the columns is needed, and a line for each case below it.");
        var names = rows[0].Select(name => name.Trim()).ToImmutableArray();
        if (!names.Contains(Expected)) return ([], $"A column '{Expected}' with the right answers is needed; there are {string.Join(", ", names)}.");
        if (names.Distinct().Count() < names.Length) return ([], "Two columns have one name.");
        var cases = ImmutableArray.CreateBuilder<object>();
        foreach (var row in rows.Skip(1))
        {
            if (row.Length != names.Length) return ([], $"Line {cases.Count + 2} has {row.Length} cells; the first has {names.Length}.");
            var cells = names.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second.Trim());
            var one = new Dictionary<string, object?>
            {
                ["row"] = cells.Where(cell => cell.Key is not (Expected or Id or Must))
                    .ToDictionary(cell => cell.Key, cell => CsvRows.Value(cell.Value)),
                ["expected"] = new { prediction = CsvRows.Value(cells[Expected]) },
                ["must"] = cells.GetValueOrDefault(Must) is "yes" or "true" or "1",
            };
            if (cells.GetValueOrDefault(Id) is { Length: > 0 } id) one["id"] = id;
            cases.Add(one);
        }
        return (cases.ToImmutable(), null);
    }
}
