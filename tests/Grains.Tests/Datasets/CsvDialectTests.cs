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
    [InlineData("price, EUR;size, m2\n1,5;2,5\n3,5;4,5\n", ';')]
    [InlineData("a, b;c\n1,5;2\n2,5;3\n", ';')]
    [InlineData("a;b,c;d\n1;2,3;4\n5;6,7;8\n", ';')]
    [InlineData("a|x,b|y\n1|p,2|q\n", '|')]
    [InlineData("\"a;1\",\"b;2\"\n\"x;y\",3\n", ',')]
    [InlineData("sep=;\nid;name\n1;a\n", ';')]
    [InlineData("\uFEFFsep=;\r\na,b;name\r\n1,2;a\r\n", ';')]
    [InlineData("\"sep=|\"\na,b|c,d\n1,2|3,4\n", '|')]
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

    [Theory]
    [InlineData("country,2019,2020\nBW,1,2\nZA,3,4\n", true)]
    [InlineData("\"country\",\"2019\"\n\"BW\",1\n\"ZA\",3\n", true)]
    [InlineData("id,1,2,3\na,0.5,0.6,0.7\n", true)]
    [InlineData("name,age,2019\nBob,34,2500\nEve,27,1900\n", true)]
    [InlineData("2019,2020\nlow,high\nhigh,high\n", true)]
    [InlineData("Bob,34\nEve,27\n", false)]
    [InlineData("2000,abc\n3500,def\n", false)]
    [InlineData("1.5,2.5\nx,y\n", false)]
    [InlineData("1,2,3\n4,5,6\n", false)]
    [InlineData("a,1,2\nb,7,3\n", false)]
    [InlineData("NA,34\n5,27\n", false)]
    public void Numbers_name_columns_only_where_they_stand_apart_from_what_is_under_them(string text, bool header)
    {
        var dialect = Sniff(text);
        Assert.Equal(header, dialect.HasHeader);
        Assert.Contains(header ? "holds numbers" : "looks like data", Assert.Single(dialect.Notes));
    }

    [Theory]
    [InlineData("sep=;\nid;name\n1;a\n", 1, "id")]
    [InlineData("# made by x, 2024\n#\n\nid,name\n1,a\n", 3, "id")]
    [InlineData("#id,name\n1,a\n", 0, "#id")]
    [InlineData("# one\r#id,name\r1,a\r", 1, "#id")]
    [InlineData("\r\n\r\nid,name\r\n1,a\r\n", 2, "id")]
    [InlineData("sep=x\n1\n2\n", 0, "sep=x")]
    public void Lines_above_the_first_record_are_skipped(string text, int lines, string first)
    {
        var dialect = Sniff(text);
        Assert.Equal((lines, first), (dialect.SkippedLines, dialect.Names[0]));
    }

    [Theory]
    [InlineData("a,b\n\"x \\\"q\\\" y\",1\n", "a backslash does not escape")]
    [InlineData("a,b\n\"x\"y,1\n", "text after a closing quote")]
    [InlineData("a,b\n1,\"x\n", "never closed")]
    public void A_quote_out_of_place_is_told_as_what_it_is(string text, string told)
    {
        var refused = Assert.Throws<RejectedContentException>(() => Sniff(text));
        Assert.Contains(told, refused.Message);
        Assert.Contains("ecord 2", refused.Message);
    }

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
