using System.Globalization;
using System.Text;
using System.Text.Json;
using DuckDB.NET.Data;
using Kolosal.Predictions;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Api.Tests.Predictions;

/// <summary>
/// Rows of every kind of cell (numbers, whole numbers beyond 2⁵³ as categories, categories that training never saw, flags, dates, holes) and the
/// same rows written in every form that serving reads.
/// </summary>
internal sealed class ParityRows
{
    private static readonly string[] Cities = ["Oslo", "Lyon", "São Paulo", "say \"hi\", you"], Unseen = ["Riga", "new;city", "ünseen"];

    private readonly double[] amount, count;
    private readonly string?[] account, city;
    private readonly long[] since;
    private readonly bool[] owner;
    private readonly bool[,] missing;
    private readonly string[] label;

    /// <param name="rows">How many.</param>
    /// <param name="seed">Of the numbers.</param>
    /// <param name="unseen">Whether there are categories beyond those of the other rows.</param>
    public ParityRows(int rows, ulong seed, bool unseen)
    {
        Rows = rows;
        var random = new SeededRandom(seed);
        (amount, count, account, city) = (new double[rows], new double[rows], new string?[rows], new string?[rows]);
        (since, owner, missing, label) = (new long[rows], new bool[rows], new bool[rows, 6], new string[rows]);
        var epoch = new DateTime(2019, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (int row = 0; row < rows; row++)
        {
            for (int c = 0; c < 6; c++) missing[row, c] = random.Next(12) == 0;
            amount[row] = 100 * random.NextNormal() / (1 + random.Next(7));
            count[row] = random.Next(1_000) - 300;
            account[row] = missing[row, 2] ? null : (9_007_199_254_740_990 + random.Next(unseen ? 9 : 6)).ToString(CultureInfo.InvariantCulture);
            string[] known = unseen && random.Next(9) == 0 ? Unseen : Cities;
            city[row] = missing[row, 3] ? null : known[random.Next(known.Length)];
            since[row] = epoch.AddSeconds(random.Next(100_000_000)).Ticks;
            owner[row] = random.Next(2) == 0;
            label[row] = amount[row] + count[row] / 10 + (owner[row] ? 20 : 0) + 30 * random.NextNormal() > 0 ? "good" : "bad";
        }
    }

    public int Rows { get; }

    /// <summary>As training has them, under the rules of a CSV file.</summary>
    public Frame Table()
    {
        MissingMask Mask(int column) => MissingMask.Where(Rows, row => missing[row, column]);
        return new(
            new TableSchema([
                new("amount", ColumnType.Numeric, Reading: new(Number: NumberFormat.Plain, Missing: MissingWords.Any)),
                new("count", ColumnType.Numeric, Reading: new(Number: NumberFormat.Plain, Missing: MissingWords.Any)),
                new("account", ColumnType.Categorical, Reading: new(Missing: MissingWords.Unquoted)),
                new("city", ColumnType.Categorical, Reading: new(Missing: MissingWords.Unquoted)),
                new("since", ColumnType.DateTime, Reading: new(Date: DateFormat.Iso, Missing: MissingWords.Any)),
                new("owner", ColumnType.Boolean, Reading: new(Flag: FlagWords.Json, Missing: MissingWords.Any)),
                new("y", ColumnType.Categorical, ColumnRole.Target)]),
            [
                new NumericColumn([.. amount], Mask(0)), new NumericColumn([.. count], Mask(1)), CategoricalColumn.From(account),
                CategoricalColumn.From(city), new DateTimeColumn([.. since], Mask(4)), new BooleanColumn([.. owner], Mask(5)),
                CategoricalColumn.From(label),
            ]);
    }

    public string Objects() => Json(objects: true);

    public string Arrays() => Json(objects: false);

    public string Lines() => string.Join('\n', Enumerable.Range(0, Rows).Select(row => Row(row, objects: row % 2 == 0)));

    public string Csv()
    {
        var text = new StringBuilder("owner,city,amount,account,since,count\n");
        for (int row = 0; row < Rows; row++)
            text.Append(missing[row, 5] ? "NA" : Word(row)).Append(',')
                .Append(city[row] is { } name ? $"\"{name.Replace("\"", "\"\"")}\"" : "").Append(',')
                .Append(missing[row, 0] ? "" : Number(amount[row]))
                .Append(',').Append(account[row]).Append(',').Append(missing[row, 4] ? "" : Date(row)).Append(',')
                .Append(missing[row, 1] ? "null" : Number(count[row])).Append('\n');
        return text.ToString();
    }

    /// <summary>A Parquet file with a type for every column: doubles, whole numbers, texts, an instant, flags.</summary>
    public byte[] Parquet()
    {
        var folder = Directory.CreateTempSubdirectory("kolosal-parity-");
        string csv = Path.Combine(folder.FullName, "rows.csv"), parquet = Path.Combine(folder.FullName, "rows.parquet");
        File.WriteAllText(csv, Csv());
        using (var connection = new DuckDBConnection("DataSource=:memory:"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $$"""
                COPY (SELECT amount, CAST("count" AS INTEGER) AS "count", account, city, since, "owner" FROM read_csv('{{csv}}', header = true,
                    nullstr = ['', 'NA', 'null'], columns = {'owner': 'BOOLEAN', 'city': 'VARCHAR', 'amount': 'DOUBLE', 'account': 'BIGINT',
                    'since': 'TIMESTAMP', 'count': 'DOUBLE'})) TO '{{parquet}}' (FORMAT parquet)
                """;
            command.ExecuteNonQuery();
        }

        byte[] content = File.ReadAllBytes(parquet);
        folder.Delete(recursive: true);
        return content;
    }

    /// <summary>The tensors of the Open Inference Protocol: name, type, and elements as the JSON has them.</summary>
    public IEnumerable<(string Name, string DataType, JsonElement?[] Data)> Tensors()
    {
        JsonElement?[] Of<T>(int column, Func<int, T> value) =>
            [.. Enumerable.Range(0, Rows).Select(row => missing[row, column] ? (JsonElement?)null : JsonSerializer.SerializeToElement(value(row)))];
        yield return ("amount", "FP64", Of(0, row => amount[row]));
        yield return ("count", "INT32", Of(1, row => (int)count[row]));
        yield return ("account", "INT64", Of(2, row => long.Parse(account[row]!, CultureInfo.InvariantCulture)));
        yield return ("city", "BYTES", Of(3, row => city[row]));
        yield return ("since", "BYTES", Of(4, Date));
        yield return ("owner", "BOOL", Of(5, row => owner[row]));
    }

    private string Json(bool objects) => $"[{string.Join(",", Enumerable.Range(0, Rows).Select(row => Row(row, objects)))}]";

    private string Row(int row, bool objects)
    {
        string[] names = ["amount", "count", "account", "city", "since", "owner"];
        string?[] cells =
        [
            Number(amount[row]), Number(count[row]), account[row], city[row] is { } name ? JsonSerializer.Serialize(name) : null, $"\"{Date(row)}\"",
            Word(row),
        ];
        var written = cells.Select((cell, c) => missing[row, c] ? null : cell).ToArray();
        if (!objects) return $"[{string.Join(", ", written.Select(cell => cell ?? "null"))}]";

        // Every other row says of what is missing that it is, the others leave it out.
        var members = names.Zip(written).Where(member => member.Second is not null || row % 4 == 0)
            .Select(member => $"\"{member.First}\":{member.Second ?? "null"}");
        return $"{{{string.Join(",", row % 3 == 0 ? members.Reverse() : members)}}}";
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private string Date(int row) => new DateTime(since[row], DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private string Word(int row) => owner[row] ? "true" : "false";
}
