using System.Collections.Immutable;

namespace Kolosal.Models;

public sealed class PurposeRuleTests
{
    [Theory]
    [InlineData("credit-check", true), InlineData("A", true), InlineData("fraud/2026.1: second look_up", true)]
    [InlineData("", false), InlineData(null, false), InlineData(" a", false), InlineData("a ", false), InlineData("a  b", false)]
    [InlineData("a,b", false), InlineData("é", false), InlineData("a\nb", false), InlineData("<b>", false)]
    public void A_purpose_is_a_short_name(string? purpose, bool fit) => Assert.Equal(fit, PurposeRule.IsFit(purpose));

    [Fact]
    public void It_has_at_most_128_characters()
    {
        Assert.True(PurposeRule.IsFit(new('a', 128)));
        Assert.False(PurposeRule.IsFit(new('a', 129)));
    }

    [Fact]
    public void A_card_names_at_most_32_each_once()
    {
        ImmutableArray<string> most = [.. Enumerable.Range(0, 32).Select(i => $"p{i}")];
        Assert.Empty(PurposeRule.Faults(most));
        Assert.Empty(PurposeRule.Faults(default));
        Assert.Equal([32], PurposeRule.Faults([.. most, "one more"]).Select(fault => fault.Place));
        Assert.Equal([1, 2], PurposeRule.Faults(["a", "a", "b "]).Select(fault => fault.Place));
    }
}
