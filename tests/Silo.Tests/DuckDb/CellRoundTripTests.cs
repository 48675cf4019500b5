using System.Globalization;
using System.Text;
using Kolosal.Datasets;
using Kolosal.Tabular;
using Microsoft.Extensions.Options;

namespace Kolosal.Engines.DuckDb;

/// <summary>Tables of cells of every kind, taken in and written out again: nothing is lost, and stored is what serving would read.</summary>
public sealed class CellRoundTripTests : IDisposable
{
    private const string Words = "NA,N/A,n/a,NULL,null,NaN,nan,<NA>,#N/A,?";

    private readonly string folder = Directory.CreateTempSubdirectory("kolosal-cells-").FullName;
    private readonly DuckTableEngine engine = new(Options.Create(new DatasetOptions { Threads = 2 }), TimeProvider.System);

    public void Dispose()
    {
        engine.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A cell as it stands in a file.</summary>
    private readonly record struct Cell(string Text, bool Quoted);

    [Theory]
    [InlineData(1, 120, 1, 40)]
    [InlineData(2, 3, 21_000, 22_000)] // beyond what any reader looks at before it settles on types
    public async Task Every_cell_comes_back_as_it_was_and_is_read_as_serving_reads_it(int seed, int tables, int least, int most)
    {
        var random = new Random(seed);
        for (int table = 0; table < tables; table++)
        {
            int rows = random.Next(least, most + 1), width = random.Next(2, 9);
            var columns = Enumerable.Range(0, width).Select(_ => Column(random, rows)).ToArray();
            await RoundTripAsync(columns, ",;"[random.Next(2)], random.Next(2) == 0 ? "\n" : "\r\n");
        }
    }

    private async Task RoundTripAsync(Cell[][] columns, char separator, string lineEnd)
    {
        int rows = columns[0].Length;
        string[] names = [.. columns.Select((_, c) => c == 1 ? "NAME0" : $"name{c}")]; // name0 and NAME0 differ in case alone
        var content = new StringBuilder(string.Join(separator, names)).Append(lineEnd);
        for (int row = 0; row < rows; row++)
            content.AppendJoin(separator, columns.Select(column => Written(column[row], separator))).Append(lineEnd);

        var (table, frame) = await TakeAsync(content.ToString(), separator, names);
        string target = Path.Combine(folder, "out.csv");
        await engine.ExportAsync(table.Path, names, target, TableFormat.Csv, default);
        var exported = Parsed(target);
        Assert.Equal(rows + 1, exported.Count);
        Assert.Equal(names, exported[0].Select(cell => cell.Text));

        // Where only quotes tell words from texts, the reader keeps which of several words for missing stood in a number column to itself.
        bool mixed = columns.Any(c => c.Any(x => x.Quoted && IsWord(x.Text)) && c.Any(x => !x.Quoted && IsWord(x.Text)));
        for (int c = 0; c < columns.Length; c++)
        {
            var reading = table.Columns[c].Reading!;
            for (int row = 0; row < rows; row++)
            {
                var (cell, back) = (columns[c][row], exported[row + 1][c]);
                string place = $"column {c} ({table.Columns[c].Type}, {reading}), row {row}: '{cell.Text}'";
                byte[] utf8 = Encoding.UTF8.GetBytes(cell.Text);
                bool missing = reading.IsMissing(utf8, cell.Quoted);
                if (!(mixed && missing)) Assert.True(cell.Text == back.Text, $"{place} came back as '{back.Text}'.");
                Assert.True(missing == reading.IsMissing(Encoding.UTF8.GetBytes(back.Text), back.Quoted), $"{place} is missing here and not there.");

                // The value in the table against the one that the decoder of requests would make of the cell.
                RawValue value = RawValue.Missing;
                Assert.True(missing || reading.TryRead(utf8, out value), $"{place} is read by no rule.");
                Assert.True(value.ToString() == RawValue.At(frame.Columns[c], row).ToString(),
                    $"{place} is {value} by the rule and {RawValue.At(frame.Columns[c], row)} in the table.");
            }
        }

        var (again, _) = await TakeAsync(File.ReadAllText(target), ',', names);
        Assert.Equal(table.Columns.Select(c => c.Type), again.Columns.Select(c => c.Type));
    }

    private async Task<(ConvertedTable Table, Frame Frame)> TakeAsync(string content, char separator, string[] names)
    {
        string path = Path.Combine(folder, $"{Guid.NewGuid():n}.csv");
        File.WriteAllText(path, content, new UTF8Encoding(false));
        var dialect = new CsvDialect(separator, HasHeader: true, SkippedLines: 0, [.. names], Notes: []);
        var table = await engine.ConvertAsync(new TableSource(
            path, TableFormat.Csv, dialect, Path.ChangeExtension(path, ".parquet"), new ContentLimits(1 << 20, 100, 1_000_000), "test"), default);
        var schemas = table.Columns.Select((c, i) => (i, new ColumnSchema(c.Name, c.Type, Reading: c.Reading))).ToArray();
        return (table, await engine.ReadAsync(table.Path, schemas, null, default));
    }

    private static List<Cell[]> Parsed(string path)
    {
        using var file = File.OpenRead(path);
        var records = new CsvRecords(file, (byte)',');
        var parsed = new List<Cell[]>();
        while (records.Read())
            parsed.Add([.. Enumerable.Range(0, records.Fields).Select(f => new Cell(Encoding.UTF8.GetString(records.Field(f)), records.Quoted(f)))]);
        return parsed;
    }

    private static bool IsWord(string text) => text.Length > 0 && Words.Split(',').Contains(text);

    private static string Written(Cell cell, char separator) =>
        cell.Quoted || cell.Text.AsSpan().IndexOfAny("\"\r\n") >= 0 || cell.Text.Contains(separator) || cell.Text.StartsWith(' ')
            ? $"\"{cell.Text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell.Text;

    /// <summary>Cells of one kind, with some that are missing, and in one column of eight some of any other kind.</summary>
    private static Cell[] Column(Random random, int rows)
    {
        int kind = random.Next(16), missing = random.Next(4), other = random.Next(8) == 0 ? random.Next(16) : -1;
        string word = Words.Split(',')[random.Next(10)];
        var cells = new Cell[rows];
        for (int row = 0; row < rows; row++)
        {
            if (random.Next(6) == 0 && missing > 0)
                cells[row] = new(missing == 1 ? "" : missing == 2 ? word : Words.Split(',')[random.Next(10)], missing == 3 && random.Next(4) == 0);
            else
            {
                string text = Text(random, other >= 0 && random.Next(9) == 0 ? other : kind);
                cells[row] = new(text, text.Contains(',') || text.Contains(';') || text.Contains('"') || text.Contains('\n') || text.StartsWith(' ')
                    || random.Next(5) == 0);
            }
        }

        return cells;
    }

    private static string Text(Random random, int kind)
    {
        double number = Math.Round((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(1, 9)), random.Next(0, 5));
        var culture = CultureInfo.InvariantCulture;
        var day = new DateTime(random.Next(1900, 2100), random.Next(1, 13), random.Next(1, 29)).AddSeconds(random.Next(86_400));
        return kind switch
        {
            0 => random.Next(-1000, 1000).ToString(culture),
            1 => number.ToString("F2", culture),
            2 => number.ToString("R", culture),
            3 => (number * Math.Pow(10, random.Next(-40, 40))).ToString(random.Next(40) != 0 ? "R" : "e7", culture),
            4 => number.ToString("#,##0.00", culture),
            5 => number.ToString("#,##0.0#", culture).Replace(',', '!').Replace('.', ',').Replace('!', '.'),
            6 => number.ToString("#,##0", culture).Replace(",", random.Next(2) == 0 ? " " : "\u00A0", StringComparison.Ordinal),
            7 => random.Next(1000).ToString("0000", culture),
            8 => (9_007_199_254_740_990L + random.Next(100)).ToString(culture),
            9 => random.Next(2) == 0 ? "Yes" : "No",
            10 => day.ToString("dd/MM/yyyy", culture),
            11 => day.ToString(random.Next(2) == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", culture),
            12 => day.ToString("d.M.yyyy H:mm", culture),
            13 => random.NextDouble().ToString("R", culture), // 16 and 17 digits
            14 => "a b,\"c\"\n;é'"[random.Next(4)..random.Next(5, 12)],
            _ => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => "xyzÄ 01.,/ef"[random.Next(12)])),
        };
    }
}
