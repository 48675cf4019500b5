using System.Text;
using System.Text.Unicode;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <content>Rows as separated values. Nothing is guessed from them: what a cell is, the model's columns say.</content>
public sealed partial class RowDecoder
{
    private const string Separators = ",;\t|";

    /// <summary>Decodes separated values with a header; the separator is the one under which the header names the model's columns.</summary>
    /// <param name="csv">UTF-8.</param>
    /// <param name="maximumRows">How many rows are taken.</param>
    /// <param name="errors">Receives what is wrong, by the paths that the rows would have in JSON.</param>
    /// <param name="strict">Whether every input column must be there.</param>
    /// <returns>Null when there is an error.</returns>
    public DecodedRows? DecodeCsv(byte[] csv, int maximumRows, RowErrors errors, bool strict = false)
    {
        if (!Utf8.IsValid(csv)) return Malformed(errors, "The body is not valid UTF-8. Save it as UTF-8 and send it again.");
        if (csv.AsSpan().Contains((byte)0)) return Malformed(errors, "The body holds a zero byte: it is no text, or UTF-16. Send UTF-8.");
        var records = Separators.Select(separator => Header(csv, separator)).MaxBy(header => header.Known).Records;
        if (records.Fields == 0) return Malformed(errors, "Expected a header line with the names of the columns, got nothing.");

        int[] targets = new int[records.Fields];
        using var sink = new RowSink(layout, Math.Clamp(csv.Length / (2 * targets.Length), 1, 64));
        if (ReadHeader(records, targets, strict, errors) is { } wrong) return Malformed(errors, wrong);
        if (errors.Any) return null;

        int row = 0;
        for (; records.Read() && !errors.Full; row++)
        {
            if (records.IsBlank && targets.Length > 1)
            {
                row--;
                continue;
            }

            if (records.Fields != targets.Length)
                return Malformed(errors, $"Line {records.Line} has {records.Fields} fields, the header has {targets.Length}.");
            if (row >= maximumRows)
            {
                errors.AddTooMany(maximumRows);
                return null;
            }

            sink.Begin(row);
            for (int field = 0; field < targets.Length; field++)
                if (targets[field] >= 0) ReadField(records.Field(field), records.Quoted(field), row, targets[field], sink, errors);
        }

        if (records.Fault != CsvFault.None)
            return Malformed(errors, $"Line {records.Line} has a quote that is not closed, or text after a closing quote.");
        if (!errors.Any && row == 0) errors.Add(-1, null, "Expected at least one row, got none.");
        return errors.Any ? null : sink.Done(row);
    }

    private (CsvRecords Records, int Known) Header(byte[] csv, char separator)
    {
        var records = new CsvRecords(new MemoryStream(csv, writable: false), (byte)separator);
        int known = 0;
        if (records.Read())
            for (int field = 0; field < records.Fields; field++)
                if (names.Find(MissingText.Trimmed(records.Field(field))) >= 0) known++;
        return (records, known);
    }

    /// <returns>What makes the header none; errors of its columns are added.</returns>
    private string? ReadHeader(CsvRecords records, int[] targets, bool strict, RowErrors errors)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        for (int field = 0; field < targets.Length; field++)
        {
            var name = MissingText.Trimmed(records.Field(field));
            string text = Encoding.UTF8.GetString(name);
            if (text.Length == 0) return $"Column {field + 1} has no name in the header.";
            if (!given.Add(text)) return $"The header names '{RowErrors.Quote(name)}' twice.";
            targets[field] = names.Find(name);
            if (targets[field] < 0 && skipped.Find(name) < 0)
                errors.Add(0, text, NoSuchInput);
        }

        CheckAbsent(column => Array.IndexOf(targets, column) >= 0, strict, 0, _ => "Expected a column of this name, got none.", errors);
        return null;
    }

    private void ReadField(ReadOnlySpan<byte> cell, bool quoted, int row, int column, RowSink sink, RowErrors errors)
    {
        if (columns[column].Reading is not null ? ReadCell(cell, quoted, column, sink) : ReadPlain(cell, column, sink)) return;
        errors.Add(row, columns[column].Name, $"Expected {Expected(columns[column])} or nothing, got '{RowErrors.Quote(cell)}'.");
    }

    /// <summary>Reads a cell of a model without rules as the JSON of its column would be read.</summary>
    private bool ReadPlain(ReadOnlySpan<byte> cell, int column, RowSink sink)
    {
        if (cell.IsEmpty)
        {
            sink.Set(column, double.NaN);
            return true;
        }

        switch (columns[column].Type)
        {
            case ColumnType.Numeric:
                if (!NumberText.TryRead(cell, NumberFormat.Plain, out double number)) return false;
                sink.Set(column, number);
                return true;
            case ColumnType.Boolean:
                if (!FlagWords.Json.TryRead(cell, out bool flag)) return false;
                sink.Set(column, flag ? 1 : 0);
                return true;
            case ColumnType.DateTime:
                if (!IsoTicks(cell, out long ticks)) return false;
                sink.Set(column, ticks);
                return true;
            case ColumnType.Categorical:
                return KnownCategory(cell, column, sink);
            default:
                sink.Set(column, 0, Encoding.UTF8.GetString(cell));
                return true;
        }
    }
}
