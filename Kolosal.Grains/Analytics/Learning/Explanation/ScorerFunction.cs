using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Preprocessing;
using Kolosal.Tabular;

namespace Kolosal.Learning.Explanation;

/// <summary>A whole model as a function of its raw columns, each one number: what a
/// person knows of a row, before encoders and transforms take it apart.</summary>
/// <remarks>
/// Numbers stand for themselves, booleans are codes 0 and 1, categories their place in the schema with one more code for all others,
/// instants UTC ticks (to 64 ticks, 6.4 µs), texts, which no model reads, nothing; NaN is missing. Immutable and thread-safe.
/// </remarks>
public sealed class ScorerFunction
{
    // What an unseen category is called when a row is scored.
    private const string Unseen = "(unseen)";

    // Rows scored together: enough that a batch pays, few enough that they stay in the cache.
    private const int Block = 256;
    private readonly Scorer scorer;
    private readonly Dictionary<string, int>?[] codes;

    /// <param name="scorer">The model.</param>
    public ScorerFunction(Scorer scorer)
    {
        this.scorer = scorer;
        codes = [.. scorer.InputSchema.Columns.Select(c => c.Type == ColumnType.Categorical ? RawText.Index(c.Categories) : null)];
        Columns = [.. scorer.InputSchema.Columns.Select(c => new FeatureInfo(c.Name, c.Type switch
        {
            ColumnType.Categorical => c.Categories.Length + 1,
            ColumnType.Boolean => 2,
            _ => 0,
        }))];
        Function = new(Columns.Length, scorer.Outputs, Score, [.. Columns.Select((c, i) => new FeatureGroup(c.Name, [i]))]);
    }

    /// <summary>The function.</summary>
    public ModelFunction Function { get; }

    /// <summary>Its inputs: the raw columns with the number of their codes.</summary>
    public ImmutableArray<FeatureInfo> Columns { get; }

    /// <summary>A raw row as numbers.</summary>
    /// <param name="row">One value a column, checked with <see cref="Scorer.Check"/>.</param>
    public double[] Row(in RawRow row)
    {
        var numbers = new double[Columns.Length];
        for (int c = 0; c < numbers.Length; c++) numbers[c] = Number(c, row[c]);
        return numbers;
    }

    /// <summary>The rows of a table that has the input columns, as numbers with a weight each when asked for.</summary>
    /// <param name="table">At least one row.</param>
    /// <param name="weights">One weight a row, or empty.</param>
    public FeatureRows Rows(Frame table, ReadOnlyMemory<double> weights = default)
    {
        var numbers = new double[checked(table.Rows * Columns.Length)];
        for (int c = 0; c < Columns.Length; c++)
        {
            var column = table[Columns[c].Name];
            for (int r = 0; r < table.Rows; r++) numbers[r * Columns.Length + c] = Number(c, RawValue.At(column, r));
        }
        return new(numbers, Columns, table.Rows, weights);
    }

    /// <summary>The raw value that a number stands for.</summary>
    public RawValue ValueOf(int column, double number) =>
        scorer.InputSchema.Columns[column] is { Type: ColumnType.Categorical } categorical && !double.IsNaN(number)
        ? number < categorical.Categories.Length ? categorical.Categories[(int)number] : Unseen : number;

    private double Number(int column, RawValue value) => value.IsMissing ? double.NaN : scorer.InputSchema.Columns[column].Type switch
    {
        ColumnType.Categorical => RawText.Find(codes[column]!, value) is >= 0 and var code ? code : codes[column]!.Count,
        ColumnType.Boolean => RawText.ToBoolean(value),
        ColumnType.DateTime => RawText.ToTicks(value),
        ColumnType.Text => double.NaN,
        _ => value.Number,
    };

    private void Score(ReadOnlySpan<double> rows, int count, Span<double> outputs)
    {
        int width = Columns.Length, outs = scorer.Outputs;
        var raw = new RawValue[width];
        var modelRows = new double[Math.Min(count, Block) * scorer.RowLength];
        for (int from = 0; from < count; from += Block)
        {
            int here = Math.Min(Block, count - from);
            for (int r = 0; r < here; r++)
            {
                for (int c = 0; c < width; c++) raw[c] = ValueOf(c, rows[(from + r) * width + c]);
                scorer.Encode(new RawRow(raw), modelRows.AsSpan(r * scorer.RowLength, scorer.RowLength));
            }
            scorer.ScoreBatch(modelRows.AsSpan(0, here * scorer.RowLength), here, outputs.Slice(from * outs, here * outs));
        }
    }
}
