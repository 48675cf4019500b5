namespace Kolosal.Tabular;

/// <summary>Rows that agree in every one of some columns are a group; a missing value is a value of its own.</summary>
/// <param name="Of">The group of each row, numbered as they come, from 0.</param>
/// <param name="Count">How many groups there are.</param>
public sealed record RowGroups(int[] Of, int Count)
{
    /// <summary>Parts of a group's name; no text of a table that was read holds it.</summary>
    private const char Between = '\u001f';

    /// <param name="table">The rows.</param>
    /// <param name="columns">Names of its columns.</param>
    public static RowGroups By(Frame table, IEnumerable<string> columns)
    {
        Column[] compared = [.. columns.Select(name => table[name])];
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var groups = new int[table.Rows];
        for (int row = 0; row < groups.Length; row++)
        {
            string name = string.Join(Between, compared.Select(column => column.TextAt(row) ?? ""));
            if (!numbers.TryGetValue(name, out groups[row])) numbers.Add(name, groups[row] = numbers.Count);
        }

        return new(groups, numbers.Count);
    }
}
