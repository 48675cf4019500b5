using Kolosal.Storage.State;

namespace Kolosal.Storage;

public sealed class StateJsonTests
{
    [Fact]
    public void Numbered_members_of_any_access_come_back_and_nothing_else_is_written()
    {
        var window = new Window();
        window.Count(3, double.NaN);
        window.Count(4, 0.1);
        byte[] json = StateJson.Serialize(window);
        var again = StateJson.Deserialize<Window>(json);
        Assert.Equal(7, again.Rows);
        Assert.Equal([double.NaN, 0.1], again.Values);
        Assert.Equal(new Window.Mark("last", [4]), again.Last, MarkEquality);
        Assert.Equal(8, again.Next);
        Assert.DoesNotContain("Next", System.Text.Encoding.UTF8.GetString(json));
    }

    [Fact]
    public void A_member_added_later_keeps_its_default() => Assert.Empty(StateJson.Deserialize<Window>("{\"Rows\":5}"u8).Values);

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
        private readonly List<double> _values = [];

        [Id(0)]
        public int Rows { get; private set; }

        [Id(2)]
        public Mark? Last { get; private set; }

        public int Next => Rows + 1;

        public IReadOnlyList<double> Values => _values;

        public void Count(int rows, double value)
        {
            Rows += rows;
            _values.Add(value);
            Last = new Mark("last", [rows]);
        }

        [GenerateSerializer, Immutable, Alias("kolosal.tests.storage-mark")]
        public sealed record Mark(string Name, ImmutableArray<int> Counts);
    }
}
