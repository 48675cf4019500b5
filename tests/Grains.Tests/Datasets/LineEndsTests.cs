using System.Text;

namespace Kolosal.Datasets;

public sealed class LineEndsTests
{
    [Theory]
    [InlineData("a,b\r\n1,2\n3,4\r5,6\r\n", "a,b\n1,2\n3,4\n5,6\n")]
    [InlineData("a,b\n\"x\r\ny\",1\r\n", "a,b\n\"x\r\ny\",1\n")] // a break inside quotes is text
    [InlineData("a,b\r\n\"x \"\"\r\n\"\" y\",1\n", "a,b\n\"x \"\"\r\n\"\" y\",1\n")]
    [InlineData("5\" pipe,1\r\n6\" pipe,2\n", "5\" pipe,1\n6\" pipe,2\n")] // a quote within an unquoted value opens nothing
    [InlineData("\uFEFF\"a\r\nb\",c\r\n1,2\n", "\uFEFF\"a\r\nb\",c\n1,2\n")]
    [InlineData("a\r\rb\r", "a\n\nb\n")]
    public void Records_end_in_one_way_and_texts_stay(string text, string unified)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            var ends = new LineEnds(',');
            byte[] first = new byte[bytes.Length], second = new byte[bytes.Length];
            int one = ends.Unify(bytes.AsSpan(0, cut), first), two = ends.Unify(bytes.AsSpan(cut), second);
            Assert.Equal(unified, Encoding.UTF8.GetString([.. first[..one], .. second[..two]]));
        }
    }

    [Theory]
    [InlineData("a\nb\n", false)]
    [InlineData("a\r\nb\r\n", false)]
    [InlineData("a\r\nb", false)]
    [InlineData("a\r\nb\n", true)]
    [InlineData("a\nb\r\n", true)]
    [InlineData("a\rb\r", true)]
    [InlineData("a\nb\r", true)]
    public void The_inspector_sees_when_lines_end_in_more_than_one_way(string text, bool unusual)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            var inspector = new ContentInspector(TableFormat.Csv, new(1000, 10, 100));
            inspector.Feed(bytes.AsSpan(0, cut));
            inspector.Feed(bytes.AsSpan(cut));
            inspector.Finish();
            Assert.Equal(unusual, inspector.HasUnusualLineEnds);
        }
    }
}
