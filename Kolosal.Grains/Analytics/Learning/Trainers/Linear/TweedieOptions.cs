namespace Kolosal.Learning.Linear;

/// <param name="Power">Of the mean in the variance: 1 Poisson, between 1 and 2 sums of
/// gamma amounts in Poisson number, 2 gamma, 3 inverse Gaussian. Default: 1.5.</param>
/// <param name="Alpha">Strength of the penalty on squares, 0 or more. Default: 0.001; deviances are means of targets of mean 1, so that
/// scikit-learn's 1 outweighs the data.</param>
/// <param name="Iterations">At most so many steps. Default: 1000.</param>
public sealed record TweedieOptions(double Power = 1.5, double Alpha = 1e-3, int Iterations = 1000)
{
    /// <summary>1 to 3: below 1 there is no such distribution of non-negative values.</summary>
    public double Power { get; } = Require.Between(Power, 1, 3);

    /// <summary>Finite, 0 or more.</summary>
    public double Alpha { get; } = Require.NotNegative(Alpha);

    /// <summary>At least 1.</summary>
    public int Iterations { get; } = Require.AtLeast(Iterations, 1);
}
