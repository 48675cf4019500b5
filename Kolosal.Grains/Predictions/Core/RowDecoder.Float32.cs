using System.Runtime.InteropServices;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <content>Rows as bare single-precision numbers: the fastest form, for models whose inputs are numbers, flags and categories.</content>
public sealed partial class RowDecoder
{
    /// <summary>
    /// Decodes a matrix of single-precision numbers: rows × inputs, row-major, little-endian, NaN for missing, a category by its position among
    /// the column's categories.
    /// </summary>
    /// <param name="body">The matrix.</param>
    /// <param name="maximumRows">How many rows are taken.</param>
    /// <param name="errors">Receives what is wrong, by the paths that the rows would have in JSON.</param>
    /// <returns>Null when there is an error.</returns>
    public DecodedRows? DecodeFloat32(byte[] body, int maximumRows, RowErrors errors)
    {
        for (int column = 0; column < inputs; column++)
            if (columns[column].Type is ColumnType.DateTime or ColumnType.Text)
                errors.Add(0, columns[column].Name, "A float32 cannot carry it; send the rows as JSON, NDJSON, CSV, Parquet or by /v2.");
        if (errors.Any) return null;
        int rowBytes = inputs * sizeof(float);
        if (rowBytes == 0 || body.Length % rowBytes != 0)
            return Malformed(errors, $"Expected {inputs} float32 values ({rowBytes} bytes) a row, got {body.Length} bytes.");
        int rows = body.Length / rowBytes;
        if (rows == 0) errors.Add(-1, null, "Expected at least one row, got none.");
        if (rows > maximumRows) errors.AddTooMany(maximumRows);
        if (errors.Any) return null;

        using var sink = new RowSink(layout, rows);
        var singles = MemoryMarshal.Cast<byte, float>(body);
        bool infinite = false;
        if (layout.Width == inputs) infinite = PackedColumns.Widen(singles, sink.Rows(rows));
        else
        {
            for (int row = 0; row < rows; row++)
            {
                sink.Begin(row);
                infinite |= PackedColumns.Widen(singles.Slice(row * inputs, inputs), sink.Row);
            }
        }

        // Where every column is a number there is nothing else to be wrong.
        for (int row = 0; row < rows && !errors.Full && (infinite || !allNumbers); row++)
        {
            sink.Move(row);
            CheckRow(sink.Row, row, errors);
        }

        return errors.Any ? null : sink.Done(rows);
    }

    private void CheckRow(ReadOnlySpan<double> values, int row, RowErrors errors)
    {
        for (int column = 0; column < inputs; column++)
        {
            double value = values[column];
            if (double.IsNaN(value)) continue;
            if (double.IsInfinity(value))
                errors.Add(row, columns[column].Name, NotFinite);
            else if (columns[column].Type == ColumnType.Boolean && value is not (0 or 1))
                errors.Add(row, columns[column].Name, $"Expected 0, 1 or NaN, got {value:R}.");
            else if (categories[column] is { Count: var count } && (value != Math.Floor(value) || value < 0 || value >= count))
                errors.Add(row, columns[column].Name,
                    $"Expected the position of a category, 0 to {count - 1} in the order of GET /v2/models/{{name}}, got {value:R}; "
                    + "send categories that training did not see as text, in another form.");
        }
    }
}
