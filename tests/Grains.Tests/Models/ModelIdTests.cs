namespace Kolosal.Models;

public class ModelIdTests
{
    [Theory]
    [InlineData("credit-risk", "credit-risk", null)]
    [InlineData("credit-risk:3", "credit-risk", "3")]
    [InlineData("credit-risk@champion", "credit-risk", "@champion")]
    [InlineData("a.b_c-9", "a.b_c-9", null)]
    public void Reads_the_three_forms(string text, string name, string? reference)
    {
        Assert.True(ModelId.TryParse(text, out var id));
        Assert.Equal((name, reference), (id.Name, id.Reference));
        Assert.Equal(text, id.ToString());
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData(":3"), InlineData("@x"), InlineData("a:"), InlineData("a@"), InlineData("a:-1"),
        InlineData("a:1.5"),
     InlineData("a/b"), InlineData("../x"), InlineData("a b"), InlineData("-a"), InlineData("a:99999999999"), InlineData("ä")]
    public void Refuses_what_could_escape_or_mean_something_else(string? text) => Assert.False(ModelId.TryParse(text, out _));

    [Fact]
    public void A_name_has_at_most_128_characters()
    {
        Assert.True(ModelId.TryParse(new string('a', 128), out _));
        Assert.False(ModelId.TryParse(new string('a', 129), out _));
    }
}
