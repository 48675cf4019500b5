namespace Kolosal.Learning.Kernels;

/// <param name="Kernel">Default: RBF with γ by the scale of the rows.</param>
/// <param name="Components">Landmarks, 1 … 1,000; all rows when there are fewer. Default: 256.</param>
/// <param name="C">What a row costs per squared unit beyond its margin, above 0; times the row's weight. Default: 1.</param>
/// <param name="Epsilon">Half the width of the tube that costs nothing, 0 or more; regression only. Default: 0.1.</param>
/// <param name="Weighting">Of the classes; classification only. Default: none.</param>
/// <param name="ScaleTarget">Whether targets are learnt in units of their standard deviation; regression only. Default: true.</param>
public sealed record NystroemOptions(KernelOptions? Kernel = null, int Components = 256, double C = 1, double Epsilon = 0.1,
    ClassWeighting Weighting = ClassWeighting.None, bool ScaleTarget = true)
{
    // Time grows with the cube of the components.
    private const int MaxComponents = 1000;

    /// <summary>The kernel.</summary>
    public KernelOptions Kernel { get; } = Kernel ?? new KernelOptions();

    /// <summary>1 … 1,000.</summary>
    public int Components { get; } = Require.Between(Components, 1, MaxComponents);

    /// <summary>Finite, above 0.</summary>
    public double C { get; } = Require.Positive(C);

    /// <summary>Finite, 0 or more.</summary>
    public double Epsilon { get; } = Require.NotNegative(Epsilon);
}
