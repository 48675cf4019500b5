using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Preprocessing.Scalers;

/// <summary>The length that a row is divided by.</summary>
public enum RowNorm
{
    /// <summary>Σ |x|.</summary>
    L1,

    /// <summary>√ Σ x².</summary>
    L2,

    /// <summary>max |x|.</summary>
    Max,
}

/// <summary>Divides the numbers of a row by their norm, so that only their proportions
/// are left; nothing is learnt. Columns of codes pass through.</summary>
public sealed class RowNormalizer(RowNorm norm) : TransformFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("row_normalizer", TransformNeeds.Nothing,
        new SearchSpace(OptionChoices.Choices("norm", RowNorm.L2)), given => new RowNormalizer(OptionChoices.Choice<RowNorm>(given, "norm")));

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel) => new RowNormTransform(rows.Columns, norm);
}

/// <summary>x / ‖x‖ over the numbers of a row; missing values take no part and stay missing, a row of zeros stays as it is.</summary>
public sealed class RowNormTransform : Transform
{
    /// <summary>Keeps the norm.</summary>
    [JsonConstructor]
    public RowNormTransform(ImmutableArray<FeatureInfo> inputs, RowNorm norm) : base(inputs) => Norm = norm;

    /// <summary>What a row is divided by.</summary>
    public RowNorm Norm { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs => Inputs;

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue row)
    {
        int[] numbers = [.. Enumerable.Range(0, Inputs.Length).Where(c => !Inputs[c].IsCategorical)];
        if (numbers.Length == 0) return row;
        var values = graph.Pick(row, numbers);
        var sizes = graph.Apply(UnaryOperation.Absolute, values);
        sizes = graph.Select(graph.IsMissing(sizes), graph.Constant(0), sizes);
        var most = graph.Maximum(sizes);
        var some = graph.IsLess(0, most);
        most = graph.Select(some, most, graph.Constant(1));
        var shares = graph.Over(sizes, most);
        var norm = Norm switch
        {
            RowNorm.L1 => graph.Sum(shares),
            RowNorm.L2 => graph.Apply(UnaryOperation.SquareRoot, graph.SquaredNorm(shares)),
            _ => graph.Constant(1),
        };
        var changed = graph.Select(some, graph.Over(graph.Over(values, most), graph.Select(some, norm, graph.Constant(1))), values);
        var columns = graph.Split(row);
        for (int i = 0; i < numbers.Length; i++) columns[numbers[i]] = graph.Pick(changed, i);
        return graph.Join(columns);
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> row, Span<double> output)
    {
        // Dividing by the greatest first keeps squares and sums from overflowing.
        double most = 0, sum = 0;
        for (int c = 0; c < row.Length; c++) if (!Inputs[c].IsCategorical && Math.Abs(row[c]) > most) most = Math.Abs(row[c]);
        row.CopyTo(output);
        if (most == 0) return;
        for (int c = 0; c < row.Length; c++)
        {
            if (Inputs[c].IsCategorical || double.IsNaN(row[c])) continue;
            double share = Math.Abs(row[c]) / most;
            sum += Norm == RowNorm.L2 ? share * share : share;
        }
        double norm = Norm switch { RowNorm.L1 => sum, RowNorm.L2 => Math.Sqrt(sum), _ => 1 };
        for (int c = 0; c < row.Length; c++) if (!Inputs[c].IsCategorical) output[c] = row[c] / most / norm;
    }
}
