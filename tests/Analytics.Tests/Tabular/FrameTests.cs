using System.Text.Json;

namespace Kolosal.Tabular;

public class FrameTests
{
    [Fact]
    public void Missing_is_a_mask_and_never_a_value()
    {
        Assert.Throws<ArgumentException>(() => new NumericColumn([1, double.NaN]));
        Assert.Throws<ArgumentException>(() => new NumericColumn([double.PositiveInfinity]));
        var column = NumericColumn.FromNaN([1, double.NaN, double.NegativeInfinity, 4]);
        Assert.Equal([1, 0, 0, 4], column.Values.ToArray());
        Assert.Equal(2, column.Missing.Count);
        Assert.Null(column.TextAt(1));
        Assert.Equal("4", column.TextAt(3));
    }

    [Fact]
    public void A_mask_holds_over_word_borders()
    {
        bool[] missing = [.. Enumerable.Range(0, 200).Select(r => r % 63 == 0)];
        var mask = MissingMask.From(missing);
        for (int r = 0; r < missing.Length; r++) Assert.Equal(missing[r], mask[r]);
        Assert.Equal(missing.Count(m => m), mask.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => mask[200]);
        var taken = mask.Take([189, 1, 189, 0]);
        Assert.Equal([true, false, true, true], Enumerable.Range(0, 4).Select(r => taken[r]));
    }

    [Fact]
    public void Rows_are_chosen_in_any_order_and_more_than_once_in_every_type()
    {
        var frame = Everything();
        var taken = frame.SelectRows([2, 0, 2]);
        Assert.Equal(3, taken.Rows);
        foreach (var column in frame.Schema.Columns)
            Assert.Equal([frame[column.Name].TextAt(2), frame[column.Name].TextAt(0), frame[column.Name].TextAt(2)],
                Enumerable.Range(0, 3).Select(taken[column.Name].TextAt));
        Assert.Equal(["d", "a"], frame.SelectColumns("d", "a").Schema.Columns.Select(c => c.Name));
    }

    [Fact]
    public void Columns_that_do_not_fit_the_schema_are_refused()
    {
        var schema = new TableSchema([new("a", ColumnType.Numeric), new("b", ColumnType.Boolean)]);
        Assert.Throws<ArgumentException>(() => new Frame(schema, [new NumericColumn([1])]));
        Assert.Throws<ArgumentException>(() => new Frame(schema, [new NumericColumn([1]), new NumericColumn([1])]));
        Assert.Throws<ArgumentException>(() => new Frame(schema, [new NumericColumn([1]), new BooleanColumn([true, false])]));
        Assert.Throws<ArgumentException>(() => new TableSchema([new("a", ColumnType.Text), new("a", ColumnType.Text)]));
        Assert.Throws<ArgumentException>(() => new TableSchema(
            [new("a", ColumnType.Text, ColumnRole.Target), new("b", ColumnType.Text, ColumnRole.Target)]));
        Assert.Throws<ArgumentException>(() => new ColumnSchema(" ", ColumnType.Text));
        Assert.Throws<ArgumentException>(() => new CategoricalColumn([2], ["a", "b"]));
        Assert.Throws<ArgumentException>(() => new CategoricalColumn([0], ["a", "a"]));
        Assert.Throws<ArgumentException>(() => new DateTimeColumn([-1]));
    }

    [Fact]
    public void A_schema_survives_json_in_snake_case()
    {
        var schema = new TableSchema([
            new("a", ColumnType.Numeric, ColumnRole.Weight, Minimum: -1.5, Maximum: 0.1),
            new("b", ColumnType.DateTime, ColumnRole.Time, Nullable: false),
            new("c", ColumnType.Categorical, Protected: true, Categories: ["x", "Ünï"])]);
        string json = JsonSerializer.Serialize(schema, TabularJson.Options);
        Assert.Contains("\"date_time\"", json);
        Assert.Equal(schema, JsonSerializer.Deserialize<TableSchema>(json, TabularJson.Options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<TableSchema>("{}", TabularJson.Options));
    }

    [Fact]
    public void Choosing_a_target_releases_the_one_before()
    {
        var schema = new TableSchema([new("a", ColumnType.Numeric, ColumnRole.Target), new("b", ColumnType.Numeric),
            new("c", ColumnType.Numeric, ColumnRole.Id)]).WithTarget("b");
        Assert.Equal([ColumnRole.Feature, ColumnRole.Target, ColumnRole.Id], schema.Columns.Select(c => c.Role));
        Assert.Throws<KeyNotFoundException>(() => schema.WithTarget("z"));
    }

    private static Frame Everything() => new(
        new TableSchema([new("a", ColumnType.Numeric), new("b", ColumnType.Categorical), new("c", ColumnType.Boolean), new("d", ColumnType.DateTime),
            new("e", ColumnType.Text)]),
        [
            new NumericColumn([1, 2, 3], MissingMask.From([false, true, false])), CategoricalColumn.From(["x", null, "y"]),
            new BooleanColumn([true, false, true], MissingMask.From([true, false, false])),
            new DateTimeColumn([0, 1, new DateTime(2020, 1, 2, 3, 4, 5).Ticks]), new TextColumn(["", null, "long"])
        ]);
}
