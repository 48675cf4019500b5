using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <content>Rows as columns of elements that state their type: tensors, and tables of files that know what they hold.</content>
public sealed partial class RowDecoder
{
    /// <summary>
    /// Decodes columns (<see cref="ColumnsBody"/>): one a column of the model by its name, or one matrix of all inputs in their order.
    /// </summary>
    /// <param name="body">The columns.</param>
    /// <param name="maximumRows">How many rows are taken.</param>
    /// <param name="errors">Receives what is wrong, by the paths that the rows would have in JSON.</param>
    /// <param name="strict">Whether every input column must be there.</param>
    /// <returns>Null when there is an error.</returns>
    public DecodedRows? DecodeColumns(byte[] body, int maximumRows, RowErrors errors, bool strict = false)
    {
        if (ColumnsBody.Read(body, out int rows) is not { } tensors) return Malformed(errors, "The columns cannot be read.");
        if (rows > maximumRows)
        {
            errors.AddTooMany(maximumRows);
            return null;
        }

        if (rows == 0) errors.Add(-1, null, "Expected at least one row, got none.");
        if (PlacesOf(tensors, rows, strict, errors) is not { } places || errors.Any) return null;
        using var sink = new RowSink(layout, rows);
        for (int row = 0; row < rows; row++) sink.Begin(row);
        for (int i = 0; i < tensors.Length && !errors.Full; i++)
            if (places[i] >= 0) Fill(tensors[i], places[i], rows, sink, errors);
        return errors.Any ? null : sink.Done(rows);
    }

    /// <returns>For each tensor its first column, −1 for one that is skipped; null when the sizes do not fit.</returns>
    private int[]? PlacesOf(RowTensor[] tensors, int rows, bool strict, RowErrors errors)
    {
        int[] places = new int[tensors.Length];
        bool[] given = new bool[columns.Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            var tensor = tensors[i];
            long elements = (long)rows * tensor.Width;
            if ((tensor.ElementBytes > 0 && tensor.Values.Length != elements * tensor.ElementBytes)
                || (tensor.Present.Length > 0 && tensor.Present.Length != elements))
            {
                Malformed(errors, $"'{RowErrors.Quote(Encoding.UTF8.GetBytes(tensor.Name))}' does not have {rows} × {tensor.Width} values.");
                return null;
            }

            byte[] name = Encoding.UTF8.GetBytes(tensor.Name);
            places[i] = tensor.Width == 1 ? names.Find(name) : 0;
            if (tensor.Width > 1)
            {
                if (tensors.Length > 1) errors.Add(0, tensor.Name, "Expected no other input beside a matrix of all inputs.");
                else if (tensor.Width != inputs)
                    errors.Add(0, tensor.Name, $"Expected {inputs} values a row in the order of the model's inputs, got {tensor.Width}.");
                Array.Fill(given, true);
            }
            else if (places[i] < 0)
            {
                if (skipped.Find(name) < 0) errors.Add(0, tensor.Name, NoSuchInput);
            }
            else if (given[places[i]]) errors.Add(0, tensor.Name, "Given twice.");
            else given[places[i]] = true;
        }

        CheckAbsent(column => given[column], strict, 0, _ => "Expected an input of this name, got none.", errors);
        return places;
    }

    private void Fill(in RowTensor tensor, int first, int rows, RowSink sink, RowErrors errors)
    {
        var values = tensor.Values.Span;
        var present = tensor.Present.Span;
        int at = 0, size = tensor.ElementBytes;
        for (int row = 0, element = 0; row < rows && !errors.Full; row++)
        {
            sink.Move(row);
            for (int column = first; column < first + tensor.Width; column++, element++)
            {
                bool missing = present.Length > 0 && present[element] == 0;
                if (tensor.Type == TensorType.Text)
                {
                    if (!TakeText(values, ref at, out var text, out bool none))
                    {
                        Malformed(errors, $"The texts of '{RowErrors.Quote(Encoding.UTF8.GetBytes(tensor.Name))}' end too early or too late.");
                        return;
                    }

                    if (!missing && !none) ReadElement(text, row, column, sink, errors);
                    continue;
                }

                if (!missing) ReadElement(tensor.Type, values.Slice(at, size), row, column, sink, errors);
                at += size;
            }
        }

        if (at != values.Length && !errors.Full)
            Malformed(errors, $"The texts of '{RowErrors.Quote(Encoding.UTF8.GetBytes(tensor.Name))}' end too early or too late.");
    }

