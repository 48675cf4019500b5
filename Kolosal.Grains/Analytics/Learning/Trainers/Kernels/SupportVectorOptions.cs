namespace Kolosal.Learning.Kernels;

/// <summary>Options of C-SVC and ε-SVR.</summary>
/// <param name="Kernel">Default: RBF with γ by the scale of the rows.</param>
/// <param name="C">What a row costs per unit beyond its margin, above 0; times the row's weight. Default: 1.</param>
/// <param name="Epsilon">Half the width of the tube that costs nothing, 0 or more; regression only. Default: 0.1.</param>
/// <param name="Weighting">Of the classes; classification only. Default: none.</param>
/// <param name="ScaleTarget">Whether targets are learnt in units of their standard deviation, so that C and ε mean the same
/// for prices and for shares; regression only. Default: true. False is the textbook's (and scikit-learn's) problem.</param>
/// <param name="Tolerance">Of the optimality condition, above 0. Default: 0.001.</param>
/// <param name="CacheMegabytes">Room for rows of the kernel matrix, 1 or more. Default: 256.</param>
public sealed record SupportVectorOptions(KernelOptions? Kernel = null, double C = 1, double Epsilon = 0.1,
    ClassWeighting Weighting = ClassWeighting.None,
    bool ScaleTarget = true, double Tolerance = 1e-3, int CacheMegabytes = 256)
{
    /// <summary>The kernel.</summary>
    public KernelOptions Kernel { get; } = Kernel ?? new KernelOptions();

    /// <summary>Finite, above 0.</summary>
    public double C { get; } = Require.Positive(C);

    /// <summary>Finite, 0 or more.</summary>
    public double Epsilon { get; } = Require.NotNegative(Epsilon);

    /// <summary>Finite, above 0.</summary>
    public double Tolerance { get; } = Require.Positive(Tolerance);

    /// <summary>1 or more.</summary>
    public int CacheMegabytes { get; } = Require.AtLeast(CacheMegabytes, 1);
}
