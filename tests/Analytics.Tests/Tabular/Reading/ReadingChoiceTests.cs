using System.Text;
using System.Text.Json;

namespace Kolosal.Tabular;

/// <summary>What columns are taken for. The expected types and values are those that a person gives the cells, not what the code computes.</summary>
public class ReadingChoiceTests
{
    [Theory]
    [InlineData("1 2 3", ColumnType.Numeric, "1", 1)]
    [InlineData("1.5 2", ColumnType.Numeric, "1.5", 1.5)]
    [InlineData("1e3 .5 5. +7", ColumnType.Numeric, "1e3", 1000)]
    [InlineData("1,5 2,25", ColumnType.Numeric, "2,25", 2.25)]
    [InlineData("1,234.50 2,000.00", ColumnType.Numeric, "1,234.50", 1234.5)]
    [InlineData("1.234,50 2.000,00", ColumnType.Numeric, "1.234,50", 1234.5)]
    [InlineData("1.234.567 2.000", ColumnType.Numeric, "1.234.567", 1_234_567)]
    [InlineData("1'234 5'678", ColumnType.Numeric, "5'678", 5678)]
    [InlineData("1’234.5 5’678", ColumnType.Numeric, "1’234.5", 1234.5)]
    [InlineData("1_234 5_678", ColumnType.Text, null, 0)]
    [InlineData("0x1F 0x20", ColumnType.Text, null, 0)]
    [InlineData("1,5 2.5", ColumnType.Text, null, 0)]
    [InlineData("1,23 4,567.8", ColumnType.Text, null, 0)]
    [InlineData("02134 94107", ColumnType.Text, null, 0)]
    [InlineData("0.5 00.5", ColumnType.Text, null, 0)]
    [InlineData("9007199254740993 1", ColumnType.Text, null, 0)]
    [InlineData("18446744073709551616", ColumnType.Text, null, 0)]
    [InlineData("9007199254740992 1", ColumnType.Numeric, "1", 1)]
    [InlineData("1 inf 2", ColumnType.Numeric, "2", 2)]
    [InlineData("1e999 1 2", ColumnType.Numeric, "2", 2)]
    [InlineData("inf", ColumnType.Text, null, 0)]
    [InlineData("true false", ColumnType.Boolean, "true", 1)]
    [InlineData("TRUE TRUE", ColumnType.Boolean, "TRUE", 1)]
    [InlineData("Yes No NA", ColumnType.Boolean, "No", 0)]
    [InlineData("F T", ColumnType.Boolean, "T", 1)]
    [InlineData("F", ColumnType.Text, null, 0)]
    [InlineData("yes", ColumnType.Text, null, 0)]
    [InlineData("yes no maybe", ColumnType.Text, null, 0)]
    [InlineData("yes Yes no", ColumnType.Text, null, 0)]
    [InlineData("2020-02-29", ColumnType.DateTime, "2020-02-29", 637_185_312_000_000_000)] // DateTime(2020, 2, 29).Ticks
    [InlineData("2021-02-29", ColumnType.Text, null, 0)] // no such day
    [InlineData("13/02/2021 01/02/2021", ColumnType.DateTime, "01/02/2021", 637_477_344_000_000_000)] // 1 February
    [InlineData("02/13/2021 01/02/2021", ColumnType.DateTime, "01/02/2021", 637_451_424_000_000_000)] // 2 January
    [InlineData("13/02/2021 02/13/2021", ColumnType.Text, null, 0)]
    [InlineData("01/02/03 02/03/04", ColumnType.Text, null, 0)]
    [InlineData("2021-03 2021-04", ColumnType.Text, null, 0)]
    [InlineData("12:30 13:45", ColumnType.Text, null, 0)]
    [InlineData("2021-01-05T10:00:00+02:00", ColumnType.DateTime, "2021-01-05T10:00:00+02:00", 637_454_304_000_000_000)] // 08:00 UTC
    public void A_column_is_what_every_one_of_its_cells_is(string cells, ColumnType type, string? cell, double value)
    {
        var settled = Settle(cells.Split(' '));
        Assert.Equal(type, settled.Type);
        if (cell is null) return;
        Assert.True(settled.Reading.TryRead(Encoding.UTF8.GetBytes(cell), out var read));
        Assert.Equal(value, read.Number);
    }

    [Fact]
    public void Blanks_between_thousands_are_read_whichever_they_are()
    {
        foreach (string blank in (string[])[" ", "\u00A0", "\u202F"])
        {
            var settled = Settle([$"1{blank}234,5", $"12{blank}345{blank}678"]);
            Assert.Equal((ColumnType.Numeric, blank), (settled.Type, settled.Reading.Number!.Group));
            Assert.True(settled.Reading.TryRead(Encoding.UTF8.GetBytes($"12{blank}345{blank}678"), out var value));
            Assert.Equal(12_345_678, value.Number);
        }
    }

