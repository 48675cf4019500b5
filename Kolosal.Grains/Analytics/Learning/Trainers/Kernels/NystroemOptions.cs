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
    private const int MostComponents = 1000;

    /// <summary>The kernel.</summary>
    public KernelOptions Kernel { get; } = Kernel ?? new KernelOptions();

    /// <summary>1 … 1,000.</summary>
    public int Components { get; } = (int)SupportVectorOptions.Require(
        Components is >= 1 and <= MostComponents, Components, nameof(Components), "1 to 1,000");

    /// <summary>Finite, above 0.</summary>
    public double C { get; } = SupportVectorOptions.Require(C > 0 && double.IsFinite(C), C, nameof(C), "finite and above 0");

    /// <summary>Finite, 0 or more.</summary>
    public double Epsilon { get; } = SupportVectorOptions.Require(
        Epsilon >= 0 && double.IsFinite(Epsilon), Epsilon, nameof(Epsilon), "finite and not negative");
}
