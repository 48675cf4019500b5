namespace Kolosal.Compliance.Controls;

public sealed class ExplainedFactTests
{
    // Nearest rank, by hand: of a hundred values the 99th is exceeded by one.
    [Theory]
    [InlineData(100, 0.99, 99.0), InlineData(10, 0.99, 10.0), InlineData(1, 0.5, 1.0), InlineData(200, 0.99, 198.0)]
    public void A_percentile_is_one_of_the_values(int values, double share, double expected)
    {
        Assert.Equal(expected, ExplainedFact.Percentile(Enumerable.Range(1, values).Select(value => (double)value).Reverse(), share));
        Assert.Null(ExplainedFact.Percentile([], share));
    }
}
