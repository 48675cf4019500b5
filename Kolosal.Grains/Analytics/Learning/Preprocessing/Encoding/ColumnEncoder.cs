using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;
using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Turns the raw value of one input column into one or more model features; fitted, immutable, thread-safe, written as JSON.</summary>
/// <remarks>Training and serving both go through <see cref="Encode"/>, so a row gets the same bits in both.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NumericEncoder), "numeric")]
[JsonDerivedType(typeof(OneHotEncoder), "one_hot")]
[JsonDerivedType(typeof(OrdinalEncoder), "ordinal")]
[JsonDerivedType(typeof(DatePartsEncoder), "date_parts")]
[JsonDerivedType(typeof(TextEncoder), "text")]
[JsonDerivedType(typeof(HashedTextEncoder), "hashed_text")]
public abstract class ColumnEncoder
{
    private protected ColumnEncoder(string column) => Column = column;

    /// <summary>The input column.</summary>
    public string Column { get; }

    /// <summary>The features produced, in order.</summary>
    [JsonIgnore]
    public abstract ImmutableArray<FeatureInfo> Outputs { get; }

    /// <summary>Writes the features of one value.</summary>
    /// <param name="value">The raw value; of the kind that the column's type allows, or missing.</param>
    /// <param name="output">Receives one number a feature.</param>
    public abstract void Encode(in RawValue value, Span<double> output);

    /// <summary>The features as operations of a graph.</summary>
    /// <exception cref="NotExportableException">There are none.</exception>
    internal virtual GraphValue Describe(GraphBuilder graph) => throw new NotExportableException(
        $"The text column '{Column}' is cut into words, which none of the formats can say; leave it out of training to export.");

    /// <summary>Writes the features of every row of a column into a row-major matrix.</summary>
    /// <param name="column">The values.</param>
    /// <param name="matrix">rows × <paramref name="stride"/>.</param>
    /// <param name="offset">The first feature's position in a row.</param>
    /// <param name="stride">The features of a whole row.</param>
    public void EncodeColumn(Column column, Span<double> matrix, int offset, int stride)
    {
        int width = Outputs.Length;
        if (column is CategoricalColumn categorical)
        {
            // A category is encoded once and copied: the same bits for a fraction of the look-ups.
            var encoded = new double[(categorical.Dictionary.Length + 1) * width];
            for (int code = 0; code < categorical.Dictionary.Length; code++)
                Encode(categorical.Dictionary[code], encoded.AsSpan(code * width, width));
            Encode(RawValue.Missing, encoded.AsSpan(categorical.Dictionary.Length * width, width));
            for (int row = 0; row < column.Rows; row++)
            {
                int code = categorical.Codes[row] < 0 ? categorical.Dictionary.Length : categorical.Codes[row];
                encoded.AsSpan(code * width, width).CopyTo(matrix[(row * stride + offset)..]);
            }
            return;
        }
        for (int row = 0; row < column.Rows; row++)
            Encode(RawValue.At(column, row), matrix.Slice(row * stride + offset, width));
    }
}
