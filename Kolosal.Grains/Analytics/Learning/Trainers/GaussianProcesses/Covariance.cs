using System.Text.Json.Serialization;

namespace Kolosal.Learning.GaussianProcesses;

/// <summary>A covariance function k(x, y): an immutable tree whose leaves have positive parameters, written
/// as JSON (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, chapter 4).</summary>
/// <remarks>Parameters are learnt as logarithms, in the order in which they stand in the tree, left before right.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ConstantCovariance), "constant")]
[JsonDerivedType(typeof(WhiteCovariance), "white")]
[JsonDerivedType(typeof(RbfCovariance), "rbf")]
[JsonDerivedType(typeof(MaternCovariance), "matern")]
[JsonDerivedType(typeof(RationalQuadraticCovariance), "rational_quadratic")]
[JsonDerivedType(typeof(SumCovariance), "sum")]
[JsonDerivedType(typeof(ProductCovariance), "product")]
public abstract class Covariance
{
    private protected Covariance() { }

    /// <summary>The number of parameters in the tree.</summary>
    [JsonIgnore]
    public abstract int ParameterCount { get; }

    /// <summary>k(x, y).</summary>
    /// <param name="x">A row.</param>
    /// <param name="y">A row of as many values.</param>
    /// <param name="same">Whether both are one observation, which alone shares its noise; equal values are not enough.</param>
    public double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool same) => Of(x, y, same, default);

    /// <summary>k(x, y) with its derivatives.</summary>
    /// <param name="x">A row.</param>
    /// <param name="y">A row of as many values.</param>
    /// <param name="same">Whether both are one observation.</param>
    /// <param name="slopes">Receives ∂k / ∂ ln θ of every parameter; empty when none are wanted.</param>
    public abstract double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool same, Span<double> slopes);

    /// <summary>The logarithms of the parameters.</summary>
    public abstract void CopyLogs(Span<double> logs);

    /// <summary>The same tree with other parameters.</summary>
    public abstract Covariance WithLogs(ReadOnlySpan<double> logs);

    /// <summary>Throws where length scales do not fit the columns.</summary>
    /// <exception cref="TrainingException">Other than one length scale or one a column.</exception>
    public abstract void CheckInputs(int inputs);

    /// <summary>k₁ + k₂.</summary>
    public static Covariance operator +(Covariance left, Covariance right) => new SumCovariance(left, right);

    /// <summary>k₁ k₂.</summary>
    public static Covariance operator *(Covariance left, Covariance right) => new ProductCovariance(left, right);
}
