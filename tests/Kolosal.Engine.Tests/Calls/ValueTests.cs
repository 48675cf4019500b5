using Orleans.Serialization;

namespace Kolosal.Engine.Tests.Calls;

[Collection(EngineCollection.Name)]
public sealed class ValueTests(EngineFixture engine)
{
    private readonly IValueGrain _grain = engine.Grains.GetGrain<IValueGrain>(EngineFixture.NewKey());

    [Fact]
    public async Task A_mutable_argument_is_copied()
    {
        List<int> mine = [1, 2];
        await _grain.AppendAndReturnAsync(mine);
        Assert.Equal([1, 2], mine);
    }

    [Fact]
    public async Task A_mutable_result_is_copied()
    {
        var result = await _grain.AppendAndReturnAsync([1]);
        result.Clear();
        Assert.Equal([1, 99], await _grain.KeptAsync());
    }

    [Fact]
    public async Task An_immutable_value_goes_by_reference_between_grains() =>
        Assert.True(await _grain.PassesImmutableByReferenceAsync(EngineFixture.NewKey()));

    [Fact]
    public async Task A_mutable_value_is_copied_between_grains() => Assert.False(await _grain.CopiesMutableAsync(EngineFixture.NewKey()));

    [Fact]
    public async Task Every_kind_of_member_arrives()
    {
        var value = new Everything(true, 1, -2, 3, long.MinValue, ulong.MaxValue, 1.5f, double.Epsilon, 79228162514264337593543950335m, 'ß', "text",
            new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), new DateOnly(2026, 2, 3),
            new TimeOnly(23, 59), TimeSpan.FromTicks(7), Guid.NewGuid(), new Uri("http://localhost/x"), Colour.Green, 5, null, [1.5, double.NaN],
            ImmutableDictionary<string, int>.Empty.Add("a", 1), (4, "b"));
        var back = await _grain.EchoEverythingAsync(value);
        Assert.True(value.Numbers.SequenceEqual(back.Numbers));
        Assert.Equal(value.Counts, back.Counts);
        Assert.Equal(value with { Numbers = default, Counts = ImmutableDictionary<string, int>.Empty }, back with { Numbers = default, Counts = ImmutableDictionary<string, int>.Empty });
    }

    [Fact]
    public async Task Jagged_arrays_arrive() => Assert.Equal([[1], [], [2, 3]], await _grain.EchoJaggedAsync([[1], [], [2, 3]]));

    [Fact]
    public async Task Maps_of_sets_arrive()
    {
        var map = new Dictionary<string, HashSet<DateOnly>> { ["a"] = [new DateOnly(2026, 1, 1)], ["b"] = [] };
        Assert.Equal(map, await _grain.EchoMapAsync(map));
    }

    [Fact]
    public async Task A_lazy_query_arrives_as_a_list()
    {
        int runs = 0;
        var query = Enumerable.Range(1, 3).Where(_ => runs++ >= 0).Select(i => i * 2);
        Assert.StartsWith("List", await _grain.TypeOfAsync(query));
        Assert.Equal(3, runs);
        Assert.Equal(12, await _grain.SumAsync(query));
    }

    [Fact]
    public async Task A_subclass_arrives_as_itself_with_the_members_of_every_level()
    {
        var circle = Assert.IsType<Circle>(await _grain.EchoShapeAsync(new Circle("c", 2.5) { Corners = [1] }));
        Assert.Equal(("c", 2.5), (circle.Name, circle.Radius));
        Assert.Equal([1], circle.Corners);
    }

    [Fact]
    public async Task An_object_that_stands_twice_in_a_graph_stays_one()
    {
        List<int> shared = [1];
        Assert.True(await _grain.SameObjectAsync(new Pair { Left = shared, Right = shared }));
        Assert.False(await _grain.SameObjectAsync(new Pair { Left = [1], Right = [1] }));
    }

    [Fact]
    public async Task A_cycle_arrives()
    {
        var node = new Node { Value = 1, Next = new Node { Value = 2 } };
        node.Next.Next = node;
        var back = await _grain.EchoNodeAsync(node);
        Assert.Equal((1, 2), (back.Value, back.Next!.Value));
        Assert.Same(back, back.Next.Next);
        Assert.NotSame(node, back);
    }

    [Fact]
    public async Task A_member_without_a_number_stays_behind() =>
        Assert.Null((await _grain.EchoPairAsync(new Pair { Left = [1], Unnumbered = "lost" })).Unnumbered);

    [Fact]
    public async Task Null_arrives_as_null() => Assert.Null(await _grain.EchoNullAsync(null));

    [Fact]
    public async Task Value_tasks_answer()
    {
        await _grain.NothingAsync();
        Assert.Equal(42, await _grain.ValueAsync(42));
    }

    [Theory]
    [InlineData(5)]
    [InlineData("text")]
    [InlineData(null)]
    public async Task A_known_type_crosses_behind_object(object? value) => Assert.Equal(value, await _grain.EchoObjectAsync(value));

    [Fact]
    public async Task An_annotated_type_crosses_behind_object() => Assert.Equal(new Point(1, 2), await _grain.EchoObjectAsync(new Point(1, 2)));

    [Fact]
    public async Task A_type_without_annotation_is_refused_behind_object() =>
        await Assert.ThrowsAsync<CodecNotFoundException>(async () => await _grain.EchoObjectAsync(new Plain()));

    [Fact]
    public async Task An_anonymous_type_is_refused_behind_object() =>
        await Assert.ThrowsAsync<CodecNotFoundException>(async () => await _grain.EchoObjectAsync(new { A = 1 }));

    [Fact]
    public async Task A_result_without_annotation_is_refused() => await Assert.ThrowsAsync<CodecNotFoundException>(_grain.PlainResultAsync);
}
