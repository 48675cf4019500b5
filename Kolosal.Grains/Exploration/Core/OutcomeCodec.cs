using System.Text.Json;
using Kolosal.Tabular;

namespace Kolosal.Exploration;

/// <summary>A result table as bytes; the same values are the same bytes.</summary>
/// <remarks>
/// Magic and version; schema (JSON, with its length); rows; then each column whole, little-endian: numbers as doubles with NaN for missing, dates as
/// ticks with −1 for missing, flags as a byte with 2 for missing, codes as integers behind their dictionary, texts each with a mark.
/// </remarks>
public static class OutcomeCodec
{
    private const uint Magic = 0x5441524B; // "KRAT": Kolosal result, a table
    private const byte Version = 1, NoFlag = 2;
    private const long NoDate = -1;

    public static void Write(Frame table, Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(JsonSerializer.Serialize(table.Schema, TabularJson.Options));
        writer.Write(table.Rows);
        foreach (var column in table.Columns) Write(column, writer);
    }

    /// <exception cref="InvalidDataException">The bytes are none of a table.</exception>
    public static Frame Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        try
        {
            if (reader.ReadUInt32() != Magic || reader.ReadByte() != Version) throw new InvalidDataException("These bytes are no result table.");
            var schema = JsonSerializer.Deserialize<TableSchema>(reader.ReadString(), TabularJson.Options)!;
            int rows = reader.ReadInt32();
            return new Frame(schema, [.. schema.Columns.Select(column => Read(column.Type, rows, reader))]);
        }
        catch (Exception broken) when (broken is EndOfStreamException or JsonException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException("These bytes are no whole result table.", broken);
        }
    }

    private static void Write(Column column, BinaryWriter writer)
    {
        if (column is CategoricalColumn { Dictionary: var words })
        {
            writer.Write(words.Length);
            foreach (string word in words) writer.Write(word);
        }
        for (int row = 0; row < column.Rows; row++)
        {
            bool missing = column.IsMissing(row);
            switch (column)
            {
                case NumericColumn numbers: writer.Write(missing ? double.NaN : numbers.Values[row]); break;
                case DateTimeColumn dates: writer.Write(missing ? NoDate : dates.Ticks[row]); break;
                case BooleanColumn flags: writer.Write(missing ? NoFlag : flags.Values[row] ? (byte)1 : (byte)0); break;
                case CategoricalColumn codes: writer.Write(codes.Codes[row]); break;
                default:
                    writer.Write(!missing);
                    if (!missing) writer.Write(column.TextAt(row)!);
                    break;
            }
        }
    }

    private static Column Read(ColumnType type, int rows, BinaryReader reader)
    {
        switch (type)
        {
            case ColumnType.Numeric: return NumericColumn.FromNaN(Each(reader.ReadDouble));
            case ColumnType.DateTime:
                long[] ticks = Each(reader.ReadInt64);
                var undated = MissingMask.Where(rows, row => ticks[row] == NoDate);
                return new DateTimeColumn([.. ticks.Select(t => Math.Max(0, t))], undated);
            case ColumnType.Boolean:
                byte[] flags = Each(reader.ReadByte);
                return new BooleanColumn([.. flags.Select(f => f == 1)], MissingMask.Where(rows, row => flags[row] == NoFlag));
            case ColumnType.Categorical:
                string[] words = new string[reader.ReadInt32()];
                for (int i = 0; i < words.Length; i++) words[i] = reader.ReadString();
                return new CategoricalColumn(Each(reader.ReadInt32), words);
            default: return new TextColumn(Each(() => reader.ReadBoolean() ? reader.ReadString() : null));
        }

        T[] Each<T>(Func<T> read)
        {
            var values = new T[rows];
            for (int row = 0; row < rows; row++) values[row] = read();
            return values;
        }
    }
}
