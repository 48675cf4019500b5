using System.Text.Json.Serialization;

namespace Kolosal.Learning.GaussianProcesses;

/// <summary>k = v; as a factor it is the variance of what it multiplies.</summary>
/// <param name="value">v, finite, above 0.</param>
[method: JsonConstructor]
public sealed class ConstantCovariance(double value = 1) : Covariance
{
    /// <summary>v.</summary>
    public double Value { get; } = Require.Positive(value);

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ParameterCount => 1;

    /// <inheritdoc/>
    public override double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool same, Span<double> slopes)
    {
        if (!slopes.IsEmpty) slopes[0] = Value;
        return Value;
    }

    /// <inheritdoc/>
    public override void CopyLogs(Span<double> logs) => logs[0] = Math.Log(Value);

    /// <inheritdoc/>
    public override Covariance WithLogs(ReadOnlySpan<double> logs) => new ConstantCovariance(Math.Exp(logs[0]));

    /// <inheritdoc/>
    public override void CheckInputs(int inputs) { }
}

/// <summary>k = v for one and the same observation, 0 otherwise: noise.</summary>
/// <param name="variance">v, finite, above 0.</param>
[method: JsonConstructor]
public sealed class WhiteCovariance(double variance = 1) : Covariance
{
    /// <summary>v.</summary>
    public double Variance { get; } = Require.Positive(variance);

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ParameterCount => 1;

    /// <inheritdoc/>
    public override double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool same, Span<double> slopes)
    {
        double value = same ? Variance : 0;
        if (!slopes.IsEmpty) slopes[0] = value;
        return value;
    }

    /// <inheritdoc/>
    public override void CopyLogs(Span<double> logs) => logs[0] = Math.Log(Variance);

    /// <inheritdoc/>
    public override Covariance WithLogs(ReadOnlySpan<double> logs) => new WhiteCovariance(Math.Exp(logs[0]));

    /// <inheritdoc/>
    public override void CheckInputs(int inputs) { }
}
