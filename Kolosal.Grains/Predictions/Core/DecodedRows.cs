using System.Buffers;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <summary>Rows of a request, ready for encoding and for the log.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Columns">The model's input columns, in the encoder's order.</param>
/// <param name="Width">Values a row in <paramref name="Numbers"/> and <paramref name="Texts"/>: the input columns, and behind them those that only
/// monitors see.</param>
/// <param name="Numbers">Row-major rows × width: numbers as they are, flags as 0 and 1, instants as UTC ticks, categories by their position
/// among the column's (−1 for one it does not have), texts as 0; NaN for missing. Pooled, and so may be
/// longer than that.</param>
/// <param name="Texts">Row-major rows × width: free texts and the texts of unknown categories; null when there are none.</param>
/// <param name="Inputs">Row-major rows × logged columns for monitors: numbers as they are, categories by index (−1 unseen), NaN for missing.</param>
public sealed record DecodedRows(int Rows, ImmutableArray<ColumnSchema> Columns, int Width, double[] Numbers, string?[]? Texts, double[] Inputs)
    : IDisposable
{
    /// <summary>The values, row-major rows × input columns, as encoders take them.</summary>
    public RawValue[] Values =>
        [.. Enumerable.Range(0, Rows).SelectMany(row => Enumerable.Range(0, Columns.Length).Select(column => At(row, column)))];

    /// <summary>The value of a cell as encoders take it.</summary>
    public RawValue At(int row, int column)
    {
        int at = row * Width + column;
        double number = Numbers[at];
        if (Columns[column].Type is not (ColumnType.Categorical or ColumnType.Text)) return number;
        if (double.IsNaN(number)) return RawValue.Missing;
        return Columns[column].Type == ColumnType.Categorical && number >= 0 ? Columns[column].Categories[(int)number] : Texts![at];
    }

    /// <summary>Gives the memory of numbers and texts back; what monitors see stays.</summary>
    public void Dispose()
    {
        ArrayPool<double>.Shared.Return(Numbers);
        if (Texts is not null) ArrayPool<string?>.Shared.Return(Texts, clearArray: true);
    }
}
