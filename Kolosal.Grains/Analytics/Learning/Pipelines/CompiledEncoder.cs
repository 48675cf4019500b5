using System.Buffers;
using Kolosal.Learning.Preprocessing;
using Kolosal.Tabular;

namespace Kolosal.Learning.Pipelines;

/// <summary>
/// The encoding of a scorer as a list of copies, table look-ups and, for the rest, the encoders themselves: from decoded numbers to a model row
/// without a value in between. Gives the bits of <see cref="Scorer.Encode"/>. Immutable, safe for any number of threads; allocates nothing.
/// </summary>
/// <remarks>
/// A decoded row holds a number for each input column: numbers as they are, flags as 0 and 1, instants as UTC ticks, categories by their position
/// in the schema (−1 for one that it does not have, whose text stands beside it), free texts as 0 with the text beside it, NaN for missing.
/// </remarks>
public sealed class CompiledEncoder
{
    /// <summary>Above this many numbers a table of encoded categories costs more memory than it saves time.</summary>
    private const int LargestTable = 1 << 16;

    private const int StackValues = 512;

    private readonly Part[] parts;

    public CompiledEncoder(Scorer scorer)
    {
        Inputs = scorer.InputSchema.Columns.Length;
        RowLength = scorer.RowLength;
        parts = [.. scorer.Pipelines.Select(pipeline => new Part(pipeline, scorer.InputSchema))];
        IsIdentity = parts is [{ Transform: null } only] && RowLength == Inputs
            && only.Steps.Length == Inputs && only.Steps.Select((step, i) => step.Table is null && step.Encoder is null
                && step.Source == i && step.Target == i).All(same => same);
    }

    /// <summary>Numbers in a decoded row, one an input column.</summary>
    public int Inputs { get; }

    /// <summary>Numbers in a model row.</summary>
    public int RowLength { get; }

    /// <summary>A model row is the decoded row as it stands.</summary>
    public bool IsIdentity { get; }

    /// <summary>Encodes one row, transforms included.</summary>
    /// <param name="numbers">One number an input column.</param>
    /// <param name="texts">One an input column, where there is one; empty when the row has none.</param>
    /// <param name="modelRow">Receives <see cref="RowLength"/> numbers.</param>
    public void Encode(ReadOnlySpan<double> numbers, ReadOnlySpan<string?> texts, Span<double> modelRow)
    {
        int at = 0;
        foreach (var part in parts)
        {
            var own = modelRow.Slice(at, part.RowLength);
            if (part.Transform is null) part.Encode(numbers, texts, own);
            else part.EncodeAndTransform(numbers, texts, own);
            at += part.RowLength;
        }
    }

    /// <summary>One number, or the numbers of one column.</summary>
    /// <param name="Source">The input column.</param>
    /// <param name="Target">Where its numbers begin.</param>
    /// <param name="Width">How many they are.</param>
    /// <param name="Type">What the column holds.</param>
    /// <param name="Encoder">What encodes it; null where the number is taken as it stands.</param>
    /// <param name="Table">Width numbers for each category of the schema; null for other columns.</param>
    private readonly record struct Step(int Source, int Target, int Width, ColumnSchema Type, ColumnEncoder? Encoder, double[]? Table);

    private sealed class Part
    {
        private readonly int encodedLength;

        public Part(FittedPipeline pipeline, TableSchema schema)
        {
            Transform = pipeline.Transform;
            RowLength = pipeline.Predictor.Inputs;
            encodedLength = pipeline.Encoder.Outputs.Length;
            var steps = new List<Step>();
            int at = 0;
            foreach (var encoder in pipeline.Encoder.Columns)
            {
                int source = schema.IndexOf(encoder.Column), width = encoder.Outputs.Length;
                var column = schema.Columns[source];
                bool plain = column.Type is ColumnType.Numeric or ColumnType.Boolean
                    && encoder is NumericEncoder { Steps.Length: 0, Indicator: false };
                bool table = column.Type == ColumnType.Categorical && (long)column.Categories.Length * width <= LargestTable;
                steps.Add(new(source, at, width, column, plain ? null : encoder, table && !plain ? TableOf(encoder, column, width) : null));
                at += width;
            }

            Steps = [.. steps];
        }

        public Transform? Transform { get; }

        public int RowLength { get; }

        public Step[] Steps { get; }

        public void Encode(ReadOnlySpan<double> numbers, ReadOnlySpan<string?> texts, Span<double> output)
        {
            foreach (ref readonly var step in Steps.AsSpan())
            {
                double number = numbers[step.Source];
                if (step.Encoder is null) output[step.Target] = number;
                else if (step.Table is { } table && number >= 0)
                {
                    int from = (int)number * step.Width;
                    if (step.Width == 1) output[step.Target] = table[from];
                    else table.AsSpan(from, step.Width).CopyTo(output[step.Target..]);
                }
                else step.Encoder.Encode(RawOf(step.Type, number, texts, step.Source), output.Slice(step.Target, step.Width));
            }
        }

        public void EncodeAndTransform(ReadOnlySpan<double> numbers, ReadOnlySpan<string?> texts, Span<double> modelRow)
        {
            double[]? rented = encodedLength > StackValues ? ArrayPool<double>.Shared.Rent(encodedLength) : null;
            Span<double> encoded = rented is null ? stackalloc double[StackValues] : rented;
            Encode(numbers, texts, encoded[..encodedLength]);
            Transform!.Apply(encoded[..encodedLength], modelRow);
            if (rented is not null) ArrayPool<double>.Shared.Return(rented);
        }

        private static RawValue RawOf(ColumnSchema column, double number, ReadOnlySpan<string?> texts, int source) => column.Type switch
        {
            _ when double.IsNaN(number) => RawValue.Missing,
            ColumnType.Categorical when number >= 0 => column.Categories[(int)number],
            ColumnType.Categorical or ColumnType.Text => texts[source],
            _ => number,
        };

        private static double[] TableOf(ColumnEncoder encoder, ColumnSchema column, int width)
        {
            double[] table = new double[column.Categories.Length * width];
            for (int code = 0; code < column.Categories.Length; code++) encoder.Encode(column.Categories[code], table.AsSpan(code * width, width));
            return table;
        }
    }
}