    private static bool TakeText(ReadOnlySpan<byte> values, ref int at, out ReadOnlySpan<byte> text, out bool none)
    {
        text = default;
        none = false;
        if (values.Length - at < sizeof(int)) return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(values[at..]);
        at += sizeof(int);
        none = length == -1;
        if (none) return true;
        if (length < 0 || length > values.Length - at) return false;
        text = values.Slice(at, length);
        at += length;
        return true;
    }

    private void ReadElement(ReadOnlySpan<byte> text, int row, int column, RowSink sink, RowErrors errors)
    {
        if (!Utf8.IsValid(text)) errors.Add(row, columns[column].Name, "The text is not valid UTF-8.");
        else if (!ReadText(text, column, sink))
            errors.Add(row, columns[column].Name, $"Expected {Expected(columns[column])}, got the string {RowErrors.Quote(text)}.");
    }

    private void ReadElement(TensorType type, ReadOnlySpan<byte> value, int row, int column, RowSink sink, RowErrors errors)
    {
        switch (type)
        {
            case TensorType.Bool:
                if (!ReadFlag(value[0] != 0, column, sink))
                    errors.Add(row, columns[column].Name, $"Expected {Expected(columns[column])}, got {(value[0] != 0 ? "true" : "false")}.");
                return;
            case TensorType.Float64:
                ReadElement(BinaryPrimitives.ReadDoubleLittleEndian(value), row, column, sink, errors);
                return;
            case TensorType.Float32:
                ReadElement(BinaryPrimitives.ReadSingleLittleEndian(value), row, column, sink, errors);
                return;
            case TensorType.Float16:
                ReadElement((double)BinaryPrimitives.ReadHalfLittleEndian(value), row, column, sink, errors);
                return;
            case TensorType.UInt64:
                ulong large = BinaryPrimitives.ReadUInt64LittleEndian(value);
                ReadInteger(large, large, row, column, sink, errors);
                return;
            default:
                long whole = type switch
                {
                    TensorType.Int8 => (sbyte)value[0],
                    TensorType.UInt8 => value[0],
                    TensorType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(value),
                    TensorType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(value),
                    TensorType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(value),
                    TensorType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(value),
                    _ => BinaryPrimitives.ReadInt64LittleEndian(value),
                };
                ReadInteger(whole, whole, row, column, sink, errors);
                return;
        }
    }

    /// <summary>NaN is missing, and was so from the row's beginning.</summary>
    private void ReadElement(double number, int row, int column, RowSink sink, RowErrors errors)
    {
        if (double.IsNaN(number)) return;
        if (columns[column].Type == ColumnType.Numeric && double.IsFinite(number)) sink.Set(column, number);
        else if (double.IsInfinity(number)) errors.Add(row, columns[column].Name, NotFinite);
        else ReadFormatted(number, row, column, sink, errors);
    }

    /// <summary>A whole number, with all its digits where the column is of categories.</summary>
    private void ReadInteger<T>(T number, double nearest, int row, int column, RowSink sink, RowErrors errors)
        where T : IUtf8SpanFormattable
    {
        if (columns[column].Type == ColumnType.Numeric) sink.Set(column, nearest);
        else ReadFormatted(number, row, column, sink, errors);
    }

    private void ReadFormatted<T>(T number, int row, int column, RowSink sink, RowErrors errors)
        where T : IUtf8SpanFormattable
    {
        Span<byte> digits = stackalloc byte[40];
        number.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        if (columns[column].Type is ColumnType.Boolean or ColumnType.Categorical) ReadNumber(digits[..length], row, column, sink, errors);
        else errors.Add(row, columns[column].Name, $"Expected {Expected(columns[column])}, got the number {RowErrors.Quote(digits[..length])}.");
    }
}
