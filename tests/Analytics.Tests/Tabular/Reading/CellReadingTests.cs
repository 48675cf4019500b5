using System.Globalization;
using System.Text;

namespace Kolosal.Tabular;

public class CellReadingTests
{
    [Theory]
    [InlineData('.', null, null, 1234.5, "1234.5")]
    [InlineData('.', ",", 2, 1234.5, "1,234.50")]
    [InlineData(',', ".", null, -1234567.25, "-1.234.567,25")]
    [InlineData('.', "'", null, 999, "999")]
    [InlineData(',', " ", 0, 1000, "1 000")]
    [InlineData('.', null, null, 1e300, "1e+300")]
    [InlineData('.', null, 2, 0, "0.00")]
    public void A_number_is_written_with_its_columns_marks(char point, string? group, int? decimals, double number, string text) =>
        Assert.Equal(text, new NumberFormat(point, group, decimals).Write(number));

    [Fact]
    public void What_is_written_reads_back_to_the_last_bit()
    {
        var random = new Random(11);
        NumberFormat[] formats = [new(), new(','), new('.', ","), new(',', "."), new('.', " "), new(',', "\u202F"), new('.', "'"), new(',', "’")];
        for (int trial = 0; trial < 20_000; trial++)
        {
            double number = BitConverter.Int64BitsToDouble(random.NextInt64());
            if (!double.IsFinite(number)) continue;
            var format = formats[trial % formats.Length];
            if (format != NumberFormat.Plain) number = Math.Round(number % 1e9, 3);
            string text = format.Write(number);
            Assert.True(NumberText.TryRead(Encoding.UTF8.GetBytes(text), format, out double back), text);
            Assert.Equal(number + 0.0, back);
        }
    }

    [Fact]
    public void Plain_numbers_are_those_of_the_runtime()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 50_000; trial++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => "0123456789.-+eE"[random.Next(15)]));
            bool runtime = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double expected) && double.IsFinite(expected);
            bool code = text.TrimStart('+', '-') is ['0', >= '0' and <= '9', ..];
            Assert.True(NumberText.TryRead(Encoding.UTF8.GetBytes(text), NumberFormat.Plain, out double number) == (runtime && !code), text);
            if (runtime && !code) Assert.Equal(expected + 0.0, number);
        }
    }

    [Theory]
    [InlineData("d/m/Y", "05/08/2021", "2021-08-05T00:00:00")]
    [InlineData("m/d/Y", "05/08/2021", "2021-05-08T00:00:00")]
    [InlineData("d/m/Y", "2021-08-05", "2021-08-05T00:00:00")] // ISO 8601 cannot be mistaken
    [InlineData("d.m.Y", "5.8.2021 7:05", "2021-08-05T07:05:00")]
    [InlineData("d/m/Y", "05/08/2021 07:05 PM", "2021-08-05T19:05:00")]
    [InlineData("d/m/Y", "05/08/2021 12:05 am", "2021-08-05T00:05:00")]
    [InlineData("Y-m-d", "2021-08-05T07:05:06.5Z", "2021-08-05T07:05:06.5")]
    [InlineData("Y-m-d", "2021-08-05 01:00:00-0230", "2021-08-05T03:30:00")]
    [InlineData("Y/m/d", "2021/08/05", "2021-08-05T00:00:00")]
    public void A_date_is_read_in_its_columns_order(string format, string text, string instant)
    {
        Assert.True(DateFormat.Parse(format)!.TryRead(Encoding.UTF8.GetBytes(text), out long ticks));
        Assert.Equal(DateTime.Parse(instant, CultureInfo.InvariantCulture).Ticks, ticks);
    }

    [Theory]
    [InlineData("d/m/Y", "13/13/2021")]
    [InlineData("m/d/Y", "13/02/2021")]
    [InlineData("d/m/Y", "05-08-2021")]
    [InlineData("d/m/Y", "2021/08/05")]
    [InlineData("Y-m-d", "05/08/2021")]
    [InlineData("d/m/Y", "05/08/21")]
    [InlineData("Y-m-d", "2021-08")]
    [InlineData("Y-m-d", "12:30")]
    [InlineData("Y-m-d", "August")]
    [InlineData("Y-m-d", "2021-02-30")]
    [InlineData("Y-m-d", "2021-08-05 25:00")]
    [InlineData("Y-m-d", "2021-08-05x")]
    [InlineData("Y-m-d", "0000-01-01")]
    [InlineData("Y-m-d", "0001-01-01T00:00:00+01:00")]
    public void What_is_no_whole_date_in_that_order_is_none(string format, string text) =>
        Assert.False(DateFormat.Parse(format)!.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Every_order_of_dates_reads_what_it_writes()
    {
        var random = new Random(2);
        foreach (var order in Enum.GetValues<DateOrder>())
            foreach (char separator in "-/.")
            {
                var format = new DateFormat(order, separator);
                Assert.Equal(format, DateFormat.Parse(format.Name));
                for (int trial = 0; trial < 200; trial++)
                {
                    var day = new DateTime(random.Next(1, 9999), random.Next(1, 13), random.Next(1, 28));
                    string[] parts = [$"{day:yyyy}", $"{day:MM}", $"{day:dd}"];
                    string text = string.Join(separator, order switch
                    {
                        DateOrder.YearMonthDay => parts,
                        DateOrder.DayMonthYear => parts.Reverse(),
                        _ => [parts[1], parts[2], parts[0]],
                    });
                    Assert.True(format.TryRead(Encoding.UTF8.GetBytes(text), out long ticks), text);
                    Assert.Equal(day.Ticks, ticks);
                }
            }
    }

    [Theory]
    [InlineData("Yes", "No", "yes", true)]
    [InlineData("Yes", "No", "TRUE", true)]
    [InlineData("Yes", "No", "0", false)]
    [InlineData("F", "T", "F", true)] // whoever declares so
    [InlineData("T", "F", "false", false)]
    [InlineData("T", "F", "maybe", null)]
    public void A_flag_is_read_by_its_own_words_first(string yes, string no, string word, bool? value)
    {
        Assert.Equal(value is not null, new FlagWords(yes, no).TryRead(Encoding.UTF8.GetBytes(word), out bool read));
        if (value is { } expected) Assert.Equal(expected, read);
    }

    [Fact]
    public void A_boolean_column_shows_the_words_of_its_file()
    {
        var column = new BooleanColumn([true, false, true], MissingMask.From([false, false, true]), new("TRUE", "FALSE"));
        Assert.Equal(["TRUE", "FALSE", null], Enumerable.Range(0, 3).Select(column.TextAt));
        Assert.Equal(["FALSE", "TRUE"], Enumerable.Range(0, 2).Select(column.Take([1, 0]).TextAt));
    }

    [Theory]
    [InlineData("1,234.5")]
    [InlineData("1.234,5")]
    [InlineData("1 234,5")]
    [InlineData("1'234.5")]
    [InlineData("1234,5")]
    [InlineData("1234.5")]
    public void An_example_names_a_way_of_writing(string example) => Assert.Equal(example, NumberFormat.Parse(example)!.ToString());
}
