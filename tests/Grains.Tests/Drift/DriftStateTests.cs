using System.Reflection;
using System.Text.Json;
using Kolosal.Statistics;

namespace Kolosal.Drift;

public class DriftStateTests
{
    [Fact]
    public void The_counts_of_thirty_columns_stay_small_however_many_rows_there_are()
    {
        var yardstick = ThirtyFeatures.Train(1, 1_000, 0.01);
        var state = new DriftState();
        state.Tally.Begin(yardstick);
        var random = new SeededRandom(2);
        var sizes = new List<int>();
        for (int i = 0; i < 4; i++)
        {
            ThirtyFeatures.Serve(yardstick, state.Tally, ref random, 5_000);
            sizes.Add(Size(state));
        }

        Assert.All(sizes, size => Assert.InRange(size, 1_000, 200_000));
        Assert.InRange(sizes[^1] / (double)sizes[0], 0.9, 1.3); // digits of counts, and nothing else
    }

    [Fact]
    public void Stored_counts_come_back_and_go_on_as_if_they_had_never_been_away()
    {
        var yardstick = ThirtyFeatures.Train(3, 1_000, 0.01);
        DriftState whole = new(), stored = new();
        whole.Tally.Begin(yardstick);
        SeededRandom first = new(4), second = new(4);
        ThirtyFeatures.Serve(yardstick, whole.Tally, ref first, 1_000);
        foreach (var member in Members())
            member.SetValue(stored, JsonSerializer.Deserialize(JsonSerializer.Serialize(member.GetValue(whole)), member.PropertyType));
        ThirtyFeatures.Serve(yardstick, ThirtyFeatures.Begin(yardstick), ref second, 1_000);
        stored.Tally.Rows = whole.Tally.Rows;
        ThirtyFeatures.Serve(yardstick, whole.Tally, ref first, 1_000);
        ThirtyFeatures.Serve(yardstick, stored.Tally, ref second, 1_000);
        Assert.Equal(whole.Window, stored.Window);
        Assert.Equal(whole.Stakes, stored.Stakes);
        Assert.Equal(whole.Products, stored.Products);
        Assert.Equal(whole.Magnitudes, stored.Magnitudes);
        Assert.True(stored.Tally.Fits(yardstick));
    }

    private static int Size(DriftState state) => Members().Sum(member => JsonSerializer.SerializeToUtf8Bytes(member.GetValue(state)).Length);

    private static IEnumerable<PropertyInfo> Members() => typeof(DriftState).GetProperties(BindingFlags.Public | BindingFlags.Instance
        | BindingFlags.DeclaredOnly).Where(member => member.IsDefined(typeof(IdAttribute)));
}
