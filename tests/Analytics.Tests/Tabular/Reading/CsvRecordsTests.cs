using System.Text;

namespace Kolosal.Tabular;

public class CsvRecordsTests
{
    [Fact]
    public void Fields_are_told_apart_by_quotes_and_line_ends_of_any_kind()
    {
        Assert.Equal(
            ["a|b", "1|'x,y'", "2|'say \"hi\"\r\nthere'", "|''", "3|z"],
            Read("\uFEFFa,b\r\n1,\"x,y\"\n2, \"say \"\"hi\"\"\r\nthere\" \r,\"\"\n3,z"));
    }

    [Theory]
    [InlineData("a,b\n1,\"open\n2,3\n", CsvFault.OpenQuote, 2)]
    [InlineData("a,b\n1,2\n\"x\"y,3\n", CsvFault.TextBehindQuote, 3)]
    public void A_broken_record_is_named_by_its_line(string text, CsvFault fault, long line)
    {
        var records = Over(text);
        while (records.Read()) { }
        Assert.Equal((fault, line), (records.Fault, records.Line));
    }

    [Fact]
    public void A_line_number_counts_the_lines_within_quotes()
    {
        var records = Over("a\n\"1\n2\n3\"\n4\n");
        var lines = new List<long>();
        while (records.Read()) lines.Add(records.Line);
        Assert.Equal([1, 2, 5], lines);
    }

    [Fact]
    public void However_the_bytes_arrive_the_records_are_the_same()
    {
        var random = new Random(9);
        for (int trial = 0; trial < 300; trial++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => "ab,\"\n\r "[random.Next(7)]));
            string[] whole = [.. Read(text)];
            Assert.Equal(whole, Read(text, new Drip(Encoding.UTF8.GetBytes(text), random.Next(1, 5))));
        }
    }

    [Fact]
    public void Lines_above_the_first_record_are_passed_over_whatever_stands_in_them()
    {
        byte[] text = Encoding.UTF8.GetBytes("\uFEFF# it's \"open\r\n, \"too\n\rx,y\n1,2\n");
        for (int most = 1; most < 5; most++)
        {
            var records = new CsvRecords(new Drip(text, most), (byte)',', skippedLines: 3);
            Assert.True(records.Read());
            Assert.Equal(("x", 4), (Encoding.UTF8.GetString(records.Field(0)), records.Line));
        }
    }

    private static CsvRecords Over(string text) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)), (byte)',');

    private static List<string> Read(string text, Stream? stream = null)
    {
        var records = stream is null ? Over(text) : new CsvRecords(stream, (byte)',');
        var read = new List<string>();
        while (records.Read())
            read.Add(string.Join('|', Enumerable.Range(0, records.Fields).Select(f =>
                records.Quoted(f) ? $"'{Encoding.UTF8.GetString(records.Field(f))}'" : Encoding.UTF8.GetString(records.Field(f)))));
        return read;
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Drip(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));
    }
}
