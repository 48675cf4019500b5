namespace Kolosal.Experiments;

public class FairSharesTests
{
    [Theory]
    [InlineData(8, new[] { 8 }, new[] { 8 })]
    [InlineData(8, new[] { 10, 10 }, new[] { 4, 4 })]
    [InlineData(8, new[] { 10, 2, 10 }, new[] { 3, 2, 3 })]     // what the second leaves is for the others
    [InlineData(7, new[] { 10, 10, 1 }, new[] { 3, 3, 1 })]
    [InlineData(5, new[] { 3, 3, 3 }, new[] { 2, 2, 1 })]       // what does not divide goes to who comes first
    [InlineData(1, new[] { 0, 5, 5 }, new[] { 0, 1, 0 })]
    [InlineData(9, new[] { 1, 2, 3 }, new[] { 1, 2, 3 })]
    [InlineData(0, new[] { 4 }, new[] { 0 })]
    [InlineData(3, new int[0], new int[0])]
    public void Shares_are_max_min_fair(int units, int[] claims, int[] shares) => Assert.Equal(shares, FairShares.Divide(units, claims));

    [Fact]
    public void Nobody_could_have_more_without_taking_it_from_one_that_has_no_more()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 2_000; trial++)
        {
            int units = random.Next(40);
            int[] claims = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(12))], shares = FairShares.Divide(units, claims);
            Assert.Equal(Math.Min(units, claims.Sum()), shares.Sum());
            for (int i = 0; i < claims.Length; i++)
            {
                Assert.InRange(shares[i], 0, claims[i]);
                if (shares[i] < claims[i]) Assert.All(shares, other => Assert.True(other <= shares[i] + 1));
            }
        }
    }
}
