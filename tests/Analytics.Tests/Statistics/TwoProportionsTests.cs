namespace Kolosal.Statistics;

public class TwoProportionsTests
{
    // Newcombe, Statistics in Medicine 17 (1998), table II, method 10.
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(6, 7, 2, 7, 0.0582, 0.8062)]
    [InlineData(5, 56, 0, 29, -0.0381, 0.1926)]
    public void Differences_have_the_intervals_of_the_paper(long x1, long n1, long x2, long n2, double low, double high)
    {
        var interval = TwoProportions.Newcombe(x1, n1, x2, n2);
        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Fact]
    public void A_ratio_has_the_interval_of_the_formula()
    {
        // 12 of 40 over 48 of 80: ln ½ ± 1.96 √(1/12 − 1/40 + 1/48 − 1/80) = ln ½ ± 1.96 · √(1/15) = ln ½ ± 0.50606.
        var interval = TwoProportions.Katz(12, 40, 48, 80);
        Assert.Equal(0.5 * Math.Exp(-0.50606), interval.Low, 4);
        Assert.Equal(0.5 * Math.Exp(0.50606), interval.High, 4);
        Assert.Equal(0, TwoProportions.Katz(0, 40, 48, 80).Low);
    }

    [Fact]
    public void Against_equality_both_tests_are_the_pooled_one()
    {
        // Pooled share ½: z = 0.3 / √(¼ (1/80 + 1/40) · 120/119) = 3.0855, one-sided p = 0.001016.
        Assert.Equal(0.001016, TwoProportions.DifferenceAbove(48, 80, 12, 40, 0), 5);
        Assert.Equal(0.001016, TwoProportions.RatioBelow(12, 40, 48, 80, 1), 5);
    }

    [Theory]
    [InlineData(30, 50, 10, 60, 0.2)]
    [InlineData(90, 100, 40, 70, 0.1)]
    [InlineData(7, 9, 1, 30, 0.5)]
    [InlineData(400, 1000, 250, 900, 0.05)]
    public void The_shares_under_a_difference_are_the_likeliest_ones(long x1, long n1, long x2, long n2, double limit)
    {
        // Found here by trying a million of them, which is another way altogether than the closed form.
        double best = Likeliest(limit, 1, p => (x1, n1, p), p => (x2, n2, p - limit));
        double variance = best * (1 - best) / n1 + (best - limit) * (1 - best + limit) / n2, n = n1 + n2;
        double z = ((double)x1 / n1 - (double)x2 / n2 - limit) / Math.Sqrt(variance * n / (n - 1));
        Assert.Equal(Tails.Normal(z), TwoProportions.DifferenceAbove(x1, n1, x2, n2, limit), 6);
    }

    [Theory]
    [InlineData(10, 60, 30, 50, 0.8)]
    [InlineData(20, 70, 60, 100, 0.9)]
    [InlineData(1, 30, 7, 9, 0.5)]
    [InlineData(0, 100, 100, 100, 0.8)]
    public void The_shares_under_a_ratio_are_the_likeliest_ones(long x1, long n1, long x2, long n2, double limit)
    {
        double best = Likeliest(0, limit, p => (x1, n1, p), p => (x2, n2, p / limit)), other = best / limit;
        double variance = best * (1 - best) / n1 + limit * limit * other * (1 - other) / n2, n = n1 + n2;
        double z = (limit * x2 / n2 - (double)x1 / n1) / Math.Sqrt(variance * n / (n - 1));
        Assert.Equal(Tails.Normal(z), TwoProportions.RatioBelow(x1, n1, x2, n2, limit), 6);
    }

    [Theory]
    [InlineData(60, 40, 0.5)]
    [InlineData(200, 400, 0.3)]
    [InlineData(35, 500, 0.6)]
    public void At_the_limit_alarms_come_no_oftener_than_promised(int n1, int n2, double share)
    {
        var random = new SeededRandom(5);
        long Draw(int rows, double rate) => Enumerable.Range(0, rows).LongCount(_ => random.NextDouble() < rate);
        int differences = 0, ratios = 0;
        for (int trial = 0; trial < 4000; trial++)
        {
            if (TwoProportions.DifferenceAbove(Draw(n1, share), n1, Draw(n2, share - 0.1), n2, 0.1) <= 0.05) differences++;
            if (TwoProportions.RatioBelow(Draw(n1, 0.8 * share), n1, Draw(n2, share), n2, 0.8) <= 0.05) ratios++;
        }
        // 0.05 and three standard deviations of 4000 draws, plus what a normal tail of whole numbers may be off.
        Assert.InRange(differences / 4000.0, 0.02, 0.066);
        Assert.InRange(ratios / 4000.0, 0.02, 0.066);
    }

    [Fact]
    public void Where_nothing_speaks_against_the_limit_p_is_one()
    {
        Assert.Equal(1, TwoProportions.DifferenceAbove(10, 100, 10, 100, 0.1));
        Assert.Equal(1, TwoProportions.RatioBelow(50, 100, 50, 100, 0.8));
        Assert.Equal(1, TwoProportions.RatioBelow(0, 100, 50, 100, 0));
        Assert.Throws<ArgumentException>(() => TwoProportions.Katz(1, 10, 0, 10));
    }

    private static double Likeliest(double from, double to, Func<double, (long X, long N, double P)> one, Func<double,
        (long X, long N, double P)> other)
    {
        double best = double.NaN, most = double.NegativeInfinity;
        const int Steps = 1_000_000;
        for (int i = 0; i <= Steps; i++)
        {
            double p = from + (to - from) * i / Steps, likelihood = Log(one(p)) + Log(other(p));
            if (likelihood > most) (best, most) = (p, likelihood);
        }
        return best;
    }

    private static double Log((long X, long N, double P) share) =>
        share.P is < 0 or > 1 || (share.P == 0 && share.X > 0) || (share.P == 1 && share.X < share.N) ? double.NegativeInfinity
            : (share.X > 0 ? share.X * Math.Log(share.P) : 0) + (share.N > share.X ? (share.N - share.X) * Math.Log(1 - share.P) : 0);
}
