using System.Text.Json.Serialization;
using MathNet.Numerics;

namespace Kolosal.Learning.GaussianProcesses;

/// <summary>A function of the scaled distance r = √Σ ((x_c − y_c) / ℓ_c)² that is 1 at 0: one length scale for
/// all columns, or one a column (automatic relevance determination; Rasmussen and Williams 5.1).</summary>
public abstract class StationaryCovariance : Covariance
{
    private readonly double[] inverse;

    private protected StationaryCovariance(ImmutableArray<double> lengthScales)
    {
        if (lengthScales.IsDefaultOrEmpty) throw new ArgumentException("Need one length scale, or one a column; got none.", nameof(lengthScales));
        inverse = [.. lengthScales.Select(l => 1 / Require.Positive(l, nameof(lengthScales)))];
        LengthScales = lengthScales;
    }

    /// <summary>ℓ: one, or one a column; finite, above 0, in the unit of the columns.</summary>
    public ImmutableArray<double> LengthScales { get; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ParameterCount => LengthScales.Length;

    /// <summary>The value at r² and −k′(r) / r, from which all derivatives by length scales follow; 0 for
    /// the latter where it has no finite value at r = 0, since it meets a distance of 0 there.</summary>
    private protected abstract (double Value, double Fall) At(double square);

    /// <inheritdoc/>
    public override double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool same, Span<double> slopes)
    {
        double square = 0;
        bool shared = inverse.Length == 1;
        for (int c = 0; c < x.Length; c++)
        {
            double step = (x[c] - y[c]) * inverse[shared ? 0 : c];
            square += step * step;
        }
        var (value, fall) = At(square);
        if (slopes.IsEmpty) return value;

        // ∂r / ∂ ln ℓ_c = −(Δ_c / ℓ_c)² / r.
        if (shared) slopes[0] = fall * square;
        else
            for (int c = 0; c < x.Length; c++)
            {
                double step = (x[c] - y[c]) * inverse[c];
                slopes[c] = fall * step * step;
            }
        return value;
    }

    /// <inheritdoc/>
    public override void CopyLogs(Span<double> logs)
    {
        for (int c = 0; c < LengthScales.Length; c++) logs[c] = Math.Log(LengthScales[c]);
    }

    /// <inheritdoc/>
    public override void CheckInputs(int inputs)
    {
        if (LengthScales.Length != 1 && LengthScales.Length != inputs)
            throw new TrainingException($"A covariance has one length scale or one a column: {inputs} columns, {LengthScales.Length} length scales.");
    }

    /// <summary>The length scales of logarithms.</summary>
    private protected ImmutableArray<double> Scales(ReadOnlySpan<double> logs)
    {
        var scales = ImmutableArray.CreateBuilder<double>(LengthScales.Length);
        for (int c = 0; c < LengthScales.Length; c++) scales.Add(Math.Exp(logs[c]));
        return scales.MoveToImmutable();
    }
}

/// <summary>k = exp(−r² / 2), the squared exponential (4.9 there).</summary>
/// <param name="lengthScales">One, or one a column.</param>
[method: JsonConstructor]
public sealed class RbfCovariance(params ImmutableArray<double> lengthScales) : StationaryCovariance(lengthScales)
{
    /// <inheritdoc/>
    public override Covariance WithLogs(ReadOnlySpan<double> logs) => new RbfCovariance(Scales(logs));

    private protected override (double Value, double Fall) At(double square)
    {
        double value = Math.Exp(-square / 2);
        return (value, value);
    }
}

/// <summary>k = 2^(1−ν) / Γ(ν) sᵛ K_ν(s), s = √(2ν) r, the Matérn class (4.14 there); closed forms for ν = ½, 3/2, 5/2 (4.17).</summary>
/// <remarks>ν is not learnt. Derivative: d(sᵛ K_ν(s)) / ds = −sᵛ K_{ν−1}(s).</remarks>
public sealed class MaternCovariance : StationaryCovariance
{
    // Chosen, not derived: beyond, the covariance is nearly the squared exponential.
    private const double MaxSmoothness = 20;
    private readonly double front, root;

    /// <param name="smoothness">ν, above 0, at most 20.</param>
    /// <param name="lengthScales">One, or one a column.</param>
    [JsonConstructor]
    public MaternCovariance(double smoothness, params ImmutableArray<double> lengthScales) : base(lengthScales)
    {
        Require.AboveUpTo(smoothness, 0, MaxSmoothness);
        Smoothness = smoothness;
        root = Math.Sqrt(2 * smoothness);
        front = Math.Exp((1 - smoothness) * Math.Log(2) - SpecialFunctions.GammaLn(smoothness));
    }

    /// <summary>ν: the function has derivatives up to ν, not included.</summary>
    public double Smoothness { get; }

    /// <inheritdoc/>
    public override Covariance WithLogs(ReadOnlySpan<double> logs) => new MaternCovariance(Smoothness, Scales(logs));

    private protected override (double Value, double Fall) At(double square)
    {
        double r = Math.Sqrt(square), s = root * r;
        switch (Smoothness)
        {
            case 0.5:
                double value = Math.Exp(-r);
                return (value, r > 0 ? value / r : 0);
            case 1.5:
                double tail = Math.Exp(-s);
                return ((1 + s) * tail, 3 * tail);
            case 2.5:
                double end = Math.Exp(-s);
                return ((1 + s + s * s / 3) * end, 5.0 / 3 * (1 + s) * end);
            default:
                if (s < 1e-8) return (1, Smoothness > 1 ? Smoothness / (Smoothness - 1) : 0); // the limit of −k′/r
                double power = front * Math.Pow(s, Smoothness);
                return (power * SpecialFunctions.BesselK(Smoothness, s), power * SpecialFunctions.BesselK(Math.Abs(Smoothness - 1), s) * root / r);
        }
    }
}

/// <summary>k = (1 + r² / (2α))^−α, a mixture of squared exponentials of many lengths (4.19 there).</summary>
/// <param name="alpha">α, finite, above 0; its logarithm is the last parameter.</param>
/// <param name="lengthScales">One, or one a column.</param>
[method: JsonConstructor]
public sealed class RationalQuadraticCovariance(double alpha, params ImmutableArray<double> lengthScales) : StationaryCovariance(lengthScales)
{
    /// <summary>α.</summary>
    public double Alpha { get; } = Require.Positive(alpha);

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ParameterCount => LengthScales.Length + 1;

    /// <inheritdoc/>
    public override double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool same, Span<double> slopes)
    {
        if (slopes.IsEmpty) return base.Of(x, y, same, slopes);
        double value = base.Of(x, y, same, slopes[..^1]), level = Math.Pow(value, -1 / Alpha);
        slopes[^1] = value * (level - 1 - level * Math.Log(level)) * Alpha / level;
        return value;
    }

    /// <inheritdoc/>
    public override void CopyLogs(Span<double> logs)
    {
        base.CopyLogs(logs);
        logs[^1] = Math.Log(Alpha);
    }

    /// <inheritdoc/>
    public override Covariance WithLogs(ReadOnlySpan<double> logs) => new RationalQuadraticCovariance(Math.Exp(logs[^1]), Scales(logs));

    private protected override (double Value, double Fall) At(double square)
    {
        double level = 1 + square / (2 * Alpha), value = Math.Exp(-Alpha * Math.Log(level));
        return (value, value / level);
    }
}
