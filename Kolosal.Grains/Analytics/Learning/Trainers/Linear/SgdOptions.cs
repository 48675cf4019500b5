namespace Kolosal.Learning.Linear;

/// <summary>What stochastic descent minimises; p is the linear score, y the truth: ±1 or a standardised value.</summary>
public enum SgdLoss
{
    /// <summary>max(0, 1 − y p): a linear support vector machine.</summary>
    Hinge,

    /// <summary>ln(1 + e⁻ʸᵖ): logistic regression.</summary>
    Log,

    /// <summary>max(0, 1 − y p)² from y p = −1 on, −4 y p below: smooth and of bounded slope (Zhang, ICML 2004).</summary>
    ModifiedHuber,

    /// <summary>(p − y)² / 2.</summary>
    Squared,

    /// <summary>(p − y)² / 2 up to ε, ε |p − y| − ε² / 2 beyond.</summary>
    Huber,

    /// <summary>max(0, |p − y| − ε).</summary>
    EpsilonInsensitive,
}

/// <summary>How the step η shrinks.</summary>
public enum SgdSchedule
{
    /// <summary>η₀ always.</summary>
    Constant,

    /// <summary>1 / (α (t₀ + t)), t₀ so that the first step is of the size of a typical coefficient (Bottou).</summary>
    Optimal,

    /// <summary>η₀ / tᵖ.</summary>
    InverseScaling,

    /// <summary>η₀ until there is no progress, then a fifth of it, and so on; ends below 1e-6.</summary>
    Adaptive,
}

/// <param name="Loss">What is minimised.</param>
/// <param name="Alpha">Strength of the penalty, above 0. Default: 0.0001.</param>
/// <param name="L1Ratio">The share of the absolute values in the penalty, 0 to 1. Default: 0.</param>
/// <param name="Epsilon">Of the Huber and ε-insensitive losses, in standard deviations of the target; above 0. Default: 0.1.</param>
/// <param name="Schedule">Of the steps. Default: optimal.</param>
/// <param name="Eta">η₀, above 0; not read by the optimal schedule. Default: 0.01.</param>
/// <param name="Power">p of inverse scaling, 0 or more. Default: 0.25.</param>
/// <param name="Average">Whether the mean of the coefficients after every row is the model (Polyak and Juditsky 1992). Default: no.</param>
/// <param name="EarlyStopping">Whether progress is judged on a tenth of the rows held out. Default: no, on the rows learnt from.</param>
/// <param name="Weighting">Of the classes. Default: none.</param>
/// <param name="Epochs">Passes over the rows at most. Default: 1000.</param>
/// <param name="Tolerance">Progress is a mean loss lower by this than the best before, 0 or more. Default: 0.001.</param>
/// <param name="Patience">Passes without progress that end it (or lower the adaptive step), 1 or more. Default: 5.</param>
/// <param name="Folds">Parts of the cross-fitting of probabilities, which the hinge loss needs; 2 or more. Default: 3.</param>
public sealed record SgdOptions(
    SgdLoss Loss, double Alpha = 1e-4, double L1Ratio = 0, double Epsilon = 0.1, SgdSchedule Schedule = SgdSchedule.Optimal, double Eta = 0.01,
    double Power = 0.25,
    bool Average = false, bool EarlyStopping = false, ClassWeighting Weighting = ClassWeighting.None, int Epochs = 1000, double Tolerance = 1e-3,
        int Patience = 5, int Folds = 3)
{
    /// <summary>Finite, above 0.</summary>
    public double Alpha { get; } = Require.Positive(Alpha);

    /// <summary>0 to 1.</summary>
    public double L1Ratio { get; } = Require.Between(L1Ratio, 0, 1);

    /// <summary>Finite, above 0.</summary>
    public double Epsilon { get; } = Require.Positive(Epsilon);

    /// <summary>Finite, above 0.</summary>
    public double Eta { get; } = Require.Positive(Eta);

    /// <summary>Finite, 0 or more.</summary>
    public double Power { get; } = Require.NotNegative(Power);

    /// <summary>1 or more.</summary>
    public int Epochs { get; } = Require.AtLeast(Epochs, 1);

    /// <summary>0 or more.</summary>
    public double Tolerance { get; } = Require.NotNegative(Tolerance);

    /// <summary>1 or more.</summary>
    public int Patience { get; } = Require.AtLeast(Patience, 1);

    /// <summary>2 or more.</summary>
    public int Folds { get; } = Require.AtLeast(Folds, 2);

    /// <summary>Whether the loss is one of classes.</summary>
    internal bool OfClasses => Loss is SgdLoss.Hinge or SgdLoss.Log or SgdLoss.ModifiedHuber;
}
