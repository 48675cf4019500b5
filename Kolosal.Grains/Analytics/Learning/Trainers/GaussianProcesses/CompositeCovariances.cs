using System.Text.Json.Serialization;

namespace Kolosal.Learning.GaussianProcesses;

/// <summary>Two covariances put together.</summary>
/// <param name="left">Its parameters come first.</param>
/// <param name="right">Its parameters follow.</param>
public abstract class CompositeCovariance(Covariance left, Covariance right) : Covariance
{
    /// <summary>Its parameters come first.</summary>
    public Covariance Left { get; } = left ?? throw new ArgumentNullException(nameof(left));

    /// <summary>Its parameters follow.</summary>
    public Covariance Right { get; } = right ?? throw new ArgumentNullException(nameof(right));

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ParameterCount { get; } = left.ParameterCount + right.ParameterCount;

    /// <inheritdoc/>
    public override void CopyLogs(Span<double> logs)
    {
        Left.CopyLogs(logs[..Left.ParameterCount]);
        Right.CopyLogs(logs[Left.ParameterCount..]);
    }

    /// <inheritdoc/>
    public override void CheckInputs(int inputs)
    {
        Left.CheckInputs(inputs);
        Right.CheckInputs(inputs);
    }
}

/// <summary>k₁ + k₂.</summary>
/// <param name="left">k₁.</param>
/// <param name="right">k₂.</param>
[method: JsonConstructor]
public sealed class SumCovariance(Covariance left, Covariance right) : CompositeCovariance(left, right)
{
    /// <inheritdoc/>
    public override double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool same, Span<double> slopes) => slopes.IsEmpty
        ? Left.Of(x, y, same, default) + Right.Of(x, y, same, default)
        : Left.Of(x, y, same, slopes[..Left.ParameterCount]) + Right.Of(x, y, same, slopes[Left.ParameterCount..]);

    /// <inheritdoc/>
    public override Covariance WithLogs(ReadOnlySpan<double> logs) =>
        new SumCovariance(Left.WithLogs(logs[..Left.ParameterCount]), Right.WithLogs(logs[Left.ParameterCount..]));
}

/// <summary>k₁ k₂.</summary>
/// <param name="left">k₁.</param>
/// <param name="right">k₂.</param>
[method: JsonConstructor]
public sealed class ProductCovariance(Covariance left, Covariance right) : CompositeCovariance(left, right)
{
    /// <inheritdoc/>
    public override double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool same, Span<double> slopes)
    {
        if (slopes.IsEmpty) return Left.Of(x, y, same, default) * Right.Of(x, y, same, default);
        Span<double> first = slopes[..Left.ParameterCount], second = slopes[Left.ParameterCount..];
        double one = Left.Of(x, y, same, first), two = Right.Of(x, y, same, second);
        foreach (ref double slope in first) slope *= two;
        foreach (ref double slope in second) slope *= one;
        return one * two;
    }

    /// <inheritdoc/>
    public override Covariance WithLogs(ReadOnlySpan<double> logs) =>
        new ProductCovariance(Left.WithLogs(logs[..Left.ParameterCount]), Right.WithLogs(logs[Left.ParameterCount..]));
}
