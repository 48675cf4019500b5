using System.Globalization;
using System.Text;
using System.Text.Json;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <summary>Turns the JSON rows of a request into values of a model's input columns. Immutable, safe for any number of threads.</summary>
/// <remarks>
/// Values are read by the rules that were settled over the table the model learnt from, so a cell means what it meant there.
/// A row is an object by column name or an array in column order. It is strict, because a value that was silently dropped or converted is
/// a wrong prediction: unknown, repeated and absent columns and values of another type are errors; <c>null</c> is a missing value. Columns
/// that the training table had beside the inputs (target, ids) may be sent and are skipped. Categories that training did not see are no
/// error: encoders know what to do with them. Models of old carry no rules and are read plainly.
/// </remarks>
public sealed partial class RowDecoder
{
    /// <summary>Rows are flat; a little more depth lets a nested value be named as the error it is.</summary>
    private const int MaximumDepth = 8;

    /// <summary>From here on numbers that doubles do not tell apart may be different categories.</summary>
    private const double LargestTold = 1L << 53;

    private readonly ImmutableArray<ColumnSchema> columns;
    private readonly Utf8Names names, skipped;
    private readonly CategoryNames?[] categories;
    private readonly LoggedColumn?[] logged;
    private readonly int[] slots;
    private readonly int inputs, loggedCount;

    /// <param name="inputs">The model's input columns, in the encoder's order.</param>
    /// <param name="target">The predicted column: it may be sent and is skipped.</param>
    /// <param name="logged">What monitors get to see, in their order. Columns among them that are no inputs (a protected attribute that the model
    /// must not use) may be left out of a row that is an object.</param>
    public RowDecoder(TableSchema inputs, string target, ImmutableArray<LoggedColumn> logged)
    {
        this.inputs = inputs.Columns.Length;
        loggedCount = logged.Length;
        columns = [.. inputs.Columns, .. logged.Where(column => inputs.IndexOf(column.Name) < 0).Select(column => column.Schema())];
        names = new Utf8Names(columns.Select(column => column.Name));
        skipped = new Utf8Names(names.Find(Encoding.UTF8.GetBytes(target)) < 0 ? [target] : []);
        slots = [.. columns.Select(column => IndexOf(logged, column.Name))];
        this.logged = [.. slots.Select(slot => slot < 0 ? null : logged[slot])];
        categories = [.. columns.Select((column, i) => column.Type == ColumnType.Categorical
            ? new CategoryNames(column.Categories, this.logged[i]?.Categories ?? []) : null)];
    }

    /// <summary>How many values a row has that is an array.</summary>
    public int Columns => inputs;

