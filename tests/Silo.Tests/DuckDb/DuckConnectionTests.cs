using Apache.Arrow;
using DuckDB.NET.Data;

namespace Kolosal.Engines.DuckDb;

public sealed class DuckConnectionTests : IDisposable
{
    /// <summary>Runs for hours.</summary>
    private const string Sum = "SELECT sum(a.i * b.i) FROM range(3000000) a(i), range(300000) b(i)";
    private const string Endless = $"CREATE TABLE big AS {Sum}";

    private readonly string folder = Directory.CreateTempSubdirectory("kolosal-duck-").FullName;
    private readonly DuckDatabase database;
    private readonly DuckDBConnection connection;

    public DuckConnectionTests()
    {
        database = new DuckDatabase(new DuckSettings(2, 256 << 20, Path.Combine(folder, "spill"), [folder]));
        connection = database.Connect();
    }

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Values_of_every_kept_type_come_across()
    {
        const string Sql =
            "SELECT 1::BIGINT, -2.5::DOUBLE, true, 'ß日😀', DATE '1970-01-03', TIMESTAMP '1970-01-01 00:00:01', "
            + "NULL::DOUBLE, 7::UTINYINT, 3.5::FLOAT";
        int batches = 0;
        connection.Batches(
            Sql,
            batch =>
            {
                batches++;
                Assert.Equal(1, ((Int64Array)batch.Column(0)).Values[0]);
                Assert.Equal(-2.5, ((DoubleArray)batch.Column(1)).Values[0]);
                Assert.True(((BooleanArray)batch.Column(2)).GetValue(0));
                Assert.Equal("ß日😀", ((StringArray)batch.Column(3)).GetString(0));
                Assert.Equal(2, ((Date32Array)batch.Column(4)).Values[0]); // days since 1970
                Assert.Equal(1_000_000, ((TimestampArray)batch.Column(5)).Values[0]); // microseconds
                Assert.True(batch.Column(6).IsNull(0));
                Assert.Equal(7, ((UInt8Array)batch.Column(7)).Values[0]);
                Assert.Equal(3.5f, ((FloatArray)batch.Column(8)).Values[0]);
            });
        Assert.Equal(1, batches);
    }

    [Theory, InlineData(0), InlineData(12), InlineData(13), InlineData(100_000)] // twelve bytes fit into the cell itself
    public void Texts_of_any_length_come_across(int length)
    {
        string text = new('x', length);
        Assert.Equal(text, connection.Row("SELECT $1::VARCHAR", row => row.GetString(0), default, text));
        var found = new List<string>();
        connection.Batches("SELECT $1::VARCHAR", batch => found.Add(((StringArray)batch.Column(0)).GetString(0)), default, text);
        Assert.Equal([text], found);
    }

    [Fact]
    public void Parameters_are_values_and_never_statements()
    {
        const string Hostile = "'; DROP TABLE t; --";
        connection.Execute("CREATE TABLE t AS SELECT $1::VARCHAR AS a", default, Hostile);
        const string Sql = "SELECT a FROM t WHERE a = $1 AND $2::BIGINT = 4 AND $3::DOUBLE = 0.5 AND $4::BOOLEAN AND $5::VARCHAR IS NULL";
        Assert.Equal(Hostile, connection.Row(Sql, row => row.GetString(0), default, Hostile, 4L, 0.5, true, null));
    }

    [Theory, InlineData("a\"b"), InlineData("; DROP TABLE t"), InlineData("日本"), InlineData("a'b")]
    public void Any_text_becomes_one_name(string name)
    {
        string sql = $"SELECT 1 AS {SqlText.Name(name)}, {SqlText.Literal(name)}";
        Assert.Equal(name, connection.Names(sql)[0]);
        Assert.Equal(name, connection.Row(sql, row => row.GetString(1)));
    }

    [Fact]
    public void Many_rows_arrive_in_order_with_their_gaps()
    {
        long row = 0;
        var validity = new Validity();
        connection.Batches(
            "SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE i END::BIGINT FROM range(100000) AS r(i)",
            batch =>
            {
                var column = (Int64Array)batch.Column(0);
                var words = validity.Of(column);
                for (int i = 0; i < batch.Length; i++, row++)
                {
                    Assert.Equal(row % 3 == 0, column.IsNull(i));
                    Assert.Equal(row % 3 != 0, (words[i >> 6] >> (i & 63) & 1) != 0);
                    if (row % 3 != 0) Assert.Equal(row, column.Values[i]);
                }
            });
        Assert.Equal(100_000, row);
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/hostname')")]
    [InlineData("SELECT * FROM read_text('/etc/hostname')")]
    [InlineData("COPY (SELECT 1) TO '/var/kolosal-escape.csv'")]
    [InlineData("SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("SET autoload_known_extensions = true")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("ATTACH '/var/kolosal-escape.db'")]
    public void Nothing_outside_the_given_folder_is_reached(string sql)
    {
        Assert.Throws<DuckDBException>(() => connection.Execute(sql));
        Assert.False(File.Exists("/var/kolosal-escape.csv"));
    }

    [Theory]
    [InlineData("autoinstall_known_extensions")]
    [InlineData("autoload_known_extensions")]
    [InlineData("allow_community_extensions")]
    [InlineData("enable_external_access")]
    public void No_extension_and_no_outside_is_allowed(string setting) =>
        Assert.False(connection.Row("SELECT current_setting($1)::BOOLEAN", row => row.GetBoolean(0), default, setting));

    [Fact]
    public void A_cancelled_statement_is_interrupted()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>(() => connection.Execute(Endless, cancel.Token));
    }

    [Fact]
    public void A_cancelled_answer_is_interrupted_while_its_first_rows_are_made()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>(() => connection.Batches(Sum, _ => { }, cancel.Token));
    }

    [Fact]
    public void An_interrupt_that_comes_before_the_statement_runs_is_not_lost()
    {
        using var command = connection.CreateCommand();
        command.CommandText = Endless;
        using var interruption = new Interruption(command, new CancellationToken(canceled: true));
        Assert.ThrowsAny<OperationCanceledException>(() => interruption.Run(command.ExecuteNonQuery));
    }

    [Fact]
    public void A_connection_serves_on_after_a_cancelled_statement()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        Assert.ThrowsAny<OperationCanceledException>(() => connection.Execute(Endless, cancel.Token));
        Assert.Equal(1, connection.Row("SELECT 1", row => row.GetInt32(0)));
    }

    [Fact]
    public void An_answer_that_fails_halfway_is_no_short_answer() => // the package reports such errors only of streamed answers
        Assert.Throws<DuckDBException>(() => connection.Batches(
            "SELECT CASE WHEN i < 50000 THEN i ELSE error('broken') END FROM range(100000) AS r(i)", _ => { }));

    [Fact]
    public void A_broken_statement_says_why() =>
        Assert.Contains("syntax error", Assert.Throws<DuckDBException>(() => connection.Execute("SELEC 1")).Message, StringComparison.Ordinal);
}
