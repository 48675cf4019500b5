namespace Kolosal.Privacy;

/// <summary>Finds a person in a table: in the column that names people, under a pseudonym, or in the middle of other texts.</summary>
public sealed class SubjectMatch
{
    /// <summary>Shorter identifiers stand in too many texts by chance.</summary>
    public const int LeastEmbedded = 5;

    private readonly (string Column, string Value)[] identifiers;
    private readonly HashSet<string> pseudonyms;

    /// <param name="identifiers">Columns and the values by which the person is known in them; blanks around and case do not count.</param>
    /// <param name="pseudonym">The pseudonym of a value in a domain.</param>
    public SubjectMatch(IReadOnlyCollection<(string Column, string Value)> identifiers, Func<string, string, string> pseudonym)
    {
        this.identifiers = [.. identifiers.Select(known => (known.Column, known.Value.Trim()))];
        pseudonyms = this.identifiers.Select(known => pseudonym(known.Column, known.Value)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Rows that are about the person, and cells of other rows in which an identifier stands.</summary>
    /// <param name="columns">Names and values; null where missing.</param>
    public (bool[] Rows, List<(int Column, int Row)> Cells) Find(IReadOnlyList<(string Name, string?[] Values)> columns)
    {
        var rows = new bool[columns.Count == 0 ? 0 : columns[0].Values.Length];
        var cells = new List<(int Column, int Row)>();
        for (int c = 0; c < columns.Count; c++)
        {
            var (name, values) = columns[c];
            string[] own = [.. identifiers.Where(known => known.Column == name).Select(known => known.Value)];
            for (int row = 0; row < values.Length; row++)
            {
                if (values[row] is not { } value) continue;
                if (own.Any(known => value.AsSpan().Trim().Equals(known, StringComparison.OrdinalIgnoreCase)) || pseudonyms.Contains(value))
                    rows[row] = true;
                else if (Embeds(value)) cells.Add((c, row));
            }
        }

        cells.RemoveAll(cell => rows[cell.Row]);
        return (rows, cells);
    }

    private bool Embeds(string value)
    {
        foreach (var (_, known) in identifiers)
            if (known.Length >= LeastEmbedded && value.Contains(known, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