    [Theory]
    [InlineData("1,234 5,678", true, 1234, "decimal comma")]
    [InlineData("1,234 5,678", false, 1.234, "between thousands")]
    [InlineData("1.234 5.678", false, 1.234, "between thousands")]
    public void Where_two_readings_fit_every_cell_the_note_says_which_was_taken(string cells, bool commaSeparates, double first, string note)
    {
        var settled = Settle(cells.Split(' '), commaSeparates);
        Assert.True(settled.Reading.TryRead(Encoding.UTF8.GetBytes(cells.Split(' ')[0]), out var value));
        Assert.Equal(first, value.Number);
        Assert.Contains(note, Assert.Single(settled.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_of_dates_that_could_be_another_is_told_and_one_that_could_not_is_not()
    {
        Assert.Contains("day first (d/m/Y)", Assert.Single(Settle(["05/02/2020", "06/02/2020"]).Notes), StringComparison.Ordinal);
        Assert.Empty(Settle(["05/02/2020", "16/02/2020"]).Notes);
        Assert.Empty(Settle(["2020-02-05"]).Notes);
    }

    [Fact]
    public void Notes_count_and_name_the_first_rows_and_an_example()
    {
        var scan = Scan(["1", "inf", "NA", "NA", "2", "-inf", "NA", "NA"]);
        Assert.Equal(
            ["2 values of 'x' were NaN or infinite (rows 2, 6, for example 'inf') and are missing now.",
             "4 cells of 'x' are missing because of a word for it (rows 3, 4, 7, …, for example 'NA')."],
            [.. ReadingChoice.Settle("x", scan, true).Notes]);
        Assert.Equal("'x' stays text: 3 of 4 values are numbers, the others are not (row 3, 'abc').", Settle(["1", "2", "abc", "3"]).Notes.Single());
        Assert.Contains("leading zeros (row 1, '007')", Settle(["007", "12"]).Notes.Single(), StringComparison.Ordinal);
        Assert.Contains("beyond 2^53 (row 1, '9007199254740993')", Settle(["9007199254740993", "12"]).Notes.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_quoted_word_for_missing_is_a_text_and_among_numbers_it_is_missing()
    {
        var texts = new ColumnScan();
        texts.Feed("NA"u8, quoted: true);
        texts.Feed("ZA"u8, quoted: false);
        texts.Feed("NA"u8, quoted: false);
        var settled = ReadingChoice.Settle("country", texts, true);
        Assert.True(settled.MixedQuotes);
        Assert.Equal((false, true), (settled.Reading.IsMissing("NA"u8, quoted: true), settled.Reading.IsMissing("NA"u8, quoted: false)));

        var numbers = new ColumnScan();
        numbers.Feed("NA"u8, quoted: true);
        numbers.Feed("3"u8, quoted: true);
        settled = ReadingChoice.Settle("n", numbers, true);
        Assert.Equal((ColumnType.Numeric, true), (settled.Type, settled.Reading.IsMissing("NA"u8, quoted: true)));
    }

    [Fact]
    public void The_order_of_rows_decides_nothing()
    {
        var random = new Random(3);
        string[][] columns = [["1,5", "2", "NA", "inf", "1.234,5", "", "7"], ["1E-05", "2e-07", "1.50E+3", "2"], ["5/8/2021", "13/02/2021", "?"]];
        foreach (string[] cells in columns)
        {
            var first = Settle(cells);
            for (int trial = 0; trial < 50; trial++)
            {
                random.Shuffle(cells);
                var settled = Settle(cells);
                Assert.Equal((first.Type, first.Reading, first.Oddities), (settled.Type, settled.Reading, settled.Oddities));
            }
        }
    }

    [Fact]
    public void A_reading_survives_the_package_and_a_schema_of_old_has_none()
    {
        foreach (string[] cells in (string[][])[["1.234,50"], ["05/02/2020 10:30"], ["Yes", "No"], ["a", "NA"]])
        {
            var column = new ColumnSchema("x", Settle(cells).Type, Reading: Settle(cells).Reading);
            string json = JsonSerializer.Serialize(column, TabularJson.Options);
            Assert.Equal(column, JsonSerializer.Deserialize<ColumnSchema>(json, TabularJson.Options));
        }

        var old = JsonSerializer.Deserialize<ColumnSchema>(
            """{"name":"x","type":"numeric","role":"feature","protected":false,"nullable":true,"categories":[]}""", TabularJson.Options)!;
        Assert.Null(old.Reading);
    }

    [Fact]
    public void Json_says_itself_what_is_a_text()
    {
        Assert.Equal(ColumnType.Text, Json("\"1\"", "\"2\"").Type);
        Assert.Equal(ColumnType.Numeric, Json("1", "null", "2.5").Type);
        Assert.Equal(ColumnType.Text, Json("12345678901234567890", "1").Type);
        Assert.Equal(ColumnType.DateTime, Json("\"2020-01-02\"", "\"2020-01-03T04:05:06Z\"").Type);
        Assert.Equal(ColumnType.Text, Json("\"2020-01-02\"", "\"NA\"").Type);
        Assert.Equal(ColumnType.Boolean, Json("true", "false").Type);
        Assert.Contains("texts (1), numbers (1)", Json("\"x\"", "1").Notes.Single(), StringComparison.Ordinal);
        Assert.False(Json("\"NA\"", "\"x\"").Reading.IsMissing("NA"u8, quoted: false));
    }

    private static SettledColumn Json(params string[] values)
    {
        var scan = new JsonColumnScan();
        foreach (string value in values) scan.Feed(Encoding.UTF8.GetBytes(value));
        return scan.Settle("x");
    }

    private static SettledColumn Settle(string[] cells, bool commaSeparates = false) => ReadingChoice.Settle("x", Scan(cells), commaSeparates);

    private static ColumnScan Scan(string[] cells)
    {
        var scan = new ColumnScan();
        foreach (string cell in cells) scan.Feed(Encoding.UTF8.GetBytes(cell), quoted: false);
        return scan;
    }
}
