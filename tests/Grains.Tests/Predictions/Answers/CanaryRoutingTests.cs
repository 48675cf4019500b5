using System.Text;

namespace Kolosal.Predictions;

public class CanaryRoutingTests
{
    private static byte[] Key(int i) => Encoding.UTF8.GetBytes($"user-{i}");

    [Theory, InlineData(1), InlineData(10), InlineData(50)]
    public void The_share_is_the_one_that_was_set(double percent)
    {
        const int Keys = 20_000;
        double share = Enumerable.Range(0, Keys).Count(i => CanaryRouting.IsCanary("m", 2, percent, Key(i))) / (double)Keys;
        double p = percent / 100, four = 4 * Math.Sqrt(p * (1 - p) / Keys);
        Assert.InRange(share, p - four, p + four);
    }

    [Fact]
    public void Whoever_has_the_canary_keeps_it_when_its_share_rises()
    {
        for (int i = 0; i < 2_000; i++)
        {
            bool before = CanaryRouting.IsCanary("m", 2, 5, Key(i));
            if (before) Assert.True(CanaryRouting.IsCanary("m", 2, 20, Key(i)));
            Assert.Equal(before, CanaryRouting.IsCanary("m", 2, 5, Key(i)));
        }
    }

    [Fact]
    public void Another_canary_is_tried_on_others()
    {
        int both = Enumerable.Range(0, 5_000).Count(i => CanaryRouting.IsCanary("m", 2, 10, Key(i)) && CanaryRouting.IsCanary("m", 3, 10, Key(i)));
        Assert.InRange(both, 20, 90); // one of a hundred, not one of ten
    }

    [Fact]
    public void Nothing_and_everything_are_exact()
    {
        Assert.DoesNotContain(Enumerable.Range(0, 1_000), i => CanaryRouting.IsCanary("m", 2, 0, Key(i)));
        Assert.All(Enumerable.Range(0, 1_000), i => Assert.True(CanaryRouting.IsCanary("m", 2, 100, Key(i))));
    }
}
