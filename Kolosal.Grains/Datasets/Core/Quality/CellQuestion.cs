using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>What cells to look for in a table.</summary>
/// <param name="Condition">What makes a cell one of them.</param>
/// <param name="Columns">The column; several for a combination, none for whole rows.</param>
/// <param name="Low">Of <see cref="CellCondition.Outside"/>: numbers below.</param>
/// <param name="High">Numbers above.</param>
/// <param name="Pattern">Of <see cref="CellCondition.Unmatched"/>.</param>
/// <param name="Values">Of conditions about values.</param>
/// <param name="Foreign">Of <see cref="CellCondition.NotForeign"/>: the other table.</param>
public sealed record CellQuestion(
    CellCondition Condition, ImmutableArray<string> Columns, double? Low = null, double? High = null, string? Pattern = null,
    ImmutableArray<string> Values = default, ForeignColumn? Foreign = null)
{
    /// <summary>Most cells that an answer shows.</summary>
    public const int Shown = 5;

    /// <summary>Values, as the column writes them; never default.</summary>
    public ImmutableArray<string> Values { get; init; } = Values.IsDefault ? [] : Values;
}

/// <summary>A column of another table.</summary>
/// <param name="Path">A file that the engine wrote.</param>
/// <param name="Position">The column's place in it.</param>
/// <param name="Schema">As declared.</param>
public sealed record ForeignColumn(string Path, int Position, ColumnSchema Schema);

/// <summary>Conditions on cells. But for <see cref="Missing"/> none holds for a cell without a value.</summary>
public enum CellCondition
{
    /// <summary>It has no value.</summary>
    Missing,

    /// <summary>The row, or the combination of the columns, stands before.</summary>
    Repeated,

    /// <summary>The combination stands in another row, before or behind.</summary>
    NotUnique,

    /// <summary>The number is below or above.</summary>
    Outside,

    /// <summary>The text does not match the pattern as a whole.</summary>
    Unmatched,

    /// <summary>The value is none of the list.</summary>
    NotIn,

    /// <summary>The value is one of the list.</summary>
    In,

    /// <summary>The value is none of the other table's.</summary>
    NotForeign,

    /// <summary>The text is no number.</summary>
    NoNumber,

    /// <summary>The file says NaN or an infinity.</summary>
    NonFinite,

    /// <summary>The text differs from a more frequent one in case or blanks alone.</summary>
    Misspelt,
}

/// <summary>What was found.</summary>
/// <param name="Looked">Cells that were looked at: those with a value, or all of <see cref="CellCondition.Missing"/>.</param>
/// <param name="Found">How many are of the sort.</param>
/// <param name="Cells">The first of them: row from 1, and what the cell holds.</param>
public sealed record CellAnswer(long Looked, long Found, ImmutableArray<(long Row, string? Value)> Cells);
