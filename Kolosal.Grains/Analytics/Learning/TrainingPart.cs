using Kolosal.Tabular;

namespace Kolosal.Learning;

/// <summary>Rows that may be learnt from. Only a split gives one, or whoever says that a whole table is meant: rows to judge by are a plain
/// <see cref="Frame"/>, which nothing can be fitted to.</summary>
public sealed class TrainingPart
{
    private TrainingPart(Frame rows) => Rows = rows;

    /// <summary>The rows.</summary>
    public Frame Rows { get; }

    /// <summary>Every row of a table, with the word of the caller that none of them is kept to judge by.</summary>
    public static TrainingPart WholeTable(Frame table) => new(table);

    /// <summary>The rows that a split numbers.</summary>
    internal static TrainingPart Of(Frame table, ImmutableArray<int> rows) => new(table.SelectRows(rows.AsSpan()));
}
