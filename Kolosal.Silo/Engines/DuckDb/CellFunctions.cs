using System.Text;
using DuckDB.NET.Data;
using DuckDB.NET.Data.DataChunk.Reader;
using DuckDB.NET.Data.DataChunk.Writer;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>The product's own reading and writing of cells as functions of a database, so that no second grammar stands in statements.</summary>
/// <remarks>A function is registered when it is first asked for. DuckDB calls them from several threads at once; a reading does not change.</remarks>
internal sealed class CellFunctions(DuckDBConnection connection)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(CellReading, string), string> names = [];

    /// <summary>The expression for a text's value: DOUBLE, TIMESTAMP, BOOLEAN or VARCHAR; NULL where it is missing or of no such kind.</summary>
    public string Read(CellReading reading, string text) =>
        reading.Number is not null ? $"{Name(reading, "number", () => Register(Cell(reading, value => value.Number)))}({text})"
        : reading.Flag is not null ? $"{Name(reading, "flag", () => Register(Cell(reading, value => value.Number == 1)))}({text})"
        : reading.Date is not null ? $"make_timestamp({Name(reading, "time", () => Register(Cell(reading, Microseconds)))}({text}))"
        : $"{Name(reading, "text", () => Register(Cell(reading, value => value.Text!)))}({text})";

    /// <summary>The expression for a text where its value alone would not be written back as it stands; NULL elsewhere.</summary>
    public string Own(CellReading reading, string text) => $"{Name(reading, "own", () => Register((ReadOnlySpan<byte> cell, out string own) =>
        {
            bool has = !reading.IsMissing(cell, quoted: false) & reading.TryRead(cell, out var value);
            string back = reading.Write(has ? value : RawValue.Missing);
            own = Encoding.UTF8.GetString(cell);
            return own != back;
        }))}({text})";

    /// <summary>The expression for the text of a stored value.</summary>
    /// <param name="reading">Of a column of numbers or dates.</param>
    /// <param name="value">DOUBLE, or TIMESTAMP.</param>
    public string Write(CellReading reading, string value) => reading.Date is { } date
        ? $"{Name(reading, "written", () => RegisterWriter<long>(micros => date.Write(Ticks(micros))))}(epoch_us({value}))"
        : $"{Name(reading, "written", () => RegisterWriter<double>(number => reading.Write(number)))}({value})";

    private static long Microseconds(RawValue value) => ((long)value.Number - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static long Ticks(long microseconds) => (long)Int128.Clamp(
        (Int128)microseconds * TimeSpan.TicksPerMicrosecond + DateTime.UnixEpoch.Ticks, 0, DateTime.MaxValue.Ticks);

    /// <returns>False for NULL.</returns>
    private delegate bool CellFunction<T>(ReadOnlySpan<byte> cell, out T result);

    private static CellFunction<T> Cell<T>(CellReading reading, Func<RawValue, T> value) => (ReadOnlySpan<byte> cell, out T result) =>
    {
        bool has = !reading.IsMissing(cell, quoted: false) & reading.TryRead(cell, out var read) && !read.IsMissing;
        result = has ? value(read) : default!;
        return has;
    };

    private string Name(CellReading reading, string kind, Func<Action<string>> register)
    {
        lock (gate)
        {
            if (names.TryGetValue((reading, kind), out string? known)) return known;
            string name = $"cell_{kind}_{names.Count}";
            register()(name);
            return names[(reading, kind)] = name;
        }
    }

    private Action<string> Register<T>(CellFunction<T> function) => name => connection.RegisterScalarFunction<string, T>(
        name,
        (arguments, results, rows) =>
        {
            var texts = arguments[0];
            byte[] utf8 = new byte[256];
            for (ulong row = 0; row < rows; row++)
            {
                if (!texts.IsValid(row))
                {
                    results.WriteNull(row);
                    continue;
                }

                string text = texts.GetValue<string>(row);
                if (utf8.Length < 3 * text.Length) utf8 = new byte[3 * text.Length];
                if (function(utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, utf8)), out var result)) results.WriteValue(result, row);
                else results.WriteNull(row);
            }
        },
        new ScalarFunctionOptions { IsPureFunction = true, HandlesNulls = true });

    private Action<string> RegisterWriter<TIn>(Func<TIn, string> write) => name => connection.RegisterScalarFunction<TIn, string>(
        name,
        (arguments, results, rows) =>
        {
            var values = arguments[0];
            for (ulong row = 0; row < rows; row++)
            {
                if (values.IsValid(row)) results.WriteValue(write(values.GetValue<TIn>(row)), row);
                else results.WriteNull(row);
            }
        },
        new ScalarFunctionOptions { IsPureFunction = true, HandlesNulls = true });
}
