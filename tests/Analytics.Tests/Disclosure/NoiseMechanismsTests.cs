namespace Kolosal.Disclosure;

public sealed class NoiseMechanismsTests
{
    /// <summary>δ by its definition: the integral of what one density has beyond e^ε times the other, by Simpson's rule.</summary>
    [Theory, InlineData(0.5, 1e-5), InlineData(1, 1e-5), InlineData(4, 1e-6), InlineData(0.1, 0.01)]
    public void Gaussian_noise_has_the_delta_that_was_asked_for(double epsilon, double delta)
    {
        double sigma = NoiseMechanisms.GaussianSigma(1, epsilon, delta);
        double Density(double x, double mean) => Math.Exp(-(x - mean) * (x - mean) / (2 * sigma * sigma)) / (sigma * Math.Sqrt(2 * Math.PI));
        const int Steps = 400_000;
        double low = -12 * sigma, high = 1 + 12 * sigma, step = (high - low) / Steps, sum = 0;
        for (int i = 0; i <= Steps; i++)
        {
            double x = low + i * step;
            double beyond = Math.Max(0, Density(x, 1) - Math.Exp(epsilon) * Density(x, 0));
            sum += beyond * (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2);
        }

        Assert.Equal(1, sum * step / 3 / delta, 3);
        if (epsilon < 1) Assert.True(sigma < NoiseMechanisms.GaussianSigmaClassic(1, epsilon, delta));
    }

    /// <summary>The promise itself: of neighbouring answers no set of outcomes is e^ε times likelier, here every bin of a histogram.</summary>
    [Fact]
    public void Laplace_noise_tells_neighbours_apart_no_better_than_promised()
    {
        const double Epsilon = 1;
        double scale = NoiseMechanisms.LaplaceScale(1, Epsilon);
        double Share(double from, double until, double mean) => Below(until - mean, scale) - Below(from - mean, scale);
        for (double bin = -6; bin < 7; bin += 0.5)
            Assert.True(Share(bin, bin + 0.5, 0) <= Math.Exp(Epsilon) * Share(bin, bin + 0.5, 1) * (1 + 1e-12));
        for (int i = 1; i < 100; i++) Assert.Equal(i / 100.0, Below(NoiseMechanisms.LaplaceQuantile(i / 100.0, scale), scale), 12);
    }

    [Fact]
    public void Ten_tenths_are_one_and_an_eleventh_is_too_much()
    {
        var budget = new PrivacyLoss(1, 0);
        var spent = new PrivacyLoss();
        for (int i = 0; i < 10; i++) Assert.True((spent += new PrivacyLoss(0.1, 0)).FitsIn(budget));
        Assert.False((spent + new PrivacyLoss(0.001, 0)).FitsIn(budget));
        Assert.Equal(0, spent.LeftOf(budget).Epsilon, 12);
    }

    private static double Below(double x, double scale) => x < 0 ? 0.5 * Math.Exp(x / scale) : 1 - 0.5 * Math.Exp(-x / scale);
}
