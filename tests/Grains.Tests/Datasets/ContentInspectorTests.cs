using System.Text;

namespace Kolosal.Datasets;

public sealed class ContentInspectorTests
{
    private static readonly ContentLimits Limits = new(MaximumLineBytes: 1000, MaximumColumns: 10, MaximumRows: 100);

    [Fact]
    public void Characters_may_be_cut_anywhere()
    {
        byte[] text = Encoding.UTF8.GetBytes("a,b\nÅngström,日本\n😀,ß\n");
        for (int cut = 0; cut <= text.Length; cut++)
        {
            var inspector = new ContentInspector(TableFormat.Csv, Limits);
            inspector.Feed(text.AsSpan(0, cut));
            inspector.Feed(text.AsSpan(cut));
            inspector.Finish();
            Assert.Equal(text, inspector.Head.ToArray());
        }
    }

    [Fact]
    public void Every_byte_may_come_alone()
    {
        var inspector = new ContentInspector(TableFormat.Csv, Limits);
        foreach (byte b in Encoding.UTF8.GetBytes("x\n😀日ß\n")) inspector.Feed([b]);
        inspector.Finish();
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', 0xE9, (byte)'b', (byte)'\n' })] // é in Latin-1
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 })] // UTF-16 with a mark
    [InlineData(new byte[] { (byte)'a', 0, (byte)'b', 0 })] // UTF-16 without
    [InlineData(new byte[] { (byte)'a', 0xC3 })] // cut inside a character
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })] // a surrogate
    public void Other_encodings_are_refused(byte[] content) => Assert.Equal("datasets.encoding", Code(TableFormat.Csv, content));

    [Fact]
    public void Long_lines_are_refused_even_without_an_end() =>
        Assert.Equal("datasets.line-too-long", Code(TableFormat.Csv, Encoding.UTF8.GetBytes("a\n" + new string('x', 1001))));

    [Fact]
    public void A_line_of_the_longest_length_is_taken() =>
        Assert.Null(Code(TableFormat.Csv, Encoding.UTF8.GetBytes(new string('x', 1000) + "\n" + new string('y', 1000))));

    [Theory, InlineData(32, null), InlineData(33, "datasets.json-depth"), InlineData(10_000, "datasets.json-depth")]
    public void Json_is_nested_to_a_bound(int depth, string? code) =>
        Assert.Equal(code, Code(TableFormat.Json, Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth))));

    [Fact]
    public void Brackets_in_texts_are_no_nesting() =>
        Assert.Null(Code(TableFormat.Jsonl, Encoding.UTF8.GetBytes($$"""{"a":"\"{{new string('[', 200)}}"}""")));

    [Fact]
    public void Nothing_is_refused() => Assert.Equal("datasets.empty-file", Code(TableFormat.Csv, []));

    [Fact]
    public void Content_must_be_what_the_name_says()
    {
        Assert.Equal("datasets.not-parquet", Code(TableFormat.Parquet, "a,b\n"u8.ToArray()));
        Assert.Equal("datasets.wrong-ending", Code(TableFormat.Csv, "PAR1"u8.ToArray()));
    }

    private static string? Code(TableFormat format, byte[] content)
    {
        var inspector = new ContentInspector(format, Limits);
        try
        {
            inspector.Feed(content);
            inspector.Finish();
            return null;
        }
        catch (RejectedContentException e)
        {
            return e.Code;
        }
    }
}
