namespace Kolosal.Learning.Linear;

/// <param name="Power">Of the mean in the variance: 1 Poisson, between 1 and 2 sums of
/// gamma amounts in Poisson number, 2 gamma, 3 inverse Gaussian. Default: 1.5.</param>
/// <param name="Alpha">Strength of the penalty on squares, 0 or more. Default: 1.</param>
/// <param name="Iterations">At most so many steps. Default: 1000.</param>
public sealed record TweedieOptions(double Power = 1.5, double Alpha = 1, int Iterations = 1000)
{
    /// <summary>1 to 3: below 1 there is no such distribution of non-negative values.</summary>
    public double Power { get; } = Power >= 1 && Power <= 3 ? Power
        : throw new ArgumentOutOfRangeException(nameof(Power), Power, "The power goes from 1 to 3.");

    /// <summary>Finite, 0 or more.</summary>
    public double Alpha { get; } = Alpha >= 0 && double.IsFinite(Alpha) ? Alpha
        : throw new ArgumentOutOfRangeException(nameof(Alpha), Alpha, "The penalty must be finite and not negative.");

    /// <summary>At least 1.</summary>
    public int Iterations { get; } = Iterations >= 1 ? Iterations
        : throw new ArgumentOutOfRangeException(nameof(Iterations), Iterations, "At least one step.");
}
