using System.Text;
using System.Text.Json;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <content>Rows as JSON: objects by column name or arrays in column order.</content>
public sealed partial class RowDecoder
{
    /// <summary>Rows are flat; a little more depth lets a nested value be named as the error it is.</summary>
    private const int MaximumDepth = 8;

    /// <summary>Decodes a JSON array of rows.</summary>
    /// <param name="json">UTF-8 of the array.</param>
    /// <param name="maximumRows">How many rows are taken.</param>
    /// <param name="errors">Receives what is wrong, by path.</param>
    /// <param name="strict">Whether every input column must be there.</param>
    /// <returns>Null when there is an error.</returns>
    public DecodedRows? Decode(ReadOnlySpan<byte> json, int maximumRows, RowErrors errors, bool strict = false)
    {
        // What the scanner does not take, good or bad, is read once more by those who can say what is wrong with it.
        using (var scanned = new RowSink(layout, EstimateRows(json)))
            if (Scan(json, maximumRows, strict, scanned, out int rows)) return scanned.Done(rows);

        using var sink = new RowSink(layout, EstimateRows(json));
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaximumDepth });
        int row = -1;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                errors.Add(-1, null, "Expected an array of rows; send [{\"column\": value, …}, …] or [[value, …], …].");
                return null;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && !errors.Full)
            {
                if (++row >= maximumRows)
                {
                    errors.AddTooMany(maximumRows);
                    return null;
                }

                sink.Begin(row);
                if (reader.TokenType == JsonTokenType.StartObject) ReadObject(ref reader, row, strict, sink, errors);
                else if (reader.TokenType == JsonTokenType.StartArray) ReadArray(ref reader, row, sink, errors);
                else errors.Add(row, null, $"Expected an object or an array, got {Name(reader.TokenType)}.");
            }

            if (!errors.Any && reader.Read()) errors.Add(-1, null, "Expected nothing after the array of rows.");
            if (!errors.Any && row < 0) errors.Add(-1, null, "Expected at least one row, got none.");
            return errors.Any ? null : sink.Done(row + 1);
        }
        catch (JsonException)
        {
            // The reader's own text names bytes and states; where it stopped is what helps.
            errors.Add(row, null, row < 0 ? "Not valid JSON." : "Not valid JSON at or after this row, or nested too deeply.");
            return null;
        }
        catch (InvalidOperationException)
        {
            // A string with half a surrogate pair or with bytes that are no UTF-8.
            errors.Add(row, null, "A string is not valid Unicode.");
            return null;
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, int row, bool strict, RowSink sink, RowErrors errors)
    {
        int expected = 0, given = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            int column = Find(names, ref reader, expected);
            if (column < 0)
            {
                if (Find(skipped, ref reader, 0) < 0) errors.Add(row, reader.GetString(), NoSuchInput);
                reader.Read();
                reader.Skip();
                continue;
            }

            reader.Read();
            if (!sink.Mark(column)) errors.Add(row, columns[column].Name, "Given twice.");
            else if (column < inputs) given++;
            ReadValue(ref reader, row, column, sink, errors);
            expected = column + 1;
        }

        if (given == inputs) return;
        CheckAbsent(sink.Marked, strict, row, column => $"Expected {Expected(column)} or null, got nothing; send null for a missing value.", errors);
    }

    private void ReadArray(ref Utf8JsonReader reader, int row, RowSink sink, RowErrors errors)
    {
        int column = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; column++)
        {
            if (column < inputs) ReadValue(ref reader, row, column, sink, errors);
            else reader.Skip();
        }

        if (column != inputs) errors.Add(row, null, $"Expected {inputs} values in the order of the model's inputs, got {column}.");
    }

    private void ReadValue(ref Utf8JsonReader reader, int row, int column, RowSink sink, RowErrors errors)
    {
        var type = columns[column].Type;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                sink.Set(column, double.NaN);
                return;
            case JsonTokenType.Number when type is ColumnType.Numeric or ColumnType.Boolean or ColumnType.Categorical:
                ReadNumber(reader.ValueSpan, row, column, sink, errors);
                return;
            case JsonTokenType.True or JsonTokenType.False when ReadFlag(reader.TokenType == JsonTokenType.True, column, sink):
            case JsonTokenType.String when ReadText(
                reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : Checked(ref reader), column, sink):
                return;
            default:
                string came = Name(reader.TokenType);
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number) came += $" {RowErrors.Quote(reader.ValueSpan)}";
                errors.Add(row, columns[column].Name, $"Expected {Expected(columns[column])}, got {came}.");
                reader.Skip();
                return;
        }
    }

    /// <exception cref="InvalidOperationException">The string's bytes are no UTF-8.</exception>
    private static ReadOnlySpan<byte> Checked(ref Utf8JsonReader reader) => System.Text.Unicode.Utf8.IsValid(reader.ValueSpan) ? reader.ValueSpan
        : throw new InvalidOperationException("The string is not valid UTF-8.");

    private static int Find(Utf8Names names, ref Utf8JsonReader reader, int guess) =>
        names.Find(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan, guess);

    /// <summary>A first size for the buffers, from the shortest row there can be; large requests grow from there.</summary>
    private int EstimateRows(ReadOnlySpan<byte> json) => Math.Clamp(json.Length / (2 + 2 * Math.Max(1, inputs)), 1, 64);

    private static string Name(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "the string",
        JsonTokenType.Number => "the number",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "null",
    };
}
