using System.Globalization;
using System.Text;
using Kolosal.Tabular;

namespace Kolosal.Datasets;

public sealed class CsvScanTests : IDisposable
{
    private const int Rows = 60_000;

    private static readonly ContentLimits Limits = new(1 << 20, MaximumColumns: 50, MaximumRows: 1_000_000);
    private readonly string folder = Directory.CreateTempSubdirectory("kolosal-scan-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public void Every_column_is_settled_by_all_its_cells_whoever_reads_it(int readers)
    {
        string text = Table();
        var found = CsvScan.Of(Write(text), Dialect(text), readers, default);
        Assert.Equal(Rows, found.Rows);
        Assert.Equal(
            [ColumnType.Numeric, ColumnType.Numeric, ColumnType.Text, ColumnType.DateTime, ColumnType.Boolean, ColumnType.Text],
            found.Columns.Select(column => column.Type));
        Assert.Equal([true, false], found.Columns.Take(2).Select(column => column.Whole));
        Assert.Equal(1, found.Columns[1].NonFinite);
        Assert.Contains(found.Columns[1].Notes, note => note.Contains("row 60000, 'inf'", StringComparison.Ordinal));
        Assert.Contains(found.Columns[5].Notes, note => note.Contains("row 59999", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1,2,3\n", "datasets.ragged-rows")]
    [InlineData("1,2.5,\"a\n", "datasets.open-quote")]
    public void A_fault_at_the_end_is_told_once_by_its_line_whoever_finds_it(string last, string code)
    {
        string text = Table();
        foreach (int readers in (int[])[1, 4])
        {
            var fault = Assert.Throws<RejectedContentException>(() => CsvScan.Of(Write(text + last), Dialect(text), readers, default));
            Assert.Equal(code, fault.Code);
            Assert.Contains($"Line {Rows + 2} ", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void It_gives_up_when_it_is_told_to_and_holds_the_file_no_longer()
    {
        string text = Table(), path = Write(text);
        Assert.Throws<OperationCanceledException>(() => CsvScan.Of(path, Dialect(text), 4, new CancellationToken(canceled: true)));
        using var mine = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(mine.CanWrite);
    }

    /// <summary>Whole numbers, decimals of which the last is infinite, words, days, flags, and numbers of which the last but one is none.</summary>
    private static string Table()
    {
        var text = new StringBuilder("whole,part,word,day,flag,late\n");
        for (int i = 1; i <= Rows; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i},{(i == Rows ? "inf" : $"{i}.5")},\"w, {i % 7}\",2024-01-{1 + i % 28:00},")
                .Append(i % 2 == 0 ? "true," : "false,").Append(i == Rows - 1 ? "odd" : "7").Append('\n');
        return text.ToString();
    }

    private static CsvDialect Dialect(string text) => CsvDialect.Sniff(Encoding.UTF8.GetBytes(text[..4096]), complete: false, tabs: false, Limits);

    private string Write(string text)
    {
        string path = Path.Combine(folder, "table.csv");
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }
}
