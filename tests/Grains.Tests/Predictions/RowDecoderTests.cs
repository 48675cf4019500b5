using System.Text;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

public class RowDecoderTests
{
    private static readonly TableSchema Inputs = new([
        new("age", ColumnType.Numeric), new("city", ColumnType.Categorical, Categories: ["Oslo", "Lyon", "1"]), new("owner", ColumnType.Boolean),
        new("since", ColumnType.DateTime), new("note", ColumnType.Text)]);

    private static readonly RowDecoder Decoder = new(Inputs, "risk",
    [
        new("age", false, []), new("city", true, ["Lyon", "Oslo"]), new("owner", false, []), new("since", false, []), new("sex", true, ["f", "m"]),
    ]);

    [Fact]
    public void An_object_and_an_array_mean_the_same_row()
    {
        var rows = Accept("""[{"city":"Lyon","age":31.5,"owner":true,"since":"2026-01-02","note":"x"},[31.5,"Lyon",true,"2026-01-02","x"]]""");
        Assert.Equal(2, rows.Rows);
        Assert.Equal(rows.Values[..5].Select(value => value.ToString()), rows.Values[5..10].Select(value => value.ToString()));
        double ticks = new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc).Ticks;
        Assert.Equal([31.5, 0, 1, ticks, double.NaN], rows.Inputs[..5]);
    }

    /// <summary>What a row means does not depend on how the row before it was written.</summary>
    [Fact]
    public void Rows_that_are_written_alike_and_rows_that_are_not_mean_what_each_means_alone()
    {
        var random = new Random(11);
        string[] order = ["age", "city", "owner", "since", "note", "sex"];
        for (int trial = 0; trial < 300; trial++)
        {
            string space = "";
            string[] rows = [.. Enumerable.Range(0, 8).Select(_ =>
            {
                if (random.Next(4) == 0) random.Shuffle(order);
                if (random.Next(4) == 0) space = space.Length > 0 ? "" : " ";
                string[] sent = random.Next(4) == 0 ? [.. order.Where(name => name != "sex")] : order;
                return $"{{{space}{string.Join($",{space}", sent.Select(name => $"\"{name}\"{space}:{space}{Value(name)}"))}{space}}}";
            })];
            var together = Accept($"[{string.Join(",", rows)}]");
            string?[] alone = [.. rows.SelectMany(row => Accept($"[{row}]").Values).Select(value => value.ToString())];
            Assert.Equal(alone, together.Values.Select(value => value.ToString()));
            Assert.Equal(rows.SelectMany(row => Accept($"[{row}]").Inputs), together.Inputs);
        }

        string Value(string name) => random.Next(6) == 0 ? "null" : name switch
        {
            "age" => $"{random.Next(100)}.{random.Next(1_000_000_000)}",
            "city" => random.Next(2) == 0 ? "\"Oslo\"" : $"\"town {random.Next(9)}\"",
            "owner" => random.Next(2) == 0 ? "true" : "0",
            "since" => "\"2026-01-02\"",
            "sex" => "\"f\"",
            _ => "\"some text\"",
        };
    }

    [Fact]
    public void Null_is_missing_and_an_unseen_category_is_minus_one()
    {
        var rows = Accept("""[[null,"Paris",null,null,null]]""");
        Assert.Equal([double.NaN, -1, double.NaN, double.NaN, double.NaN], rows.Inputs);
        Assert.Equal("Paris", rows.Values[1].Text);
        Assert.True(rows.Values[0].IsMissing);
    }

    [Fact]
    public void A_known_category_costs_no_new_string() =>
        Assert.Same(Inputs.Columns[1].Categories[0], Accept("""[[1,"Oslo",true,null,null]]""").Values[1].Text);

    [Fact]
    public void Escapes_mean_what_they_spell() =>
        Assert.Equal(1, Accept("""[{"\u0061ge":1,"city":"\u004fslo","owner":0,"since":null,"note":null}]""").Inputs[1]);

    [Fact]
    public void A_watched_column_that_is_no_input_may_be_sent_or_left_out()
    {
        Assert.Equal(1, Accept("""[{"age":1,"city":"Oslo","owner":0,"since":null,"note":null,"sex":"m"}]""").Inputs[4]);
        Assert.True(double.IsNaN(Accept("""[{"age":1,"city":"Oslo","owner":0,"since":null,"note":null}]""").Inputs[4]));
    }

    [Fact]
    public void The_target_may_be_sent_and_is_skipped() => Accept("""[{"age":1,"city":"Oslo","owner":0,"since":null,"note":null,"risk":"good"}]""");

    [Fact]
    public void A_column_that_training_had_holes_in_may_be_absent_unless_the_caller_is_strict()
    {
        var lenient = new RowDecoder(Inputs, "risk", [new("age", false, [], WasMissing: true), new("city", true, ["Lyon", "Oslo"])]);
        byte[] json = """[{"city":"Oslo","owner":true,"since":null,"note":null}]"""u8.ToArray();
        Assert.True(lenient.Decode(json, 10, new RowErrors())!.Values[0].IsMissing);
        var errors = new RowErrors();
        Assert.Null(lenient.Decode(json, 10, errors, strict: true));
        Assert.Equal(["$.rows[0].age"], errors.ByPath.Keys);
        Assert.Null(lenient.Decode("""[{"age":1,"owner":true,"since":null,"note":null}]"""u8, 10, errors = new()));
        Assert.Equal(["$.rows[0].city"], errors.ByPath.Keys);
    }

    [Fact]
    public void Rows_mean_the_same_whether_the_scanner_takes_them_or_leaves_them()
    {
        // An escaped letter is not for the scanner: the whole request goes the other way.
        var random = new Random(23);
        string[] cities = ["Oslo", "Lyon", "1", "Paris", "NA", ""], dates = ["2026-01-02", "2026-01-02T03:04:05Z", "2025-12-31 23:59"];
        for (int trial = 0; trial < 2_000; trial++)
        {
            string blank = random.Next(3) == 0 ? " \n\t" : "";
            string Cell(int column) => random.Next(6) == 0 ? "null" : column switch
            {
                0 => random.Next(2) == 0 ? $"{random.Next(-99, 99)}" : (random.NextDouble() * Math.Pow(10, random.Next(-9, 9))).ToString("R"),
                1 => $"\"{cities[random.Next(cities.Length)]}\"",
                2 => new[] { "true", "false", "0", "1" }[random.Next(4)],
                3 => $"\"{dates[random.Next(dates.Length)]}\"",
                _ => $"\"note {random.Next(9)}\"",
            };
            string Row() => random.Next(2) == 0 ? $"[{string.Join($"{blank},", Enumerable.Range(0, 5).Select(Cell))}{blank}]"
                : $"{{{string.Join($",{blank}", Inputs.Columns.Select(Member).OrderBy(_ => random.Next()))}}}";
            string Member(ColumnSchema column, int c) => $"\"{column.Name}\"{blank}:{blank}{Cell(c)}";
            string rows = string.Join(",", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Row()));
            var scanned = Accept($"[{rows}]");
            var read = Accept($"[{rows},[0,\"\\u0061\",true,null,null]]");
            Assert.Equal(scanned.Values.Select(value => value.ToString()), read.Values[..^5].Select(value => value.ToString()));
            Assert.Equal(scanned.Inputs, read.Inputs[..^5]);
        }
    }

    [Fact]
    public void Many_rows_keep_their_places()
    {
        var rows = Accept($"[{string.Join(",", Enumerable.Range(0, 500).Select(i => $"[{i},\"Oslo\",false,null,null]"))}]");
        Assert.Equal(Enumerable.Range(0, 500).Select(i => (double)i), rows.Inputs.Where((_, i) => i % 5 == 0));
    }

    [Theory]
    [InlineData("""[{"age":"old","city":"Oslo","owner":true,"since":null,"note":null}]""", "$.rows[0].age", "a number, got the string old")]
    [InlineData("""[[1,"Oslo",true,null,null],[1,"Oslo",2,null,null]]""", "$.rows[1].owner", "true or false")]
    [InlineData("""[[1,"Oslo",true,"someday",null]]""", "$.rows[0].since", "ISO 8601")]
    [InlineData("""[[1,"Oslo",true,null]]""", "$.rows[0]", "5 values")]
    [InlineData("""[[1,"Oslo",true,null,null,7]]""", "$.rows[0]", "5 values")]
    [InlineData("""[{"age":1,"city":"Oslo","owner":true,"since":null}]""", "$.rows[0].note", "got nothing")]
    [InlineData("""[{"agee":1,"age":1,"city":"Oslo","owner":true,"since":null,"note":null}]""", "$.rows[0].agee", "no such input")]
    [InlineData("""[{"age":1,"age":2,"city":"Oslo","owner":true,"since":null,"note":null}]""", "$.rows[0].age", "twice")]
    [InlineData("""[{"age":{"x":[1]},"city":"Oslo","owner":true,"since":null,"note":null}]""", "$.rows[0].age", "an object")]
    [InlineData("""[[1e999,"Oslo",true,null,null]]""", "$.rows[0].age", "1.8e308")]
    [InlineData("""[[true,"Oslo",true,null,null]]""", "$.rows[0].age", "got true")]
    [InlineData("""[3]""", "$.rows[0]", "an object or an array")]
    [InlineData("""[]""", "$.rows", "at least one row")]
    [InlineData("""{}""", "$.rows", "an array")]
    [InlineData("""[[NaN,"Oslo",true,null,null]]""", "$.rows[0]", "Not valid JSON")]
    [InlineData("""[[1,"Oslo",true,null,null]""", "$.rows[0]", "Not valid JSON")]
    [InlineData("""[[1,"Oslo",true,null,null]}""", "$.rows[0]", "Not valid JSON")]
    [InlineData("", "$.rows", "Not valid JSON")]
    public void What_is_wrong_is_said_at_its_place(string json, string path, string says)
    {
        var errors = new RowErrors();
        Assert.Null(Decoder.Decode(Encoding.UTF8.GetBytes(json), 100, errors));
        Assert.Contains(says, Assert.Contains(path, errors.ByPath));
    }

    [Fact]
    public void Ten_thousand_levels_are_refused_and_do_not_overflow()
    {
        var errors = new RowErrors();
        Assert.Null(Decoder.Decode(Encoding.UTF8.GetBytes("[[" + new string('[', 10_000)), 100, errors));
        Assert.True(errors.Any);
    }

    [Fact]
    public void One_row_too_many_is_too_many()
    {
        const string Row = """[1,"Oslo",true,null,null]""";
        Assert.NotNull(Decoder.Decode(Encoding.UTF8.GetBytes($"[{Row},{Row}]"), 2, new RowErrors()));
        var errors = new RowErrors();
        Assert.Null(Decoder.Decode(Encoding.UTF8.GetBytes($"[{Row},{Row},{Row}]"), 2, errors));
        Assert.True(errors.TooMany);
    }

    [Fact]
    public void Errors_stop_at_twenty_however_many_rows_are_wrong()
    {
        var errors = new RowErrors();
        Assert.Null(Decoder.Decode(Encoding.UTF8.GetBytes($"[{string.Join(",", Enumerable.Repeat("[]", 500))}]"), 1_000, errors));
        Assert.Equal(20, errors.ByPath.Count);
    }

    [Fact]
    public void No_mutation_of_a_good_request_escapes_the_errors()
    {
        byte[] good =
            Encoding.UTF8.GetBytes(
            """[{"age":31.5,"city":"Lyon","owner":true,"since":"2026-01-02T03:04:05Z","note":"päper \"x\""},[-2e3,"1",0,null,null]]""");
        var random = new Random(17);
        int accepted = 0;
        for (int trial = 0; trial < 20_000; trial++)
        {
            var bytes = new List<byte>(good);
            for (int edit = random.Next(1, 4); edit > 0; edit--)
            {
                int at = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes.RemoveAt(at); break;
                    case 2: bytes.Insert(at, (byte)"{}[],:\"0e-.tn"[random.Next(13)]); break;
                    default: bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(20))); break;
                }

                if (bytes.Count == 0) break;
            }

            var errors = new RowErrors();
            var rows = Decoder.Decode(bytes.ToArray(), 100, errors);
            Assert.Equal(rows is null, errors.Any);
            if (rows is null) continue;
            accepted++;
            Assert.Equal(rows.Rows * 5, rows.Inputs.Length);
            Assert.DoesNotContain(rows.Inputs, double.IsInfinity);
        }

        // Some edits only change a digit or a letter: the check must have met both outcomes.
        Assert.InRange(accepted, 400, 15_000);
    }

    private static DecodedRows Accept(string json)
    {
        var errors = new RowErrors();
        var rows = Decoder.Decode(Encoding.UTF8.GetBytes(json), 1_000, errors);
        Assert.Empty(errors.ByPath);
        return rows!;
    }
}