    /// <summary>Decodes a JSON array of rows.</summary>
    /// <param name="json">UTF-8 of the array.</param>
    /// <param name="maximumRows">How many rows are taken.</param>
    /// <param name="errors">Receives what is wrong, by path.</param>
    /// <returns>Null when there is an error.</returns>
    public DecodedRows? Decode(ReadOnlySpan<byte> json, int maximumRows, RowErrors errors)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaximumDepth });
        int row = -1;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                errors.Add(-1, null, "Expected an array of rows; send [{\"column\": value, …}, …] or [[value, …], …].");
                return null;
            }

            var sink = new Sink(inputs, loggedCount, slots, EstimateRows(json));
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && !errors.Full)
            {
                if (++row >= maximumRows)
                {
                    errors.AddTooMany(maximumRows);
                    return null;
                }

                sink.Begin(row);
                if (reader.TokenType == JsonTokenType.StartObject) ReadObject(ref reader, row, sink, errors);
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

    private void ReadObject(ref Utf8JsonReader reader, int row, Sink sink, RowErrors errors)
    {
        int expected = 0, given = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            int column = Find(names, ref reader, expected);
            if (column < 0)
            {
                if (Find(skipped, ref reader, 0) < 0)
                    errors.Add(row, reader.GetString(),
                        "The model has no such input; remove it, or check its spelling against GET /api/models/{id}.");
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
        for (int column = 0; column < inputs; column++)
            if (!sink.Marked(column))
                errors.Add(row, columns[column].Name,
                    $"Expected {Expected(columns[column])} or null, got nothing; send null for a missing value.");
    }

    private void ReadArray(ref Utf8JsonReader reader, int row, Sink sink, RowErrors errors)
    {
        int column = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; column++)
        {
            if (column < inputs) ReadValue(ref reader, row, column, sink, errors);
            else reader.Skip();
        }

        if (column != inputs) errors.Add(row, null, $"Expected {inputs} values in the order of the model's inputs, got {column}.");
    }

    private void ReadValue(ref Utf8JsonReader reader, int row, int column, Sink sink, RowErrors errors)
    {
        var type = columns[column].Type;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                sink.Set(column, RawValue.Missing, double.NaN);
                return;
            case JsonTokenType.Number when type is ColumnType.Numeric or ColumnType.Boolean or ColumnType.Categorical:
                ReadNumber(ref reader, row, column, sink, errors);
                return;
            case JsonTokenType.True or JsonTokenType.False when type is ColumnType.Boolean:
                SetFlag(column, reader.TokenType == JsonTokenType.True, sink);
                return;
            case JsonTokenType.True or JsonTokenType.False when type is ColumnType.Categorical
                && FlagCategory(column, reader.TokenType == JsonTokenType.True) is { } category:
                SetCategory(column, category, sink);
                return;
            case JsonTokenType.String when ReadText(ref reader, column, sink):
                return;
            default:
                string came = Name(reader.TokenType);
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number) came += $" {RowErrors.Quote(reader.ValueSpan)}";
                errors.Add(row, columns[column].Name, $"Expected {Expected(columns[column])}, got {came}.");
                reader.Skip();
                return;
        }
    }

    private void ReadNumber(ref Utf8JsonReader reader, int row, int column, Sink sink, RowErrors errors)
    {
        var type = columns[column].Type;
        if (type == ColumnType.Categorical && columns[column].Reading is not null)
        {
            ReadNumberedCategory(reader.ValueSpan, row, column, sink, errors);
            return;
        }

        double number = JsonNumber.Parse(reader.ValueSpan);
        if (!double.IsFinite(number))
            errors.Add(row, columns[column].Name, $"Expected a number up to 1.8e308 in size, got {RowErrors.Quote(reader.ValueSpan)}.");
        else if (type == ColumnType.Boolean && number is not (0 or 1))
            errors.Add(row, columns[column].Name, $"Expected {Expected(columns[column])}, got the number {RowErrors.Quote(reader.ValueSpan)}.");
        else if (type == ColumnType.Boolean) SetFlag(column, number == 1, sink);
        else if (type == ColumnType.Categorical) sink.Set(column, number, categories[column]!.Logged(number));
        else sink.Set(column, number, number);
    }

    /// <summary>A number that is sent for a category is the category that is written so; one that is only as great is not taken for it.</summary>
    private void ReadNumberedCategory(ReadOnlySpan<byte> number, int row, int column, Sink sink, RowErrors errors)
    {
        if (SameNumber(number, column) is not { } written) KnownCategory(number, column, sink);
        else errors.Add(row, columns[column].Name, $"Expected a string, got the number {RowErrors.Quote(number)}; "
                + $"the category is written '{RowErrors.Quote(Encoding.UTF8.GetBytes(written))}'.");
    }

    private string? SameNumber(ReadOnlySpan<byte> number, int column)
    {
        double value = JsonNumber.Parse(number);
        return categories[column]!.Known(number) >= 0 || Math.Abs(value) >= LargestTold ? null : columns[column].Categories.FirstOrDefault(category =>
            double.TryParse(category, NumberStyles.Float, CultureInfo.InvariantCulture, out double same) && same == value);
    }

    /// <summary>The category that says the same as a flag: the one that is written true or yes, t or y in any case, or their opposite.</summary>
    /// <returns>Null when none does, or several.</returns>
    private string? FlagCategory(int column, bool flag)
    {
        string json = FlagWords.Json.Write(flag);
        if (columns[column].Reading is null || columns[column].Categories.Contains(json)) return json;
        string[] same = [.. columns[column].Categories.Where(category =>
            FlagWords.Json.TryRead(Encoding.UTF8.GetBytes(category), out bool value) && value == flag)];
        return same is [var only] ? only : null;
    }

    /// <returns>False when the text is none of the column's type.</returns>
    private bool ReadText(ref Utf8JsonReader reader, int column, Sink sink)
    {
        if (columns[column].Reading is { } reading)
        {
            // A number whose column is written as JSON writes numbers has no need of quotes.
            if (reading.Number is { Decimal: '.', Group: null }) return false;
            return ReadCell(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan, quoted: false, column, sink);
        }

        switch (columns[column].Type)
        {
            case ColumnType.Categorical:
                int known = reader.ValueIsEscaped ? -1 : categories[column]!.Known(reader.ValueSpan);
                if (known >= 0) sink.Set(column, columns[column].Categories[known], categories[column]!.LoggedOf(known));
                else SetCategory(column, reader.GetString()!, sink);
                return true;
            case ColumnType.Text:
                // Free text has no place among the monitors' numbers; 0 says that there was some.
                sink.Set(column, reader.GetString(), 0);
                return true;
            case ColumnType.Boolean when reader.ValueTextEquals("true"u8) || reader.ValueTextEquals("false"u8):
                SetFlag(column, reader.ValueTextEquals("true"u8), sink);
                return true;
            case ColumnType.DateTime when DateTime.TryParse(reader.GetString(), CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant):
                sink.Set(column, instant.Ticks, instant.Ticks);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads a cell by the column's rules.</summary>
    /// <returns>False when it is nothing of the column's kind.</returns>
    private bool ReadCell(ReadOnlySpan<byte> cell, bool quoted, int column, Sink sink)
    {
        var (type, reading) = (columns[column].Type, columns[column].Reading!);
        // A category that is known by a word for missing was quoted in its file.
        if (type == ColumnType.Categorical && KnownCategory(cell, column, sink, knownOnly: true)) return true;
        if (reading.IsMissing(cell, quoted))
        {
            sink.Set(column, RawValue.Missing, double.NaN);
            return true;
        }

        if (type == ColumnType.Categorical) return KnownCategory(cell, column, sink);
        if (!reading.TryRead(cell, out var value)) return false;
        if (type == ColumnType.Boolean && !value.IsMissing) SetFlag(column, value.Number == 1, sink);
        else sink.Set(column, value, type == ColumnType.Text ? 0 : value.Number);
        return true;
    }

    /// <returns>False, with nothing set, when only known categories are wanted and this is none.</returns>
    private bool KnownCategory(ReadOnlySpan<byte> cell, int column, Sink sink, bool knownOnly = false)
    {
        int known = categories[column]!.Known(cell);
        if (known >= 0) sink.Set(column, columns[column].Categories[known], categories[column]!.LoggedOf(known));
        else if (!knownOnly) SetCategory(column, Encoding.UTF8.GetString(cell), sink);
        return known >= 0 || !knownOnly;
    }

    private void SetCategory(int column, string text, Sink sink) => sink.Set(column, text, categories[column]!.Logged(Encoding.UTF8.GetBytes(text)));

    private void SetFlag(int column, bool flag, Sink sink) => sink.Set(
        column, flag ? 1 : 0, logged[column] is { Categorical: true } counted ? counted.Categories.IndexOf(flag ? "true" : "false") : flag ? 1 : 0);

    private static int IndexOf(ImmutableArray<LoggedColumn> logged, string name)
    {
        for (int i = 0; i < logged.Length; i++)
            if (logged[i].Name == name) return i;
        return -1;
    }

    private static int Find(Utf8Names names, ref Utf8JsonReader reader, int guess) =>
        names.Find(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan, guess);

    /// <summary>A first size for the buffers, from the shortest row there can be; large requests grow from there.</summary>
    private int EstimateRows(ReadOnlySpan<byte> json) => Math.Clamp(json.Length / (2 + 2 * Math.Max(1, inputs)), 1, 64);

    private static string Expected(ColumnSchema column) => column.Reading switch
    {
        { Number: { } number } => $"a number{(number is { Decimal: '.', Group: null } ? "" : $" such as {number}")}",
        { Date: { } date } => $"a date written {date.Name} or in ISO 8601, with or without a time,",
        { Flag: { } flag } => $"{flag.Yes} or {flag.No}",
        _ => Expected(column.Type),
    };

    private static string Expected(ColumnType type) => type switch
    {
        ColumnType.Numeric => "a number",
        ColumnType.Categorical => "a string",
        ColumnType.Boolean => "true or false",
        ColumnType.DateTime => "an ISO 8601 date or time as a string",
        _ => "a string",
    };

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

    /// <summary>Categories by UTF-8 text: those the encoder knows, so that their strings are not made again, and those the monitors count.</summary>
    private sealed class CategoryNames(ImmutableArray<string> known, ImmutableArray<string> counted)
    {
        private readonly Utf8Names names = new(known), logged = new(counted);
        private readonly int[] translated = [.. known.Select(category => counted.IndexOf(category))];

        public int Known(ReadOnlySpan<byte> text) => names.Find(text);

        public int LoggedOf(int category) => translated[category];

        public int Logged(ReadOnlySpan<byte> text) => logged.Find(text);

        /// <summary>A number stands for the category written like its shortest form, as in training.</summary>
        public int Logged(double number)
        {
            Span<byte> digits = stackalloc byte[32];
            return number.TryFormat(digits, out int length, "R", CultureInfo.InvariantCulture) ? logged.Find(digits[..length]) : -1;
        }
    }

    /// <summary>Grows with the rows and knows which columns of the current row were given.</summary>
    private sealed class Sink(int inputs, int logged, int[] slots, int rows)
    {
        private readonly int[] given = new int[slots.Length];
        private RawValue[] values = new RawValue[rows * inputs];
        private double[] seen = new double[rows * logged];
        private int row, capacity = rows;

        public void Begin(int index)
        {
            row = index;
            if (row == capacity)
            {
                capacity *= 2;
                Array.Resize(ref values, capacity * inputs);
                Array.Resize(ref seen, capacity * logged);
            }

            seen.AsSpan(row * logged, logged).Fill(double.NaN);
        }

        public bool Mark(int column)
        {
            if (given[column] == row + 1) return false;
            given[column] = row + 1;
            return true;
        }

        public bool Marked(int column) => given[column] == row + 1;

        public void Set(int column, RawValue value, double monitored)
        {
            if (column < inputs) values[row * inputs + column] = value;
            if (slots[column] >= 0) seen[row * logged + slots[column]] = monitored;
        }

        public DecodedRows Done(int rows)
        {
            Array.Resize(ref seen, rows * logged);
            return new(rows, values, seen);
        }
    }
}

/// <summary>A column as monitors see it.</summary>
/// <param name="Name">The column.</param>
/// <param name="Categorical">Counted by category rather than by number.</param>
/// <param name="Categories">The categories that are counted, in index order; others are −1.</param>
public sealed record LoggedColumn(string Name, bool Categorical, ImmutableArray<string> Categories)
{
    /// <summary>How a column is read that monitors watch and the model does not take.</summary>
    public ColumnSchema Schema() => new(Name, Categorical ? ColumnType.Categorical : ColumnType.Numeric, Categories: Categories);
}
