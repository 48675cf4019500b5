using Kolosal.Storage.State;

namespace Kolosal.Storage;

public sealed class StateJsonTests
{
    [Fact]
    public void Numbered_members_of_any_access_come_back_and_nothing_else_is_written()
    {
        var window = new Window();
        window.Count(3, -2.5e300);
        window.Count(4, 0.1);
        byte[] json = StateJson.Serialize(window);
        var again = StateJson.Deserialize<Window>(json);
        Assert.Equal(7, again.Rows);
        Assert.Equal([-2.5e300, 0.1], again.Values);
        Assert.Equal(new Window.Mark("last", [4]), again.Last, MarkEquality);
        Assert.Equal(8, again.Next);
        Assert.DoesNotContain("Next", System.Text.Encoding.UTF8.GetString(json));
    }

    [Fact]
    public void A_member_added_later_keeps_its_default() => Assert.Empty(StateJson.Deserialize<Window>("{\"Rows\":5}"u8).Values);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_number_that_is_none_is_refused_where_it_would_be_written(double value)
    {
        var window = new Window();
        window.Measure(value);
        Assert.Equal("$.Share", Assert.Throws<System.Text.Json.JsonException>(() => StateJson.Serialize(window)).Path);
        window.Measure(0.5);
        window.Count(1, value);
        Assert.Throws<System.Text.Json.JsonException>(() => StateJson.Serialize(window));
    }

    [Fact]
    public void States_of_earlier_programs_that_hold_such_numbers_can_be_read()
    {
        var old = StateJson.Deserialize<Window>("""{"Rows":1,"values":["NaN","Infinity",1],"Share":"NaN"}"""u8);
        Assert.Equal([double.NaN, double.PositiveInfinity, 1], old.Values);
        Assert.Null(old.Share); // null is what the present program says of a figure that is not defined
        Assert.Equal(0.25, StateJson.Deserialize<Window>("""{"Share":0.25}"""u8).Share);
    }

    [Fact]
    public void The_evaluation_of_a_run_without_a_baseline_comes_back_from_an_earlier_program()
    {
        var read = StateJson.Deserialize<Kolosal.Models.ModelEvaluation>(
            """{"PrimaryMetric":"roc_auc","Scores":[],"TrainRows":1,"ValidationRows":1,"TestRows":1,"BaselineScore":"NaN"}"""u8);
        Assert.Null(read.BaselineScore);
        Assert.Equal(read, StateJson.Deserialize<Kolosal.Models.ModelEvaluation>(StateJson.Serialize(read)) with { Scores = read.Scores });
    }

    [Fact]
    public void Text_of_any_script_survives()
    {
        var mark = new Window.Mark("naïve 数据 \u0000 <&> 🙂", [1, 2]);
        Assert.Equal(mark, StateJson.Deserialize<Window.Mark>(StateJson.Serialize(mark)), MarkEquality);
    }

    private static bool MarkEquality(Window.Mark? left, Window.Mark? right) =>
        left!.Name == right!.Name && left.Counts.SequenceEqual(right.Counts);

    [GenerateSerializer, Alias("kolosal.tests.storage-window")]
    public sealed class Window
    {
        [Id(1)]
        private readonly List<double> values = [];

        [Id(0)]
        public int Rows { get; private set; }

        [Id(2)]
        public Mark? Last { get; private set; }

        [Id(3)]
        public double? Share { get; private set; }

        public int Next => Rows + 1;

        public IReadOnlyList<double> Values => values;

        public void Count(int rows, double value)
        {
            Rows += rows;
            values.Add(value);
            Last = new Mark("last", [rows]);
        }

        public void Measure(double share) => Share = share;

        [GenerateSerializer, Immutable, Alias("kolosal.tests.storage-mark")]
        public sealed record Mark(string Name, ImmutableArray<int> Counts);
    }
}
