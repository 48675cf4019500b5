using System.Globalization;
using System.Text;

namespace Kolosal.Tabular;

/// <summary>How often something was seen in a column, in which rows first, and an example.</summary>
public sealed class Sightings
{
    private const int RowsKept = 3, ExampleCharacters = 40;

    private readonly List<long> rows = [];

    /// <summary>How often.</summary>
    public long Count { get; private set; }

    /// <summary>The first cell that was seen, cut at 40 characters.</summary>
    public string Example { get; private set; } = "";

    /// <summary>Another one.</summary>
    /// <param name="row">Data row, from 1.</param>
    /// <param name="cell">UTF-8.</param>
    public void Add(long row, ReadOnlySpan<byte> cell)
    {
        if (Count++ == 0)
        {
            string text = Encoding.UTF8.GetString(cell);
            Example = text.Length <= ExampleCharacters ? text : text[..ExampleCharacters] + "…";
        }

        if (rows.Count < RowsKept) rows.Add(row);
    }

    /// <summary><c>row 7, 'x'</c> or <c>rows 7, 9, 12, …, for example 'x'</c>.</summary>
    public override string ToString()
    {
        string listed = string.Join(", ", rows.Select(row => row.ToString(CultureInfo.InvariantCulture)));
        return Count == 1 ? $"row {listed}, '{Example}'" : $"rows {listed}{(Count > RowsKept ? ", …" : "")}, for example '{Example}'";
    }
}
