using System.Text.Json;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <summary>Turns a CSV body into the JSON rows that the decoder reads.</summary>
/// <remarks>
/// An empty field is a missing value. A column of numbers becomes JSON numbers, one of true and false booleans, any other strings; what
/// the model's columns want, the decoder decides, so a stray word in a numeric column is an error at its row.
/// </remarks>
public static class CsvRows
{
    /// <summary>The rows as a JSON array of objects by column name.</summary>
    /// <exception cref="InvalidDataException">Not CSV by RFC 4180, or a header with a blank or repeated name; the message says where.</exception>
    public static byte[] ToJson(Stream csv)
    {
        var table = Read(csv);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            for (int row = 0; row < table.Rows; row++)
            {
                json.WriteStartObject();
                for (int c = 0; c < table.Columns.Length; c++) Write(json, table.Schema.Columns[c].Name, table.Columns[c], row);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return stream.ToArray();
    }

    private static Frame Read(Stream csv)
    {
        try
        {
            return Csv.Read(csv);
        }
        catch (ArgumentException names)
        {
            throw new InvalidDataException(names.Message, names);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, Column column, int row)
    {
        if (column.IsMissing(row)) json.WriteNull(name);
        else if (column is NumericColumn numeric) json.WriteNumber(name, numeric.Values[row]);
        else if (column is BooleanColumn boolean) json.WriteBoolean(name, boolean.Values[row]);
        else json.WriteString(name, column.TextAt(row));
    }
}
