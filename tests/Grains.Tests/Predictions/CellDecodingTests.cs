using System.Text;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <summary>The decoder under the rules of a file: German numbers, days before months, Yes and No, NA that was missing, codes with zeros.</summary>
public class CellDecodingTests
{
    private static readonly TableSchema Inputs = new([
        new("preis", ColumnType.Numeric, Reading: new(Number: new(',', "."), Missing: MissingWords.Any)),
        new("tag", ColumnType.DateTime, Reading: new(Date: new(DateOrder.DayMonthYear, '/'), Missing: MissingWords.Any)),
        new("own", ColumnType.Boolean, Reading: new(Flag: new("Yes", "No"), Missing: MissingWords.Any)),
        new("code", ColumnType.Categorical, Categories: ["01", "1.50", "9007199254740993", "x"], Reading: new(Missing: MissingWords.Unquoted)),
        new("n", ColumnType.Numeric, Reading: new(Number: NumberFormat.Plain, Missing: MissingWords.Any))]);

    private static readonly RowDecoder Decoder = new(Inputs, "ziel", [new("code", true, ["01", "x"]), new("own", false, [])]);

    private static readonly double Tag = new DateTime(2021, 8, 5).Ticks;

    [Fact]
    public void A_cell_means_the_same_in_json_and_in_csv_with_any_separator()
    {
        string[] json = Json("""[["1.234,50","05/08/2021","Yes","01",7],[null,null,null,null,null],["2","2021-08-05","no","new",-0.5]]""");
        string[] nothing = [.. Enumerable.Repeat("missing", 5)];
        Assert.Equal(["1234.5", $"{Tag:R}", "1", "01", "7", .. nothing, "2", $"{Tag:R}", "0", "new", "-0.5"], json);
        Assert.Equal(json, Csv("preis,tag,own,code,n\n\"1.234,50\",05/08/2021,Yes,01,7\n,NA,null,NA,nan\n2,2021-08-05,no,new,-0.5\n"));
        Assert.Equal(json, Csv("preis;tag;own;code;n\r\n1.234,50;05/08/2021;Yes;01;7\r\n;;;;\r\n2;2021-08-05;no;new;-0.5"));
    }

    [Fact]
    public void A_row_does_not_depend_on_its_neighbours()
    {
        string[] rows = ["\"1,5\",05/08/2021,Yes,01,7", "NA,,No,1.50,1", "3,01/02/2020,yes,x,2", "4,02/01/2020,TRUE,\"NA\",3"];
        string[] together = Csv($"preis,tag,own,code,n\n{string.Join('\n', rows)}\n");
        string[] alone = [.. rows.SelectMany(row => Csv($"preis,tag,own,code,n\n{row}\n"))];
        Assert.Equal(together, alone);
        Assert.Equal("NA", together[^2]); // quoted, so a text
    }

    [Fact]
    public void The_target_may_stand_in_the_table_and_columns_in_any_order() =>
        Assert.Equal(["1.5", $"{Tag:R}", "1", "x", "7"], Csv("n,ziel,code,own,tag,preis\n7,A,x,Yes,05/08/2021,\"1,5\"\n"));

    [Theory]
    [InlineData("1.50", "1.50")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("9007199254740992", "9007199254740992")] // another one, and unseen
    [InlineData("77", "77")]
    public void A_number_for_a_category_is_the_category_written_so(string number, string category) =>
        Assert.Equal(category, Json($"[[null,null,null,{number},1]]")[3]);

