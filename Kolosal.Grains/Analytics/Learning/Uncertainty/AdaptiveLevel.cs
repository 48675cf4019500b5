namespace Kolosal.Learning.Uncertainty;

/// <summary>
/// Adaptive conformal inference: the level moves so that the share of misses stays at α under any
/// drift, αₜ₊₁ = αₜ + γ (α − missₜ) (Gibbs and Candès, NeurIPS 2021, arXiv:2106.00170, equation 2).
/// </summary>
/// <remarks>
/// Whatever the data do, |mean miss − α| ≤ (max(α₁, 1 − α₁) + γ) / (γ T) after T rows (proposition 4.1).
/// αₜ may leave (0, 1): at 0 and below the interval is everything, at 1 and above nothing.
/// </remarks>
/// <param name="Target">α, above 0, below 1.</param>
/// <param name="Current">αₜ, the level to ask a conformalizer for; finite.</param>
/// <param name="Step">γ, above 0, below 1; greater follows drift faster and wavers more. Default: 0.005, the paper's.</param>
public sealed record AdaptiveLevel(double Target, double Current, double Step = AdaptiveLevel.DefaultStep)
{
    private const double DefaultStep = 0.005;

    /// <summary>α.</summary>
    public double Target { get; } = Require.Inside(Target, 0, 1);

    /// <summary>αₜ.</summary>
    public double Current { get; } = Require.Finite(Current);

    /// <summary>γ.</summary>
    public double Step { get; } = Require.Inside(Step, 0, 1);

    /// <summary>Before the first row: at the target.</summary>
    public static AdaptiveLevel Start(double target, double step = DefaultStep) => new(target, target, step);

    /// <summary>The level after one row whose truth has come.</summary>
    /// <param name="covered">Whether the interval or set of the current level held it.</param>
    public AdaptiveLevel After(bool covered) => new(Target, Current + Step * (Target - (covered ? 0 : 1)), Step);
}
