using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kolosal.Engines.MlNet;

/// <summary>One thread's way through a pipeline of ML.NET: a row of cells in, its answer out.</summary>
internal sealed class MlNetScoring
{
    /// <summary>The column with the probability of the second of two classes, and the one with a value or a number a class.</summary>
    public const string Probability = "Probability", ScoreColumn = "Score";

    private readonly Cells cells;
    private readonly ValueGetter<float>? single;
    private readonly ValueGetter<VBuffer<float>>? several;
    private VBuffer<float> buffer;

    /// <param name="model">The pipeline.</param>
    /// <param name="schema">What it was saved with: labels and the like have to be there, and are never asked for.</param>
    /// <param name="columns">The columns that the answer depends on.</param>
    /// <param name="texts">The text of each code of these.</param>
    /// <param name="asked">The column that is read; null for the predictor's answer.</param>
    public MlNetScoring(ITransformer model, DataViewSchema schema, string[] columns, ImmutableArray<string>[] texts, string? asked = null)
    {
        cells = new(schema, columns, texts);
        var mapper = model.GetRowToRowMapper(schema);
        var output = mapper.OutputSchema;
        var answer = asked is not null ? output[asked] : output.GetColumnOrNull(Probability) ?? output[ScoreColumn];
        var row = mapper.GetRow(cells, [answer]);
        if (answer.Type is VectorDataViewType) several = row.GetGetter<VBuffer<float>>(answer);
        else single = row.GetGetter<float>(answer);
    }

    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        cells.Take(row);
        if (several is not null)
        {
            several(ref buffer);
            double sum = 0;
            for (int k = 0; k < output.Length; k++) sum += output[k] = buffer.GetItemOrDefault(k);
            // Probabilities in single precision sum to 1 by their own digits only.
            if (sum > 0) foreach (ref double share in output) share /= sum;
            return;
        }
        float value = 0;
        single!(ref value);
        if (output.Length == 2) (output[0], output[1]) = (1 - (double)value, value);
        else output[0] = value;
    }

    /// <summary>What the column that is asked for holds for a row: as many values as its slots.</summary>
    public float[] Slots(ReadOnlySpan<double> row)
    {
        cells.Take(row);
        if (several is not null)
        {
            several(ref buffer);
            return [.. buffer.DenseValues()];
        }
        float value = 0;
        single!(ref value);
        return [value];
    }

    /// <summary>The row that is being scored, as the library reads it.</summary>
    private sealed class Cells(DataViewSchema schema, string[] columns, ImmutableArray<string>[] texts) : DataViewRow
    {
        private readonly double[] values = new double[columns.Length];
        private long position;

        public override DataViewSchema Schema => schema;

        public override long Position => position;

        public override long Batch => 0;

        public void Take(ReadOnlySpan<double> row)
        {
            row[..values.Length].CopyTo(values);
            position++; // transforms keep what they made of a row until it moves on
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new((ulong)position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            int at = Array.IndexOf(columns, column.Name);
            if (at < 0) return (ref TValue value) => value = default!;
            Delegate getter = column.Type is TextDataViewType
                ? (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = Text(at).AsMemory())
                : (ValueGetter<float>)((ref float value) => value = (float)values[at]);
            return (ValueGetter<TValue>)getter;
        }

        // A text that is none of the known ones is one that no key can be.
        private string Text(int at) => values[at] is var code && double.IsNaN(code) ? "" : code < texts[at].Length ? texts[at][(int)code] : "￿";
    }
}
