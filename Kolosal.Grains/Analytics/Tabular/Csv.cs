using System.Globalization;
using System.Text;

namespace Kolosal.Tabular;

/// <summary>Reads CSV by RFC 4180 from a plain stream: comma, double quotes, header, UTF-8. An empty field is missing.</summary>
/// <remarks>For tests, benchmarks and small bundled files; uploads come through the ingestion, which guesses dialects and streams.</remarks>
public static class Csv
{
    /// <summary>Reads a table. A column whose every value is a finite number is numeric, one of
    /// true and false is boolean, any other is categorical, or as the caller says.</summary>
    /// <param name="stream">Read to its end, left open.</param>
    /// <param name="types">Types by column name that overrule the guess.</param>
    /// <exception cref="InvalidDataException">No header, a row with another number of fields, an open
    /// quote, or a value that does not have the type asked for; the message says the line.</exception>
    public static Frame Read(Stream stream, IReadOnlyDictionary<string, ColumnType>? types = null)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var records = Records(reader).GetEnumerator();
        if (!records.MoveNext()) throw new InvalidDataException("A CSV file needs a header line, got an empty file.");
        string[] names = [.. records.Current.Fields.Select(f => f ?? "")];
        var values = names.Select(_ => new List<string?>()).ToArray();
        while (records.MoveNext())
        {
            var (fields, line) = records.Current;
            if (fields.Count == 1 && fields[0] is null && names.Length > 1) continue; // a blank line
            if (fields.Count != names.Length)
                throw new InvalidDataException($"Line {line} has {fields.Count} fields, the header has {names.Length}.");
            for (int c = 0; c < values.Length; c++) values[c].Add(fields[c]);
        }
        var columns = names.Select((name, c) => Typed(name, values[c],
            types is not null && types.TryGetValue(name, out var type) ? type : InferType(values[c]))).ToImmutableArray();
        return new(new TableSchema([.. names.Select((name, c) => new ColumnSchema(name, columns[c].Type))]), columns);
    }

    private static IEnumerable<(List<string?> Fields, int Line)> Records(StreamReader reader)
    {
        var fields = new List<string?>();
        var field = new StringBuilder();
        bool quoted = false, wasQuoted = false, any = false;
        int line = 1, start = 1;
        for (int next; (next = reader.Read()) >= 0;)
        {
            char c = (char)next;
            any = true;
            if (c == '\n') line++;
            if (quoted)
            {
                if (c != '"') field.Append(c);
                else if (reader.Peek() == '"') field.Append((char)reader.Read());
                else quoted = false;
            }
            else if (c == '"' && field.Length == 0 && !wasQuoted) quoted = wasQuoted = true;
            else if (c == ',') End();
            else if (c == '\n')
            {
                End();
                yield return (fields, start);
                (fields, any, start) = ([], false, line);
            }
            else if (c != '\r' || reader.Peek() is not ('\n' or -1)) field.Append(c);
        }
        if (quoted) throw new InvalidDataException($"The quote opened in the record at line {start} is never closed.");
        if (any)
        {
            End();
            yield return (fields, start);
        }

        void End()
        {
            fields.Add(field.Length > 0 || wasQuoted ? field.ToString() : null);
            field.Clear();
            wasQuoted = false;
        }
    }

    private static ColumnType InferType(List<string?> values)
    {
        bool number = true, boolean = true;
        foreach (string? value in values)
        {
            if (value is null) continue;
            number = number && TryNumber(value, out _);
            boolean = boolean && bool.TryParse(value, out _);
            if (!number && !boolean) return ColumnType.Categorical;
        }
        return number ? ColumnType.Numeric : ColumnType.Boolean;
    }

    private static Column Typed(string name, List<string?> values, ColumnType type)
    {
        var missing = MissingMask.Where(values.Count, row => values[row] is null);
        return type switch
        {
            ColumnType.Numeric => new NumericColumn(Each(row => TryNumber(values[row]!, out double number) ? number : throw Wrong(row)), missing),
            ColumnType.Boolean => new BooleanColumn(Each(row => bool.TryParse(values[row], out bool truth) ? truth : throw Wrong(row)), missing),
            ColumnType.DateTime => new DateTimeColumn(Each(row => DateTime.TryParse(values[row], CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant.Ticks : throw Wrong(row)), missing),
            ColumnType.Text => new TextColumn([.. values]),
            _ => CategoricalColumn.From(values),
        };

        T[] Each<T>(Func<int, T> read)
        {
            var typed = new T[values.Count];
            for (int row = 0; row < typed.Length; row++) if (values[row] is not null) typed[row] = read(row);
            return typed;
        }

        InvalidDataException Wrong(int row) => new($"Column '{name}' must be {type}, row {row} is '{values[row]}'.");
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
