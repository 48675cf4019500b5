using System.Text.Json;
using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;
using Kolosal.Learning.Preprocessing.Encoders;
using Kolosal.Learning.Preprocessing.Expansion;
using Kolosal.Learning.Preprocessing.Imputers;
using Kolosal.Learning.Preprocessing.Outliers;
using Kolosal.Learning.Preprocessing.Projection;
using Kolosal.Learning.Preprocessing.Scalers;
using Kolosal.Learning.Preprocessing.Selection;

namespace Kolosal.Learning.Preprocessing;

/// <summary>A fitted change of a row of features into another row of features; immutable,
/// thread-safe, no allocation per row, written as JSON with the package.</summary>
/// <remarks>Training and serving both go through <see cref="Apply"/>, so a row gets the
/// same bits in both. A transform never changes the number of rows.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "transform")]
[JsonDerivedType(typeof(ColumnStepsTransform), "column_steps")]
[JsonDerivedType(typeof(RowNormTransform), "row_norm")]
[JsonDerivedType(typeof(ChainTransform), "chain")]
[JsonDerivedType(typeof(OnColumnsTransform), "on_columns")]
[JsonDerivedType(typeof(UmapTransform), "umap")]
[JsonDerivedType(typeof(CodeTableTransform), "code_table")]
[JsonDerivedType(typeof(MissingIndicatorTransform), "missing_indicator")]
[JsonDerivedType(typeof(NeighbourImputerTransform), "neighbour_imputer")]
[JsonDerivedType(typeof(IterativeImputerTransform), "iterative_imputer")]
[JsonDerivedType(typeof(ProjectionTransform), "projection")]
[JsonDerivedType(typeof(PolynomialTransform), "polynomial")]
[JsonDerivedType(typeof(SplineTransform), "spline")]
[JsonDerivedType(typeof(SelectTransform), "select")]
[JsonDerivedType(typeof(OutlierFlagTransform), "outlier_flags")]
[JsonDerivedType(typeof(AnomalyFlagTransform), "anomaly_flags")]
public abstract class Transform
{
    private protected Transform(ImmutableArray<FeatureInfo> inputs) => Inputs = inputs;

    /// <summary>The features that come in, in order.</summary>
    public ImmutableArray<FeatureInfo> Inputs { get; }

    /// <summary>The features that go out, in order.</summary>
    [JsonIgnore]
    public abstract ImmutableArray<FeatureInfo> Outputs { get; }

    /// <summary>Changes one row.</summary>
    /// <param name="row">One value a feature of <see cref="Inputs"/>; NaN is missing.</param>
    /// <param name="output">Receives one value a feature of <see cref="Outputs"/>; must not overlap <paramref name="row"/>.</param>
    public abstract void Apply(ReadOnlySpan<double> row, Span<double> output);

    /// <summary>The outputs as operations of a graph.</summary>
    /// <exception cref="NotExportableException">There are none.</exception>
    internal virtual GraphValue Describe(GraphBuilder graph, GraphValue row) => throw new NotExportableException(
        $"The step {JsonNamingPolicy.SnakeCaseLower.ConvertName(GetType().Name[..^nameof(Transform).Length])} has no form in other formats; "
        + "train without it.");

    /// <summary>Changes many rows; each gets the very bits that <see cref="Apply"/> gives it.</summary>
    /// <param name="rows">count × inputs, row-major.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="outputs">Receives count × outputs, row-major.</param>
    public virtual void ApplyRows(ReadOnlySpan<double> rows, int count, Span<double> outputs)
    {
        for (int row = 0; row < count; row++)
            Apply(rows.Slice(row * Inputs.Length, Inputs.Length), outputs.Slice(row * Outputs.Length, Outputs.Length));
    }
}

/// <summary>A transform that can be undone, exactly or up to what it says it loses.</summary>
public interface IInvertibleTransform
{
    /// <summary>Finds the row that <see cref="Transform.Apply"/> turns into an output.</summary>
    /// <param name="output">One value a feature that went out.</param>
    /// <param name="row">Receives one value a feature that came in.</param>
    void Invert(ReadOnlySpan<double> output, Span<double> row);
}