    [Theory]
    [InlineData("""[[null,null,null,1.5,1]]""", "$.rows[0].code", "'1.50'")]
    [InlineData("""[[null,null,null,1,1]]""", "$.rows[0].code", "'01'")]
    [InlineData("""[[null,null,null,true,1]]""", "$.rows[0].code", "got true")]
    [InlineData("""[["1,234.5",null,null,"x",1]]""", "$.rows[0].preis", "such as 1.234,5")]
    [InlineData("""[[1,"31/31/2021",null,"x",1]]""", "$.rows[0].tag", "d/m/Y")]
    [InlineData("""[[1,"March",null,"x",1]]""", "$.rows[0].tag", "d/m/Y")]
    [InlineData("""[[1,null,"maybe","x",1]]""", "$.rows[0].own", "Yes or No")]
    [InlineData("""[[1,null,null,"x","0.5"]]""", "$.rows[0].n", "a number, got the string")]
    public void What_the_rules_do_not_read_is_refused_at_its_place(string json, string path, string says)
    {
        var errors = new RowErrors();
        Assert.Null(Decoder.Decode(Encoding.UTF8.GetBytes(json), 10, errors));
        Assert.Contains(says, Assert.Contains(path, errors.ByPath), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("preis,tag,own,code,n\n1,x,Yes,01,7\n", "$.rows[0].tag", "d/m/Y", false)]
    [InlineData("preis,tag,own,code\n1,,Yes,01\n", "$.rows[0].n", "got none", false)]
    [InlineData("preis,tag,own,code,n,m\n1,,Yes,01,7,8\n", "$.rows[0].m", "no such input", false)]
    [InlineData("preis,tag,own,code,n\n", "$.rows", "at least one row", false)]
    [InlineData("preis,tag,own,code,n,n\n1,,Yes,01,7,7\n", "$.rows", "names 'n' twice", true)]
    [InlineData("preis,tag,own,code,n\n1,,Yes,01\n", "$.rows", "Line 2 has 4 fields, the header has 5", true)]
    [InlineData("preis,tag,own,code,n\n1,,\"Yes,01,7\n", "$.rows", "not closed", true)]
    [InlineData("", "$.rows", "header", true)]
    public void A_table_that_cannot_be_read_says_why(string csv, string path, string says, bool malformed)
    {
        var errors = new RowErrors();
        Assert.Null(Decoder.DecodeCsv(Encoding.UTF8.GetBytes(csv), 10, errors));
        Assert.Contains(says, Assert.Contains(path, errors.ByPath), StringComparison.Ordinal);
        Assert.Equal(malformed, errors.Malformed is not null);
    }

    [Fact]
    public void Bytes_that_are_no_utf_8_are_refused_and_not_replaced()
    {
        var errors = new RowErrors();
        Assert.Null(Decoder.DecodeCsv(Encoding.Latin1.GetBytes("preis,tag,own,code,n\n1,,,Köln,7\n"), 10, errors));
        Assert.Contains("UTF-8", errors.Malformed, StringComparison.Ordinal);
    }

    [Fact]
    public void One_row_too_many_is_too_many()
    {
        var errors = new RowErrors();
        Assert.Null(Decoder.DecodeCsv("preis,tag,own,code,n\n1,,,x,7\n1,,,x,7\n"u8.ToArray(), 1, errors));
        Assert.True(errors.TooMany);
    }

    [Fact]
    public void A_model_without_rules_reads_plainly_by_its_types()
    {
        var plain = new RowDecoder(
            new TableSchema([new("n", ColumnType.Numeric), new("c", ColumnType.Categorical), new("b", ColumnType.Boolean)]), "y", []);
        var errors = new RowErrors();
        var rows = plain.DecodeCsv("n,c,b\r\n1.5,\"x, y\",true\r\n,07,False\r\n,,\r\n"u8.ToArray(), 10, errors)!;
        Assert.Equal(["1.5", "x, y", "1", "missing", "07", "0", "missing", "missing", "missing"], rows.Values[..9].Select(value => value.ToString()));
    }

    private static string[] Json(string json)
    {
        var errors = new RowErrors();
        var rows = Decoder.Decode(Encoding.UTF8.GetBytes(json), 10, errors);
        Assert.Empty(errors.ByPath);
        return [.. rows!.Values[..(5 * rows.Rows)].Select(value => value.ToString())];
    }

    private static string[] Csv(string csv)
    {
        var errors = new RowErrors();
        var rows = Decoder.DecodeCsv(Encoding.UTF8.GetBytes(csv), 10, errors);
        Assert.Empty(errors.ByPath);
        return [.. rows!.Values[..(5 * rows.Rows)].Select(value => value.ToString())];
    }
}
