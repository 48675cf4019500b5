using System.Text;

namespace Kolosal.Datasets;

public class CsvCellTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData(" blank", "\" blank\"")]
    [InlineData("", "\"\"")]
    [InlineData("NA", "\"NA\"")] // a text, and no missing value
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@cmd", "'@cmd")]
    [InlineData("+2", "'+2")]
    [InlineData("-3abc", "'-3abc")]
    [InlineData("-3", "-3")]
    [InlineData("%x", "'%x")]
    [InlineData("|cmd", "'|cmd")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("\uFF1D1+1", "'\uFF1D1+1")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("a=1", "a=1")]
    public void A_text_is_written_so_that_it_reads_back_and_runs_nowhere(string text, string cell) => Assert.Equal(cell, Written(text, isText: true));

    [Fact]
    public void Numbers_keep_their_signs_and_words_for_missing_theirs() =>
        Assert.Equal(["+5", "-5", "NA"], new[] { "+5", "-5", "NA" }.Select(text => Written(text, isText: false)));

    private static string Written(string text, bool isText)
    {
        var line = new StringBuilder();
        CsvCell.Append(line, text, isText);
        return line.ToString();
    }
}
