using System.Text;

namespace Kolosal.Tabular;

/// <summary>How the cells of one column are read and written, settled once over a whole file and kept with the column.</summary>
/// <remarks>At most one of number, date and flag is set; none of them makes a column of texts, whose cells are taken letter by letter.</remarks>
/// <param name="Number">Marks of a numeric column.</param>
/// <param name="Date">Order of a date-time column.</param>
/// <param name="Flag">Words of a boolean column.</param>
/// <param name="Missing">Which words are no values.</param>
/// <param name="MissingWord">What the file writes where there is no value; null for nothing.</param>
public sealed record CellReading(
    NumberFormat? Number = null, DateFormat? Date = null, FlagWords? Flag = null, MissingWords Missing = MissingWords.None,
    string? MissingWord = null)
{
    /// <summary>How the values of a source that states its types are read: plain numbers, ISO 8601, true and false, texts as they are.</summary>
    public static CellReading Plain(ColumnType type) => type switch
    {
        ColumnType.Numeric => new(Number: NumberFormat.Plain),
        ColumnType.DateTime => new(Date: DateFormat.Iso),
        ColumnType.Boolean => new(Flag: FlagWords.Json),
        _ => new(),
    };

    /// <summary>Whether a cell has no value.</summary>
    /// <param name="cell">UTF-8, without its quotes.</param>
    /// <param name="quoted">Whether it stood in quotes.</param>
    public bool IsMissing(ReadOnlySpan<byte> cell, bool quoted) => Missing switch
    {
        MissingWords.None => false,
        _ when cell.IsEmpty => true,
        MissingWords.Unquoted => !quoted && MissingText.Find(cell) >= 0,
        _ => MissingText.Trimmed(cell) is var trimmed && (trimmed.IsEmpty || MissingText.Find(trimmed) >= 0),
    };

    /// <summary>The value of a cell that is not missing, as <see cref="RawValue"/> has it: a number, ticks, 0 or 1, or the text.</summary>
    /// <param name="cell">UTF-8, without its quotes.</param>
    /// <param name="value">The value; missing for an infinity or NaN in words.</param>
    /// <returns>False when the cell is nothing of the column's kind.</returns>
    public bool TryRead(ReadOnlySpan<byte> cell, out RawValue value)
    {
        value = RawValue.Missing;
        if (Number is not null)
        {
            if (!NumberText.TryRead(cell, Number, out double number)) return NumberText.IsNonFinite(cell);
            value = number;
        }
        else if (Date is not null)
        {
            if (!Date.TryRead(cell, out long ticks)) return false;
            value = ticks;
        }
        else if (Flag is not null)
        {
            if (!Flag.TryRead(cell, out bool flag)) return false;
            value = flag ? 1 : 0;
        }
        else value = Encoding.UTF8.GetString(cell);
        return true;
    }

    /// <summary>What the file would write for a value: a number, ticks, 0 or 1 for a flag, a text; the missing word when there is none.</summary>
    public string Write(in RawValue value) => value.IsMissing ? MissingWord ?? ""
        : Number is not null ? Number.Write(value.Number)
        : Date is not null ? Date.Write((long)value.Number)
        : Flag is not null ? Flag.Write(value.Number == 1)
        : value.Text ?? NumberFormat.Plain.Write(value.Number);
}
