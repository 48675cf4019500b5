namespace Kolosal.Native.DuckDb;

public sealed class DuckConnectionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kolosal-duck-").FullName;
    private readonly DuckDatabase database;
    private readonly DuckConnection connection;

    public DuckConnectionTests()
    {
        if (!DuckDbLibrary.IsPresent) (database, connection) = (null!, null!);
        else
        {
            database = new DuckDatabase(new DuckSettings(2, 256 << 20, Path.Combine(folder, "spill"), [folder]));
            connection = database.Connect();
        }
    }

    public void Dispose()
    {
        connection?.Dispose();
        database?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [DuckDbFact]
    public void Values_of_every_kept_type_come_across()
    {
        using var result =
            connection.Query(
            "SELECT 1::BIGINT, -2.5::DOUBLE, true, 'ß日😀', DATE '1970-01-03', TIMESTAMP '1970-01-01 00:00:01', NULL::DOUBLE, "
            + "7::UTINYINT, 3.5::FLOAT");
        var row = result.Single();
        Assert.Equal(1, row.Integer(0, 0));
        Assert.Equal(-2.5, row.Number(1, 0));
        Assert.True(row.Flag(2, 0));
        Assert.Equal("ß日😀", row.Text(3, 0));
        Assert.Equal(2, row.Values<int>(4)[0]); // days since 1970
        Assert.Equal(1_000_000, row.Values<long>(5)[0]); // microseconds
        Assert.Null(row.Number(6, 0));
        Assert.Equal(7, row.Number(7, 0));
        Assert.Equal(3.5, row.Number(8, 0));
        Assert.Equal([DuckType.BigInt, DuckType.Double, DuckType.Boolean, DuckType.Varchar, DuckType.Date, DuckType.Timestamp, DuckType.Double,
            DuckType.UTinyInt, DuckType.Float], result.Types);
    }

    [DuckDbTheory, InlineData(0), InlineData(12), InlineData(13), InlineData(100_000)] // twelve bytes fit into the cell itself
    public void Texts_of_any_length_come_across(int length)
    {
        string text = new('x', length);
        using var result = connection.Query("SELECT $1::VARCHAR", default, text);
        Assert.Equal(text, result.Single().Text(0, 0));
    }

    [DuckDbFact]
    public void Parameters_are_values_and_never_statements()
    {
        const string Hostile = "'; DROP TABLE t; --";
        connection.Execute("CREATE TABLE t AS SELECT $1::VARCHAR AS a", default, Hostile);
        using var result =
            connection.Query("SELECT a FROM t WHERE a = $1 AND $2::BIGINT = 4 AND $3::DOUBLE = 0.5 AND $4::BOOLEAN AND $5::VARCHAR IS NULL", default,
            Hostile, 4L, 0.5, true, null);
        Assert.Equal(Hostile, result.Single().Text(0, 0));
    }

    [DuckDbTheory, InlineData("a\"b"), InlineData("; DROP TABLE t"), InlineData("日本"), InlineData("a'b")]
    public void Any_text_becomes_one_name(string name)
    {
        using var result = connection.Query($"SELECT 1 AS {SqlText.Name(name)}, {SqlText.Literal(name)}");
        Assert.Equal(name, result.Names[0]);
        Assert.Equal(name, result.Single().Text(1, 0));
    }

    [DuckDbFact]
    public void Many_rows_arrive_in_order_with_their_gaps()
    {
        using var result = connection.Query("SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE i END::BIGINT FROM range(100000) AS r(i)");
        long row = 0;
        while (result.Next() is { } chunk)
        {
            for (int i = 0; i < chunk.Rows; i++, row++)
            {
                Assert.Equal(row % 3 == 0, chunk.IsMissing(0, i));
                if (row % 3 != 0) Assert.Equal(row, chunk.Values<long>(0)[i]);
            }
        }

        Assert.Equal(100_000, row);
    }

    [DuckDbTheory]
    [InlineData("SELECT * FROM read_csv('/etc/hostname')")]
    [InlineData("SELECT * FROM read_text('/etc/hostname')")]
    [InlineData("COPY (SELECT 1) TO '/var/kolosal-escape.csv'")]
    [InlineData("SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')")]
    [InlineData("INSTALL httpfs")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("ATTACH '/var/kolosal-escape.db'")]
    public void Nothing_outside_the_given_folder_is_reached(string sql)
    {
        Assert.Throws<DuckDbException>(() => connection.Execute(sql));
        Assert.False(File.Exists("/var/kolosal-escape.csv"));
    }

    [DuckDbFact]
    public void A_cancelled_statement_is_interrupted()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            connection.Execute("CREATE TABLE big AS SELECT sum(a.i * b.i) FROM range(3000000) a(i), range(300000) b(i)", cancel.Token));
    }

    [DuckDbFact]
    public void A_broken_statement_says_why() =>
        Assert.Contains("syntax error", Assert.Throws<DuckDbException>(() => connection.Execute("SELEC 1")).Message, StringComparison.Ordinal);
}
