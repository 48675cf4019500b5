using System.Text.Json.Serialization;

namespace Kolosal.Learning;

/// <summary>One column of the encoded matrix.</summary>
/// <param name="Name">Unique in the set.</param>
/// <param name="Cardinality">0 for a number; k ≥ 1 for a native categorical whose values are the codes 0 … k − 1 (or NaN).</param>
public readonly record struct FeatureInfo(string Name, int Cardinality = 0)
{
    /// <summary>Whether the values are codes without an order.</summary>
    [JsonIgnore]
    public bool IsCategorical => Cardinality > 0;
}

/// <summary>Encoded rows without a target: what transforms, clusterers and anomaly detectors learn from; immutable and shared by threads.</summary>
/// <remarks>
/// Features are row-major, rows × columns: value (r, c) is at r · columns + c. NaN means missing (only under the native
/// encoding); infinities are refused. Rows are checked when built, so whoever learns from them need not check shapes again.
/// </remarks>
public class FeatureRows
{
    /// <summary>Checks and keeps the memory, which nobody may change afterwards.</summary>
    /// <param name="features">rows × columns, row-major.</param>
    /// <param name="columns">The columns of the matrix.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="weights">One weight a row, finite, ≥ 0, not all 0, in any unit: only their ratios count. Empty when all count the same.</param>
    /// <exception cref="ArgumentException">Shapes or ranges do not fit.</exception>
    /// <exception cref="TrainingException">No rows, or no row counts.</exception>
    public FeatureRows(ReadOnlyMemory<double> features, ImmutableArray<FeatureInfo> columns, int rows, ReadOnlyMemory<double> weights = default)
    {
        if (rows == 0) throw new TrainingException("Need at least one row to learn from, got none.");
        if ((long)rows * columns.Length != features.Length)
            throw new ArgumentException($"{rows} rows of {columns.Length} columns are {(long)rows * columns.Length} values, got {features.Length}.",
                nameof(features));
        CheckFeatures(features.Span, columns);
        if (!weights.IsEmpty) CheckWeights(weights.Span, rows);
        (Features, Columns, Rows, Weights) = (features, columns, rows, RowWeights.Normalised(weights));
    }

    /// <summary>The number of rows, at least 1.</summary>
    public int Rows { get; }

    /// <summary>The columns of the matrix, in order.</summary>
    public ImmutableArray<FeatureInfo> Columns { get; }

    /// <summary>Rows × columns, row-major; NaN is missing.</summary>
    public ReadOnlyMemory<double> Features { get; }

    /// <summary>How much each row counts: the weights given over their mean, so that those above 0 have the mean 1;
    /// empty when every row counts 1.</summary>
    public ReadOnlyMemory<double> Weights { get; }

    /// <summary>The values of one row.</summary>
    public ReadOnlySpan<double> Row(int row) => Features.Span.Slice(row * Columns.Length, Columns.Length);

    /// <summary>The weight of one row.</summary>
    public double Weight(int row) => Weights.IsEmpty ? 1 : Weights.Span[row];

    /// <summary>The same rows (targets and weights included) with other features.</summary>
    /// <param name="features">rows × columns, row-major.</param>
    /// <param name="columns">The columns of the new matrix.</param>
    public virtual FeatureRows WithFeatures(ReadOnlyMemory<double> features, ImmutableArray<FeatureInfo> columns) =>
        new(features, columns, Rows, Weights);

    private static void CheckFeatures(ReadOnlySpan<double> features, ImmutableArray<FeatureInfo> columns)
    {
        foreach (double value in features)
            if (double.IsInfinity(value))
                throw new ArgumentException("Encoded features must be finite or NaN (missing), got an infinity.", nameof(features));
        for (int c = 0; c < columns.Length; c++)
        {
            if (columns[c].Cardinality < 0)
                throw new ArgumentException($"Column '{columns[c].Name}' cannot have {columns[c].Cardinality} categories.", nameof(columns));
            if (!columns[c].IsCategorical) continue;
            for (int at = c; at < features.Length; at += columns.Length)
                if (!double.IsNaN(features[at]) && (features[at] < 0 || features[at] >= columns[c].Cardinality
                    || features[at] != Math.Floor(features[at])))
                    throw new ArgumentException($"Column '{columns[c].Name}' holds codes 0 to {columns[c].Cardinality - 1}, got {features[at]}.",
                        nameof(features));
        }
    }

    private static void CheckWeights(ReadOnlySpan<double> weights, int rows)
    {
        if (weights.Length != rows)
            throw new ArgumentException($"Need one weight a row, got {weights.Length} weights and {rows} rows.", nameof(weights));
        bool any = false;
        foreach (double weight in weights)
        {
            if (!double.IsFinite(weight) || weight < 0)
                throw new ArgumentException($"Weights must be finite and not negative, got {weight}.", nameof(weights));
            any |= weight > 0;
        }
        if (!any) throw new TrainingException("Every row has weight 0, so there is nothing to learn from; give at least one row a positive weight.");
    }
}
