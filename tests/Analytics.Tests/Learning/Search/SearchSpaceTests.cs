using System.Text.Json;
using Kolosal.Tabular;

namespace Kolosal.Learning;

public class SearchSpaceTests
{
    private static readonly SearchSpace Space = new(
        new CategoricalParameter("growth", ["leaf", "depth"], "leaf"),
            new IntegerParameter("leaves", 2, 64, 31, When: new ParameterCondition("growth", "leaf")),
            new FloatParameter("rate", 0.01, 1, 0.1, Log: true));

    [Fact]
    public void What_is_left_out_takes_its_default_and_what_does_not_exist_is_dropped()
    {
        Assert.Equal("""{"growth":"leaf","leaves":31,"rate":0.1}""", Space.Defaults.ToString());
        Assert.Equal("""{"growth":"depth","rate":0.5}""", Space.Complete(
            HyperParameters.Empty.With("growth", "depth").With("leaves", 5).With("rate", 0.5)).ToString());
    }

    [Theory]
    [InlineData("rate", 2.0)]
    [InlineData("rate", 0.001)]
    [InlineData("leaves", 2.5)]
    [InlineData("leaves", 1.0)]
    [InlineData("growth", 1.0)]
    [InlineData("unknown", 1.0)]
    public void What_is_outside_is_refused_by_name(string name, double value) =>
        Assert.Contains($"'{name}'", Assert.Throws<ArgumentException>(() => Space.Complete(HyperParameters.Empty.With(name, value))).Message);

    [Fact]
    public void The_ends_of_a_range_are_inside()
    {
        foreach (double rate in (double[])[0.01, 1]) Assert.Equal(rate, Space.Complete(HyperParameters.Empty.With("rate", rate)).Float("rate", 0));
        foreach (int leaves in (int[])[2, 64])
            Assert.Equal(leaves, Space.Complete(HyperParameters.Empty.With("leaves", leaves)).Integer("leaves", 0));
    }

    [Fact]
    public void A_space_that_contradicts_itself_cannot_be_built()
    {
        Assert.Throws<ArgumentException>(() => new SearchSpace(new FloatParameter("a", 1, 1, 1)));
        Assert.Throws<ArgumentException>(() => new SearchSpace(new FloatParameter("a", 0, 1, 0.5, Log: true)));
        Assert.Throws<ArgumentException>(() => new SearchSpace(new FloatParameter("a", 0, 1, 2)));
        Assert.Throws<ArgumentException>(() => new SearchSpace(new CategoricalParameter("a", ["x"], "y")));
        Assert.Throws<ArgumentException>(() => new SearchSpace(new FloatParameter("a", 0, 1, 0), new FloatParameter("a", 0, 1, 0)));
        Assert.Throws<ArgumentException>(() => new SearchSpace(
            new FloatParameter("a", 0, 1, 0, When: new ParameterCondition("b", "x")), new CategoricalParameter("b", ["x"], "x")));
        Assert.Throws<ArgumentException>(() => new SearchSpace(
            new CategoricalParameter("b", ["x"], "x"), new FloatParameter("a", 0, 1, 0, When: new ParameterCondition("b", "z"))));
    }

    [Fact]
    public void Hyper_parameters_survive_json_to_the_bit()
    {
        var given = HyperParameters.Empty.With("b", 0.1 + 0.2).With("a", "leaf").With("c", 7).With("d", 1e-300);
        string json = JsonSerializer.Serialize(given, TabularJson.Options);
        var back = JsonSerializer.Deserialize<HyperParameters>(json, TabularJson.Options)!;
        Assert.Equal(given, back);
        Assert.Equal(given.GetHashCode(), back.GetHashCode());
        Assert.Equal(json, JsonSerializer.Serialize(back, TabularJson.Options));
        Assert.NotEqual(given, given.With("c", 8));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<HyperParameters>("""{"a":null}""", TabularJson.Options));
    }

    [Fact]
    public void Values_of_the_wrong_kind_are_refused()
    {
        var given = HyperParameters.Empty.With("number", 1.5).With("text", "x");
        Assert.Throws<ArgumentException>(() => given.Integer("number", 0));
        Assert.Throws<ArgumentException>(() => given.Float("text", 0));
        Assert.Throws<ArgumentException>(() => given.Choice("number", ""));
        Assert.Throws<ArgumentOutOfRangeException>(() => given.With("nan", double.NaN));
        Assert.Equal(4, given.Integer("absent", 4));
    }
}
