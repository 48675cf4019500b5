using Kolosal.Learning;

namespace Kolosal.Engines.MlNet;

/// <summary>What decides a model of stochastic dual coordinate ascent, apart from rows and seed.</summary>
internal sealed record SdcaOptions
{
    /// <summary>λ₂ of the mean loss, above 0. Default: 0.001, what the library chooses for 100 to 10,000 rows; with much less its steps leave
    /// the range of float32.</summary>
    public double L2Regularization { get; init; } = 1e-3;

    /// <summary>λ₁, ≥ 0: weights smaller than it become 0. Default: 0.</summary>
    public double L1Regularization { get; init; }

    /// <summary>Passes over the rows at most, ≥ 1. Default: 50.</summary>
    public int MaximumNumberOfIterations { get; init; } = 50;

    /// <summary>The duality gap, in parts of the loss, at which it stops, above 0. Default: 0.001.</summary>
    public double ConvergenceTolerance { get; init; } = 1e-3;

    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public void Check()
    {
        Require.Positive(L2Regularization);
        Require.NotNegative(L1Regularization);
        Require.AtLeast(MaximumNumberOfIterations, 1);
        Require.Positive(ConvergenceTolerance);
    }
}
