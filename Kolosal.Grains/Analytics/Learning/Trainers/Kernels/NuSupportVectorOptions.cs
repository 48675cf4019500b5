namespace Kolosal.Learning.Kernels;

/// <summary>Options of ν-SVC and ν-SVR.</summary>
/// <param name="Kernel">Default: RBF with γ by the scale of the rows.</param>
/// <param name="Nu">ν: at least this share of the rows are support vectors and at most
/// this share lie beyond their margin, in (0, 1]. Default: 0.5.</param>
/// <param name="C">What a row costs per unit outside the tube, above 0; regression only. Default: 1.</param>
/// <param name="ScaleTarget">Whether targets are learnt in units of their standard deviation; regression only. Default: true.</param>
/// <param name="Tolerance">Of the optimality condition, above 0. Default: 0.001.</param>
/// <param name="CacheMegabytes">Room for rows of the kernel matrix, 1 or more. Default: 256.</param>
public sealed record NuSupportVectorOptions(KernelOptions? Kernel = null, double Nu = 0.5, double C = 1, bool ScaleTarget = true,
    double Tolerance = 1e-3, int CacheMegabytes = 256)
{
    /// <summary>The kernel.</summary>
    public KernelOptions Kernel { get; } = Kernel ?? new KernelOptions();

    /// <summary>Above 0, at most 1.</summary>
    public double Nu { get; } = Require.AboveUpTo(Nu, 0, 1);

    /// <summary>Finite, above 0.</summary>
    public double C { get; } = Require.Positive(C);

    /// <summary>Finite, above 0.</summary>
    public double Tolerance { get; } = Require.Positive(Tolerance);

    /// <summary>1 or more.</summary>
    public int CacheMegabytes { get; } = Require.AtLeast(CacheMegabytes, 1);
}
