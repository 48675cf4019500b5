using MathNet.Numerics.Distributions;

namespace Kolosal.Disclosure;

/// <summary>Calibration of noise for differential privacy: neighbours differ in one row that is added or taken away.</summary>
public static class NoiseMechanisms
{
    private const int MostSteps = 200;

    /// <summary>Scale of Laplace noise for ε-differential privacy: sensitivity / ε (Dwork, Roth 2014, Theorem 3.6).</summary>
    /// <param name="sensitivity">Most that one row changes the answer by (L1), &gt; 0.</param>
    /// <param name="epsilon">&gt; 0.</param>
    public static double LaplaceScale(double sensitivity, double epsilon) => Positive(sensitivity, nameof(sensitivity))
        / Positive(epsilon, nameof(epsilon));

    /// <summary>Laplace's quantile function: −scale · sign(u − ½) · ln(1 − 2|u − ½|).</summary>
    /// <param name="u">In (0, 1).</param>
    /// <param name="scale">&gt; 0.</param>
    public static double LaplaceQuantile(double u, double scale)
    {
        if (!(u is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(u), u, "Need a probability inside (0, 1).");
        return u < 0.5 ? scale * Math.Log(2 * u) : -scale * Math.Log(2 * (1 - u));
    }

    /// <summary>The classical standard deviation √(2 ln(1.25/δ)) · sensitivity / ε, proved for ε &lt; 1 (Dwork, Roth 2014, Theorem A.1).</summary>
    public static double GaussianSigmaClassic(double sensitivity, double epsilon, double delta) =>
        Math.Sqrt(2 * Math.Log(1.25 / Fraction(delta))) * Positive(sensitivity, nameof(sensitivity)) / Positive(epsilon, nameof(epsilon));

    /// <summary>The least standard deviation that is (ε, δ)-private, for any ε (Balle, Wang 2018, Theorem 8), to 1e-12, from above.</summary>
    /// <param name="sensitivity">Most that one row changes the answer by (L2), &gt; 0.</param>
    /// <param name="epsilon">&gt; 0.</param>
    /// <param name="delta">In (0, 1).</param>
    public static double GaussianSigma(double sensitivity, double epsilon, double delta)
    {
        Positive(sensitivity, nameof(sensitivity));
        Positive(epsilon, nameof(epsilon));
        Fraction(delta);
        double low = 0, high = 1;
        while (GaussianDelta(high, epsilon) > delta) (low, high) = (high, high * 2);
        for (int step = 0; step < MostSteps && high - low > 1e-13 * high; step++)
        {
            double middle = (low + high) / 2;
            if (GaussianDelta(middle, epsilon) > delta) low = middle;
            else high = middle;
        }

        return high * sensitivity;
    }

    /// <summary>The δ that Gaussian noise of a standard deviation has at an ε, for sensitivity 1:
    /// Φ(1/2σ − εσ) − e^ε Φ(−1/2σ − εσ) (Balle, Wang 2018, Equation 6).</summary>
    public static double GaussianDelta(double sigma, double epsilon) =>
        Normal.CDF(0, 1, 0.5 / sigma - epsilon * sigma) - Math.Exp(epsilon) * Normal.CDF(0, 1, -0.5 / sigma - epsilon * sigma);

    private static double Positive(double value, string name) => value > 0 && double.IsFinite(value) ? value
        : throw new ArgumentOutOfRangeException(name, value, "Need a positive number.");

    private static double Fraction(double delta) => delta is > 0 and < 1 ? delta
        : throw new ArgumentOutOfRangeException(nameof(delta), delta, "Need a δ inside (0, 1).");
}
