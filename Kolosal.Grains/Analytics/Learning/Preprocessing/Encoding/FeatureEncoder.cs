using System.Text.Json.Serialization;
using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing;

/// <summary>A column that feeds nothing, and why.</summary>
/// <param name="Column">The input column.</param>
/// <param name="Reason">A sentence for people.</param>
public sealed record DroppedColumn(string Column, string Reason);

/// <summary>The one path from raw values to a model row, for training and for serving; fitted, immutable, thread-safe, written as JSON.</summary>
public sealed class FeatureEncoder
{
    private readonly int[] positions;

    /// <summary>Checks the parts against each other.</summary>
    /// <param name="inputSchema">The feature columns as they come in, in the order of a <see cref="RawRow"/>.</param>
    /// <param name="columns">One encoder for each column that feeds features.</param>
    /// <param name="dropped">The columns that feed none.</param>
    [JsonConstructor]
    public FeatureEncoder(TableSchema inputSchema, ImmutableArray<ColumnEncoder> columns, ImmutableArray<DroppedColumn> dropped)
    {
        (InputSchema, Columns, Dropped) = (inputSchema, columns, dropped.IsDefault ? [] : dropped);
        positions = [.. columns.Select(c => inputSchema.IndexOf(c.Column) is >= 0 and var at ? at
            : throw new ArgumentException($"Column '{c.Column}' is encoded but not in the input schema.", nameof(columns)))];
        Outputs = [.. columns.SelectMany(c => c.Outputs)];
        Sources = [.. columns.SelectMany((c, i) => Enumerable.Repeat(positions[i], c.Outputs.Length))];
    }

    /// <summary>The feature columns as they come in, with the categories and ranges of the training rows.</summary>
    public TableSchema InputSchema { get; }

    /// <summary>The encoders, in feature order.</summary>
    public ImmutableArray<ColumnEncoder> Columns { get; }

    /// <summary>The columns that feed nothing, with reasons.</summary>
    public ImmutableArray<DroppedColumn> Dropped { get; }

    /// <summary>The features of a model row.</summary>
    [JsonIgnore]
    public ImmutableArray<FeatureInfo> Outputs { get; }

    /// <summary>For each feature, the position of its input column in <see cref="InputSchema"/>.</summary>
    [JsonIgnore]
    public ImmutableArray<int> Sources { get; }

    /// <summary>Encodes one row; allocates nothing.</summary>
    /// <param name="row">One value a column of <see cref="InputSchema"/>.</param>
    /// <param name="modelRow">Receives one number a feature.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Encode(in RawRow row, Span<double> modelRow)
    {
        if (row.Values.Length != InputSchema.Columns.Length || modelRow.Length != Outputs.Length)
            throw new ArgumentException(
                $"Need {InputSchema.Columns.Length} values and room for {Outputs.Length} features, got {row.Values.Length} and {modelRow.Length}.");
        int at = 0;
        for (int c = 0; c < Columns.Length; c++)
        {
            int width = Columns[c].Outputs.Length;
            Columns[c].Encode(in row.Values[positions[c]], modelRow.Slice(at, width));
            at += width;
        }
    }

    /// <summary>Encodes every row of a table; columns are found by name, others are left alone.</summary>
    /// <returns>rows × features, row-major.</returns>
    /// <exception cref="KeyNotFoundException">The table lacks an input column.</exception>
    public double[] Encode(Frame table)
    {
        var matrix = new double[checked(table.Rows * Outputs.Length)];
        int at = 0;
        foreach (var encoder in Columns)
        {
            encoder.EncodeColumn(table[encoder.Column], matrix, at, Outputs.Length);
            at += encoder.Outputs.Length;
        }
        return matrix;
    }

    /// <summary>What is wrong with a row, or null: the wrong number of values, an infinity, or a value of another kind than its column.</summary>
    public string? Check(in RawRow row)
    {
        if (row.Values.Length != InputSchema.Columns.Length)
            return $"Need {InputSchema.Columns.Length} values, got {row.Values.Length}.";
        for (int c = 0; c < row.Values.Length; c++)
            if (Check(InputSchema.Columns[c], row.Values[c]) is { } wrong) return wrong;
        return null;
    }

    private static string? Check(ColumnSchema column, in RawValue value)
    {
        if (value.IsMissing) return null;
        if (double.IsInfinity(value.Number)) return $"Column '{column.Name}' must be finite, got an infinity.";
        return column.Type switch
        {
            ColumnType.Numeric when value.Text is not null => $"Column '{column.Name}' must be a number, got a text.",
            ColumnType.Boolean when RawText.ToBoolean(value) is not (0 or 1) => $"Column '{column.Name}' must be true or false.",
            ColumnType.DateTime when double.IsNaN(RawText.ToTicks(value)) => $"Column '{column.Name}' must be an ISO 8601 date or time.",
            _ => null,
        };
    }
}
