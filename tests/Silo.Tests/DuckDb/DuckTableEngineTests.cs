using System.Text;
using Kolosal.Datasets;
using Kolosal.Tabular;
using Microsoft.Extensions.Options;

namespace Kolosal.Engines.DuckDb;

public sealed class DuckTableEngineTests : IDisposable
{
    private static readonly ContentLimits Limits = new(1 << 20, 1000, 10_000_000);
    private readonly string folder = Directory.CreateTempSubdirectory("kolosal-tables-").FullName;
    private readonly DuckTableEngine engine = new(Options.Create(new DatasetOptions { Threads = 2 }), TimeProvider.System);

    public void Dispose()
    {
        engine.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Iris_has_the_published_figures() // R. A. Fisher 1936: mean, sd and correlation as in any text book; rows 102 and 143 are equal
    {
        var (table, profiled) = await TakeAsync("iris.csv", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "iris.csv")));
        Assert.Equal(150, table.Rows);
        Assert.Equal(["numeric", "numeric", "numeric", "numeric", "categorical"], profiled.Columns.Select(c => c.Type));
        Assert.Equal(["setosa", "versicolor", "virginica"], profiled.Columns[4].Categories.ToArray());
        Assert.Equal(1, profiled.Profile.DuplicateRows);
        var sepal = profiled.Profile.Columns[0].Numeric!;
        Assert.Equal(5.843333, sepal.Mean, 6);
        Assert.Equal(0.828066, sepal.StandardDeviation!.Value, 6);
        Assert.Equal((4.3, 7.9, 5.8), (sepal.Minimum, sepal.Maximum, sepal.Quantiles.Single(q => q.Share == 0.5).Value));
        Assert.Equal(0.8717538, profiled.Profile.Correlations!.Values[0][2]!.Value, 6);
        Assert.Equal(Math.Log2(3), profiled.Profile.Columns[4].Entropy!.Value, 9);
    }

    [Fact]
    public async Task One_late_value_decides_the_type_of_its_column()
    {
        var text = new StringBuilder("a,b,c,code\n");
        for (int i = 0; i < 60_000; i++) text.Append(i).Append(',').Append(i).Append(',').Append(i).Append(",007\n");
        text.Append("0.5,odd,1,9\n");
        var (table, profiled) = await TakeAsync("late.csv", text.ToString());
        Assert.Equal([ColumnType.Numeric, ColumnType.Text, ColumnType.Numeric, ColumnType.Text], table.Columns.Select(c => c.Type));
        Assert.Equal([new OddValue(60_001, "odd")], profiled.Profile.Columns[1].Text!.OddValues.ToArray());
        Assert.Equal((0, 59_999), (table.Columns[0].Minimum, table.Columns[0].Maximum));
        Assert.Empty(Directory.GetFiles(folder, "*.text"));
    }

    [Fact]
    public async Task Types_are_told_apart()
    {
        var (table, profiled) = await TakeAsync(
            "t.csv", "n,b,d,t,s,empty\n1.5,true,2024-02-29,2024-02-29 12:00:00,x,\n-2,false,2023-01-01,2023-01-01 00:00:00,y,\n,,,,,\n");
        Assert.Equal(["numeric", "boolean", "date_time", "date_time", "categorical", "text"], profiled.Columns.Select(c => c.Type));
        Assert.All(profiled.Columns.Take(5), c => Assert.Equal(1, c.Missing));
        Assert.Equal(3, profiled.Columns[5].Missing);
        Assert.Equal(1_709_164_800, table.Columns[2].Maximum); // 2024-02-29T00:00Z

        var frame = await ReadAsync(table, profiled);
        Assert.Equal(new DateTime(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc).Ticks, ((DateTimeColumn)frame["t"]).Ticks[0]);
        Assert.Equal((-2, true), (((NumericColumn)frame["n"]).Values[1], frame["n"].IsMissing(2)));
        Assert.True(((BooleanColumn)frame["b"]).Values[0]);
        Assert.Equal(["x", "y", null], Enumerable.Range(0, 3).Select(frame["s"].TextAt));
    }

    [Fact]
    public async Task Nan_and_infinities_are_missing_and_said_so()
    {
        var (table, profiled) = await TakeAsync("n.csv", "x,y\n1,1\ninf,2\n-inf,3\nnan,4\n2,5\n");
        Assert.Equal((1, 2), (table.Columns[0].Minimum, table.Columns[0].Maximum));
        Assert.Equal(2, table.Columns[0].NonFinite);
        Assert.Equal((2, 3), (profiled.Profile.Columns[0].Count, profiled.Profile.Columns[0].Missing));
        Assert.Equal(
            ["2 values of 'x' were NaN or infinite (rows 2, 3, for example 'inf') and are missing now.",
                "1 cell of 'x' is missing because of a word for it (row 4, 'nan')."], table.Notes.AsEnumerable());
        Assert.Equal(1.5, profiled.Profile.Columns[0].Numeric!.Mean);
    }

    [Theory]
    [InlineData("t.csv", "a;b\n1,5;x\n2,5;y\n")]
    [InlineData("t.tsv", "a\tb\n1.5\tx\n2.5\ty\n")]
    [InlineData("t.jsonl", "{\"a\":1.5,\"b\":\"x\"}\n{\"b\":\"y\",\"a\":2.5}\n")]
    [InlineData("t.json", "[{\"a\":1.5,\"b\":\"x\"},{\"a\":2.5,\"b\":\"y\"}]")]
    [InlineData("t.csv", "\uFEFF\"a\",\"b\"\r\n\"1.5\",\"x\"\r\n2.5,y")]
    public async Task Every_format_gives_the_same_table(string name, string content)
    {
        var (table, profiled) = await TakeAsync(name, content);
        var frame = await ReadAsync(table, profiled);
        Assert.Equal([1.5, 2.5], ((NumericColumn)frame["a"]).Values.ToArray());
        Assert.Equal(["x", "y"], Enumerable.Range(0, 2).Select(frame["b"].TextAt));
    }

    [Fact]
    public async Task What_was_exported_as_parquet_comes_back_the_same()
    {
        var (table, profiled) = await TakeAsync("a.csv", "x,\"odd \"\"name\"\"\",t\n1,é,2024-01-01\n,b,\n");
        string target = Path.Combine(folder, "out.parquet");
        await engine.ExportAsync(table.Path, [.. table.Columns.Select(c => c.Name)], target, TableFormat.Parquet, default);
        var again = await engine.ConvertAsync(new TableSource(
            target, TableFormat.Parquet, null, Path.Combine(folder, "again.parquet"), Limits, "again"), default);
        Assert.Equal(table.Columns.Select(c => c with { Reading = null }), again.Columns.Select(c => c with { Reading = null }));
        var frame = await ReadAsync(again, await engine.ProfileAsync(again, default));
        Assert.Equal("é", frame["odd \"name\""].TextAt(0));
    }

    [Fact]
    public async Task Formulas_lose_their_force_in_csv_and_numbers_keep_their_sign()
    {
        var (table, _) = await TakeAsync("f.csv", "name,=evil,n\n=1+1,x,-5\n@cmd,y,2\nplain,+z,3\n-x,\"a,b\",4\n");
        string target = Path.Combine(folder, "out.csv");
        await engine.ExportAsync(table.Path, [.. table.Columns.Select(c => c.Name)], target, TableFormat.Csv, default);
        Assert.Equal(["name,'=evil,n", "'=1+1,x,-5", "'@cmd,y,2", "plain,'+z,3", "'-x,\"a,b\",4"], File.ReadAllLines(target));
    }

    [Fact]
    public async Task Another_type_is_a_matter_of_reading()
    {
        var (table, _) = await TakeAsync("o.csv", "mixed,code\n1,1\nx,2\n3,1\n");
        var frame = await engine.ReadAsync(table.Path, [(0, new("mixed", ColumnType.Numeric)), (1, new("code", ColumnType.Categorical)),
            (1, new("flag", ColumnType.Boolean))], null, default);
        Assert.Equal([1, 0, 3], ((NumericColumn)frame["mixed"]).Values.ToArray());
        Assert.True(frame["mixed"].IsMissing(1));
        Assert.Equal(["1", "2", "1"], Enumerable.Range(0, 3).Select(frame["code"].TextAt));
        Assert.Equal([true, false, true], ((BooleanColumn)frame["flag"]).Values.ToArray());
        Assert.True(frame["flag"].IsMissing(1));
    }

    [Fact]
    public async Task A_table_of_old_without_readings_is_read_and_written_plainly()
    {
        string old = Path.Combine(folder, "old.parquet");
        using (var database = new DuckDatabase(new DuckSettings(1, 1L << 28, Path.Combine(folder, "spill"), [folder])))
        using (var connection = database.Connect())
            connection.Execute(
                $"COPY (SELECT 1.5::DOUBLE AS c0, 'x' AS c1, true AS c2, TIMESTAMP '2024-02-29 12:00:00' AS c3) TO '{old}' (FORMAT parquet)");
        var frame = await engine.ReadAsync(old, [(0, new("n", ColumnType.Numeric)), (1, new("s", ColumnType.Categorical)),
            (2, new("b", ColumnType.Boolean)), (3, new("t", ColumnType.DateTime))], null, default);
        Assert.Equal(["1.5", "x", "true", "2024-02-29T12:00:00.0000000Z"], frame.Columns.Select(c => c.TextAt(0)));
        string target = Path.Combine(folder, "old.csv");
        await engine.ExportAsync(old, ["n", "s", "b", "t"], target, TableFormat.Csv, default);
        Assert.Equal(["n,s,b,t", "1.5,x,true,2024-02-29 12:00:00"], File.ReadAllLines(target));
        var again = Assert.Single(await engine.RereadAsync(old, [new(0, "n", ColumnType.Categorical)], default));
        Assert.Equal(["1.5"], again.Column.Categories.AsEnumerable());
    }

    [Theory]
    [InlineData("[{\"id\":9007199254740993},{\"id\":1}]", "t.json", "9007199254740993")]
    [InlineData("{\"id\":123456789012345678901234567890}\n{\"id\":1}\n", "t.jsonl", "123456789012345678901234567890")]
    [InlineData("id,v\n9007199254740993,1\n1,2\n", "t.csv", "9007199254740993")]
    public async Task Whole_numbers_beyond_doubles_keep_every_digit(string content, string name, string number)
    {
        var (table, profiled) = await TakeAsync(name, content);
        Assert.Equal(number, (await ReadAsync(table, profiled))["id"].TextAt(0));
        Assert.Contains("beyond 2^53", table.Notes.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whole_numbers_beyond_doubles_of_a_parquet_file_do_too()
    {
        string path = Path.Combine(folder, "big.parquet");
        using (var database = new DuckDatabase(new DuckSettings(1, 1L << 28, Path.Combine(folder, "spill"), [folder])))
        using (var connection = database.Connect())
            connection.Execute(
                $"COPY (SELECT * FROM (VALUES (1::UBIGINT, 5::BIGINT), (18446744073709551615, 6)) t(id, n)) TO '{path}' (FORMAT parquet)");
        var table = await engine.ConvertAsync(new TableSource(
            path, TableFormat.Parquet, null, Path.Combine(folder, "big2.parquet"), Limits, "big"), default);
        Assert.Equal([ColumnType.Text, ColumnType.Numeric], table.Columns.Select(c => c.Type));
        Assert.Contains("first in row 2, '18446744073709551615'", table.Notes.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_keep_their_order_and_may_be_cut_short()
    {
        var text = new StringBuilder("i,s\n");
        for (int i = 0; i < 300_000; i++) text.Append(i).Append(",v").Append(i % 17).Append('\n');
        var (table, profiled) = await TakeAsync("long.csv", text.ToString());
        var frame = await ReadAsync(table, profiled);
        for (int i = 0; i < frame.Rows; i += 997) Assert.Equal((i, $"v{i % 17}"), (((NumericColumn)frame["i"]).Values[i], frame["s"].TextAt(i)));
        Assert.Equal(5, (await engine.ReadAsync(table.Path, [(0, new("i", ColumnType.Numeric))], 5, default)).Rows);
        Assert.False(profiled.Profile.Columns[0].Numeric!.QuantilesExact);
        Assert.InRange(profiled.Profile.Columns[0].Numeric!.Quantiles.Single(q => q.Share == 0.5).Value, 149_000, 151_000);
    }

    [Theory]
    [InlineData("b.jsonl", "{\"a\":1}\n{\"a\":\n", "datasets.broken-json")]
    [InlineData("b.json", "{\"a\":1", "datasets.broken-json")]
    [InlineData("b.jsonl", "{\"a\":[1,2]}\n", "datasets.nested-column")]
    [InlineData("b.jsonl", "{\"a\":{\"b\":1}}\n", "datasets.nested-column")]
    [InlineData("b.json", "[]", "datasets.broken-json")]
    [InlineData("b.parquet", "PAR1 and then nothing PAR1", "datasets.broken-parquet")]
    [InlineData("b.csv", "a,b\n,\n,\n", "datasets.no-values")]
    public async Task Broken_files_are_refused_in_words(string name, string content, string code)
    {
        var refused = await Assert.ThrowsAsync<RejectedContentException>(() => TakeAsync(name, content));
        Assert.Equal(code, refused.Code);
        Assert.DoesNotContain(folder, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,2,3\n", "datasets.ragged-rows")]
    [InlineData("1\n", "datasets.ragged-rows")]
    [InlineData("1,\"open\n", "datasets.open-quote")]
    public async Task A_bad_row_far_down_is_found_and_named(string bad, string code)
    {
        string content = "a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 50_000)) + bad + string.Concat(Enumerable.Repeat("1,2\n", 10));
        var refused = await Assert.ThrowsAsync<RejectedContentException>(() => TakeAsync("far.csv", content));
        Assert.Equal(code, refused.Code);
        Assert.Contains("Line 500", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["far.csv"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    private async Task<(ConvertedTable Table, ProfiledTable Profiled)> TakeAsync(string name, string content)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, content, new UTF8Encoding(false));
        var format = FileNames.FormatOf(name)!.Value;
        var dialect = format is TableFormat.Csv or TableFormat.Tsv
            ? CsvDialect.Sniff(File.ReadAllBytes(path).AsSpan(0, (int)Math.Min(new FileInfo(path).Length, 4000)), new FileInfo(path).Length <= 4000,
                format == TableFormat.Tsv, Limits) : null;
        var table = await engine.ConvertAsync(new TableSource(
            path, format, dialect, Path.Combine(folder, $"{Guid.NewGuid():n}.parquet"), Limits, name), default);
        return (table, await engine.ProfileAsync(table, default));
    }

    private Task<Frame> ReadAsync(ConvertedTable table, ProfiledTable profiled) =>
        engine.ReadAsync(table.Path, [.. profiled.Columns.Select((c, i) => (i, c.ToColumnSchema()))], null, default);
}
