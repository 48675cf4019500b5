namespace Kolosal.Engine.Tests.Calls;

[Collection(EngineCollection.Name)]
public sealed class IdentityTests(EngineFixture engine)
{
    [Theory]
    [InlineData("workspace/model")]
    [InlineData("order:ab1")]
    [InlineData("ümlaut/木")]
    [InlineData("a b/c d")]
    [InlineData("x+y/z")]
    public async Task A_string_key_arrives_as_it_was_given(string key) =>
        Assert.Equal(key, await engine.Grains.GetGrain<IStringKeyGrain>(key).KeyAsync());

    [Fact]
    public async Task Keys_that_differ_in_case_are_two_grains() =>
        Assert.NotEqual(await engine.Grains.GetGrain<IStringKeyGrain>("w/Key").IdAsync(), await engine.Grains.GetGrain<IStringKeyGrain>("w/key").IdAsync());

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void An_empty_key_is_refused(string key) => Assert.ThrowsAny<ArgumentException>(() => engine.Grains.GetGrain<IStringKeyGrain>(key));

    [Fact]
    public async Task A_guid_key_arrives()
    {
        var key = Guid.NewGuid();
        Assert.Equal(key, await engine.Grains.GetGrain<IGuidKeyGrain>(key).KeyAsync());
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task An_integer_key_arrives(long key) => Assert.Equal(key, await engine.Grains.GetGrain<IIntegerKeyGrain>(key).KeyAsync());

    [Fact]
    public async Task A_guid_key_with_extension_arrives()
    {
        var key = Guid.NewGuid();
        Assert.Equal((key, "extension+more"), await engine.Grains.GetGrain<IGuidCompoundGrain>(key, "extension+more").KeyAsync());
    }

    [Fact]
    public async Task An_integer_key_with_extension_arrives() =>
        Assert.Equal((-7L, "extension"), await engine.Grains.GetGrain<IIntegerCompoundGrain>(-7, "extension").KeyAsync());

    [Fact]
    public async Task A_grain_is_named_after_its_class_without_the_word_grain() =>
        Assert.Equal("stringkey/w/1", await engine.Grains.GetGrain<IStringKeyGrain>("w/1").IdAsync());

    [Fact]
    public async Task A_grain_type_attribute_fixes_the_name() =>
        Assert.Equal("other-name/w/1", await engine.Grains.GetGrain<IRenamedGrain>("w/1").IdAsync());

    [Fact]
    public void References_to_one_grain_are_equal()
    {
        Assert.Equal(engine.Grains.GetGrain<IStringKeyGrain>("w/1"), engine.Grains.GetGrain<IStringKeyGrain>("w/1"));
        Assert.NotEqual(engine.Grains.GetGrain<IStringKeyGrain>("w/1"), engine.Grains.GetGrain<IStringKeyGrain>("w/2"));
    }

    [Fact]
    public void A_reference_knows_its_grain() => Assert.Equal(GrainId.Create("stringkey", "w/9"), engine.Grains.GetGrain<IStringKeyGrain>("w/9").GetGrainId());

    [Fact]
    public async Task A_grain_can_hand_out_a_reference_to_itself()
    {
        var grain = engine.Grains.GetGrain<IStringKeyGrain>("w/self");
        Assert.Equal("w/self", await (await grain.SelfAsync()).KeyAsync());
    }

    [Fact]
    public async Task A_reference_can_be_an_argument() => Assert.Equal("w/other",
        await engine.Grains.GetGrain<IStringKeyGrain>("w/1").KeyOfAsync(engine.Grains.GetGrain<IStringKeyGrain>("w/other")));

    [Fact]
    public async Task A_grain_can_be_reached_by_its_id() =>
        Assert.Equal("w/by-id", await engine.Grains.GetGrain<IStringKeyGrain>(GrainId.Create("stringkey", "w/by-id")).KeyAsync());

    [Fact]
    public void An_interface_of_two_classes_names_no_grain() =>
        Assert.ThrowsAny<ArgumentException>(() => engine.Grains.GetGrain<ISharedInterfaceGrain>("w/1"));

    [Fact]
    public void An_interface_without_a_class_names_no_grain() => Assert.ThrowsAny<ArgumentException>(() => engine.Grains.GetGrain<INobodysGrain>("w/1"));

    [Fact]
    public async Task An_interface_that_extends_the_shared_one_names_its_class() => await engine.Grains.GetGrain<ISecondOfTwoGrain>("w/1").TouchAsync();

    [Theory]
    [InlineData("type/key", true)]
    [InlineData("type/workspace/key", true)]
    [InlineData("key", false)]
    public void Grain_ids_are_read_back_from_their_text(string text, bool readable)
    {
        Assert.Equal(readable, GrainId.TryParse(text, out var id));
        if (readable) Assert.Equal(text, id.ToString());
    }
}
