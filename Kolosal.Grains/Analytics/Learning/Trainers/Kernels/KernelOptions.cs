namespace Kolosal.Learning.Kernels;

/// <summary>A measure of how alike two rows are.</summary>
public enum KernelKind
{
    /// <summary>x·y.</summary>
    Linear,

    /// <summary>(γ x·y + c)ᵈ.</summary>
    Polynomial,

    /// <summary>exp(−γ ‖x − y‖²).</summary>
    Rbf,

    /// <summary>tanh(γ x·y + c); not positive definite for every γ and c.</summary>
    Sigmoid,
}

/// <summary>Where γ comes from; the rules are scikit-learn's.</summary>
public enum GammaRule
{
    /// <summary>1 / (columns · variance of all values of the rows).</summary>
    Scale,

    /// <summary>1 / columns.</summary>
    Auto,

    /// <summary><see cref="KernelOptions.Gamma"/>.</summary>
    Value,
}

/// <param name="Kind">Which kernel. Default: RBF.</param>
/// <param name="GammaRule">Where γ comes from. Default: the scale of the rows.</param>
/// <param name="Gamma">γ under <see cref="GammaRule.Value"/>, above 0. Default: 1.</param>
/// <param name="Offset">c of the polynomial and the sigmoid, finite. Default: 0.</param>
/// <param name="Degree">d of the polynomial, 1 … 20. Default: 3.</param>
public sealed record KernelOptions(KernelKind Kind = KernelKind.Rbf, GammaRule GammaRule = GammaRule.Scale, double Gamma = 1, double Offset = 0,
    int Degree = 3)
{
    // Chosen, not derived: x²⁰ of standardised values leaves a double's digits.
    internal const int MaxDegree = 20;

    /// <summary>One of the kernels.</summary>
    public KernelKind Kind { get; } = Require.Defined(Kind);

    /// <summary>One of the rules.</summary>
    public GammaRule GammaRule { get; } = Require.Defined(GammaRule);

    /// <summary>Finite, above 0.</summary>
    public double Gamma { get; } = Require.Positive(Gamma);

    /// <summary>Finite.</summary>
    public double Offset { get; } = Require.Finite(Offset);

    /// <summary>1 … 20.</summary>
    public int Degree { get; } = Require.Between(Degree, 1, MaxDegree);

    /// <summary>The hyper-parameters that <see cref="From"/> reads.</summary>
    /// <param name="sigmoid">Whether the sigmoid is among them.</param>
    internal static ImmutableArray<Parameter> Parameters(bool sigmoid = true) =>
    [
        new CategoricalParameter("kernel", sigmoid ? ["rbf", "linear", "polynomial", "sigmoid"] : ["rbf", "linear", "polynomial"], "rbf"),
        new CategoricalParameter("gamma_rule", ["scale", "auto", "value"], "scale",
            new("kernel", sigmoid ? ["rbf", "polynomial", "sigmoid"] : ["rbf", "polynomial"])),
        new FloatParameter("gamma", 1e-4, 10, 0.1, Log: true, new("gamma_rule", "value")),
        new IntegerParameter("degree", 2, 5, 3, When: new("kernel", "polynomial")),
        new FloatParameter("coef0", 0, 2, 1, When: new("kernel", sigmoid ? ["polynomial", "sigmoid"] : ["polynomial"])),
    ];

    /// <summary>The options that hyper-parameters name.</summary>
    internal static KernelOptions From(HyperParameters given) => new(
        given.Choice("kernel") switch
        {
            "linear" => KernelKind.Linear,
            "polynomial" => KernelKind.Polynomial,
            "sigmoid" => KernelKind.Sigmoid,
            _ => KernelKind.Rbf
        },
        given.Choice("gamma_rule") switch { "auto" => GammaRule.Auto, "value" => GammaRule.Value, _ => GammaRule.Scale },
        given.Float("gamma"), given.Float("coef0"), given.Integer("degree"));
}
