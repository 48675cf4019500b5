using System.Text;

namespace Kolosal.Datasets;

public sealed class CsvDialectTests
{
    private static readonly ContentLimits Limits = new(1 << 20, MaximumColumns: 50, MaximumRows: 1000);

    [Theory]
    [InlineData("a,b\n1,2\n", ',')]
    [InlineData("a;b\n1,5;2,5\n", ';')]
    [InlineData("a\tb\n1\t2\n", '\t')]
    [InlineData("a|b|c\n1|2,2|3\n", '|')]
    [InlineData("one\n1\n2\n", ',')]
    public void The_separator_is_the_one_that_splits_rows_alike(string text, char separator) => Assert.Equal(separator, Sniff(text).Separator);

    [Fact]
    public void Separators_and_breaks_inside_quotes_belong_to_the_text()
    {
        var dialect = Sniff("\"a, \"\"x\"\"\",b\r\n\"1\r\n2\",3\r\n");
        Assert.Equal(["a, \"x\"", "b"], dialect.Names.ToArray());
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_name() => Assert.Equal("a", Sniff("\uFEFFa,b\n1,2\n").Names[0]);

    [Fact]
    public void Numbers_in_the_first_row_mean_there_is_no_header()
    {
        var dialect = Sniff("1,2\n3,4\n");
        Assert.False(dialect.HasHeader);
        Assert.Equal(["column_1", "column_2"], dialect.Names.ToArray());
    }

    [Fact]
    public void Counted_columns_are_a_header() => Assert.True(Sniff("0,1,2\n5.1,3.5,1.4\n").HasHeader);

    [Fact]
    public void Blank_lines_before_the_header_are_skipped() => Assert.Equal(2, Sniff("\n  \na,b\n1,2\n").SkippedLines);

    [Theory]
    [InlineData("a,b\n", "datasets.header-only")]
    [InlineData("a,a\n1,2\n", "datasets.duplicate-column")]
    [InlineData("a,b\n1,2\n1,2,3\n", "datasets.ragged-rows")]
    [InlineData("a,b\n1\n1,2\n1,2\n1,2\n", "datasets.ragged-rows")]
    [InlineData("a,b\n1,\"x\n", "datasets.open-quote")]
    [InlineData("\n \n", "datasets.empty-file")]
    public void Broken_tables_are_refused(string text, string code) =>
        Assert.Equal(code, Assert.Throws<RejectedContentException>(() => Sniff(text)).Code);

    [Theory, InlineData(50, null), InlineData(51, "datasets.too-many-columns")]
    public void Columns_are_taken_up_to_the_limit(int columns, string? code)
    {
        string text = string.Join(',', Enumerable.Range(0, columns).Select(i => $"c{i}")) + "\n" + string.Join(',', Enumerable.Repeat(1, columns))
            + "\n";
        if (code is null) Assert.Equal(columns, Sniff(text).Names.Length);
        else Assert.Equal(code, Assert.Throws<RejectedContentException>(() => Sniff(text)).Code);
    }

    [Fact]
    public void Blank_names_are_made_up_without_meeting_a_given_one() =>
        Assert.Equal(["column_2", "column_2_", "b"], ColumnNames.Check(["column_2", " ", "b"]).ToArray());

    private static CsvDialect Sniff(string text) => CsvDialect.Sniff(Encoding.UTF8.GetBytes(text), complete: true, tabs: false, Limits);
}
