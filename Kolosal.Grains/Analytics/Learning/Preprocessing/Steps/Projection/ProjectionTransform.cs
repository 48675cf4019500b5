using System.Buffers;
using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;
using Kolosal.Numerics;

namespace Kolosal.Learning.Preprocessing.Projection;

/// <summary>A row's coordinates along k directions: zⱼ = (x − mean) · vⱼ / divisorⱼ.</summary>
public sealed class ProjectionTransform : Transform, IInvertibleTransform
{
    private const int StackValues = 512;

    /// <summary>Checks the shapes.</summary>
    /// <param name="inputs">The features that come in; p numbers.</param>
    /// <param name="prefix">What the outputs are called, with a number behind.</param>
    /// <param name="mean">p numbers.</param>
    /// <param name="components">k × p, row-major; orthonormal rows.</param>
    /// <param name="divisors">k numbers above 0; 1 without whitening.</param>
    /// <param name="variances">The variance of the training rows along each direction.</param>
    /// <param name="varianceShares">Their shares of the variance of all columns.</param>
    /// <param name="singularValues">The singular values of the training matrix along each direction.</param>
    [JsonConstructor]
    public ProjectionTransform(
        ImmutableArray<FeatureInfo> inputs, string prefix, ImmutableArray<double> mean, ImmutableArray<double> components,
        ImmutableArray<double> divisors, ImmutableArray<double> variances, ImmutableArray<double> varianceShares,
        ImmutableArray<double> singularValues) : base(inputs)
    {
        if (mean.Length != inputs.Length || divisors.IsEmpty || components.Length != inputs.Length * divisors.Length || divisors.Any(d => !(d > 0)))
            throw new ArgumentException($"{components.Length} numbers do not make {divisors.Length} directions of {inputs.Length} features.");
        (Prefix, Mean, Components, Divisors, Variances, VarianceShares, SingularValues) =
            (prefix, mean, components, divisors, variances, varianceShares, singularValues);
        Outputs = [.. Enumerable.Range(0, divisors.Length).Select(k => new FeatureInfo($"{prefix}{k}"))];
    }

    /// <summary>What the outputs are called.</summary>
    public string Prefix { get; }

    /// <summary>Taken off first.</summary>
    public ImmutableArray<double> Mean { get; }

    /// <summary>k × p, row-major: the directions, the one of most variance first.</summary>
    public ImmutableArray<double> Components { get; }

    /// <summary>What each coordinate is divided by.</summary>
    public ImmutableArray<double> Divisors { get; }

    /// <summary>The variance of the training rows along each direction (n − 1 for principal
    /// components, n for a singular value decomposition, as scikit-learn).</summary>
    public ImmutableArray<double> Variances { get; }

    /// <summary>Their shares of the variance of all columns.</summary>
    public ImmutableArray<double> VarianceShares { get; }

    /// <summary>The singular values of the (for principal components: centred) training matrix.</summary>
    public ImmutableArray<double> SingularValues { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue row)
    {
        var centred = graph.Clamp(graph.Minus(row, graph.Constants(Mean.AsSpan())), -ScaleStep.Max, ScaleStep.Max);
        return graph.Over(graph.Linear(centred, Components.AsSpan(), new double[Divisors.Length]), graph.Constants(Divisors.AsSpan()));
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> row, Span<double> output)
    {
        double[]? rented = row.Length > StackValues ? ArrayPool<double>.Shared.Rent(row.Length) : null;
        Span<double> room = rented is null ? stackalloc double[StackValues] : rented, centred = room[..row.Length];
        for (int c = 0; c < row.Length; c++) centred[c] = Math.Clamp(row[c] - Mean[c], -ScaleStep.Max, ScaleStep.Max);
        for (int k = 0; k < Divisors.Length; k++)
            output[k] = FixedSum.Dot(centred, Components.AsSpan(k * row.Length, row.Length)) / Divisors[k];
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>The nearest row that lies in the plane of the directions; what was across them is lost.</summary>
    public void Invert(ReadOnlySpan<double> output, Span<double> row)
    {
        Mean.AsSpan().CopyTo(row);
        for (int k = 0; k < Divisors.Length; k++) FixedSum.AddScaled(output[k] * Divisors[k], Components.AsSpan(k * row.Length, row.Length), row);
    }
}
