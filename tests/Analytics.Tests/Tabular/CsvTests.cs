using System.Text;

namespace Kolosal.Tabular;

public class CsvTests
{
    [Fact]
    public void Quotes_hold_commas_line_ends_and_doubled_quotes()
    {
        var frame = Read("name,said\r\nAnn,\"a, \"\"b\"\"\nc\"\r\nBo,\"\"\r\n");
        Assert.Equal(["Ann", "Bo"], Texts(frame, "name"));
        Assert.Equal(["a, \"b\"\nc", ""], Texts(frame, "said")); // a quoted empty field is an empty text
    }

    [Fact]
    public void Types_follow_every_value_and_an_empty_field_is_missing()
    {
        var frame = Read("n,b,c,d\n1.5,true,x,1\n,False,,2\n-3e2,,7,NaN");
        Assert.Equal([ColumnType.Numeric, ColumnType.Boolean, ColumnType.Categorical, ColumnType.Categorical],
            frame.Schema.Columns.Select(c => c.Type));
        Assert.Equal(["1.5", null, "-300"], Texts(frame, "n"));
        Assert.Equal(["true", "false", null], Texts(frame, "b"));
        Assert.Equal(["x", null, "7"], Texts(frame, "c"));
    }

    [Fact]
    public void The_caller_may_overrule_the_guess()
    {
        var types = new Dictionary<string, ColumnType> { ["n"] = ColumnType.Categorical, ["t"] = ColumnType.DateTime };
        var frame = Csv.Read(Stream("n,t\n1,2020-01-02\n2,2020-01-02T03:00:00+01:00"), types);
        Assert.Equal(["1", "2"], Texts(frame, "n"));
        Assert.Equal(["2020-01-02T00:00:00.0000000Z", "2020-01-02T02:00:00.0000000Z"], Texts(frame, "t"));
        Assert.Throws<InvalidDataException>(() => Csv.Read(Stream("t\nsoon"), types));
    }

    [Theory]
    [InlineData("", "header")]
    [InlineData("a,b\n1\n", "Line 2")]
    [InlineData("a,b\n1,2\n\n3,4,5", "Line 4")]
    [InlineData("a\n\"open", "never closed")]
    public void Broken_files_are_refused_with_the_line(string text, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InvalidDataException>(() => Read(text)).Message);

    [Fact]
    public void A_byte_order_mark_and_a_missing_last_line_end_do_not_matter() =>
        Assert.Equal(["1"], Texts(Csv.Read(new MemoryStream([0xEF, 0xBB, 0xBF, .. "a\n1"u8])), "a"));

    [Fact]
    public void A_header_alone_is_a_table_without_rows() => Assert.Equal(0, Read("a,b\n").Rows);

    private static Frame Read(string text) => Csv.Read(Stream(text));

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private static IEnumerable<string?> Texts(Frame frame, string name) => Enumerable.Range(0, frame.Rows).Select(frame[name].TextAt);
}
