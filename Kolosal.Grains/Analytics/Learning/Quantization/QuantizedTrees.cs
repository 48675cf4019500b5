using Kolosal.Learning.Graphs;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Quantization;

/// <summary>Trees whose thresholds and leaves are kept in fewer bits; scored by the codes of a row's values among a column's thresholds.</summary>
/// <remarks>
/// A column has as many thresholds as its codes can tell apart; where it has more, near ones become one. Leaf values are codes times a scale, and
/// codes are summed before they are scaled, so a sum of whole numbers is exact and a row alone and among others gets the same bits. Shares of
/// classes keep their sum of 1: the codes of every leaf sum to the same number (largest remainders).
/// </remarks>
public sealed class QuantizedTrees : ITreeModel, IGraphPart
{
    /// <summary>What it is kept as in packages.</summary>
    public const string Form = "quantized.trees";

    // A block's sums are kept on the stack; with more scores rows are scored one by one, and so are few rows.
    private const int MaxBlockScores = 32, FewRows = 8, StackScores = 64;

    private readonly double[] baseScores;
    private readonly double scale;
    private readonly CodedTraversal? coded;
    private readonly RowTraversal plain;
    private readonly BlockScorer? blocks;

    /// <param name="precision">What thresholds and leaves are kept in.</param>
    /// <param name="trees">Leaves hold codes; thresholds are those that are kept.</param>
    /// <param name="baseScores">One a score.</param>
    /// <param name="scale">What sums of codes are multiplied by.</param>
    /// <param name="link">Between scores and outputs.</param>
    internal QuantizedTrees(ScorerPrecision precision, TreeEnsemble trees, double[] baseScores, double scale, Link link)
    {
        (Precision, this.baseScores, this.scale) = (precision, baseScores, scale);
        AdditiveTrees = new(trees, baseScores, scale, link);
        coded = CodedTraversal.For(trees);
        plain = new(trees);
        blocks = baseScores.Length <= MaxBlockScores ? BlockScorer.For(trees) : null;
    }

    /// <summary>What thresholds and leaves are kept in.</summary>
    public ScorerPrecision Precision { get; }

    /// <inheritdoc/>
    public AdditiveTrees AdditiveTrees { get; }

    /// <inheritdoc/>
    public int Inputs => AdditiveTrees.Inputs;

    /// <inheritdoc/>
    public int Outputs => AdditiveTrees.Outputs;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        Span<double> sums = baseScores.Length <= StackScores ? stackalloc double[StackScores] : output;
        sums = sums[..baseScores.Length];
        sums.Clear();
        if (coded is not null) coded.AddTo(row, sums);
        else plain.AddTo(row, sums);
        Finish(sums, output);
    }

    /// <inheritdoc/>
    public void ScoreBatch(ReadOnlySpan<double> rows, int count, Span<double> outputs)
    {
        if (blocks is null)
        {
            for (int row = 0; row < count; row++) Score(rows.Slice(row * Inputs, Inputs), outputs.Slice(row * Outputs, Outputs));
            return;
        }
        int scores = baseScores.Length;
        Span<double> sums = stackalloc double[scores * BlockTree.Rows], own = stackalloc double[scores];
        Span<byte> room = stackalloc byte[blocks.CodeRoom], codes = CacheLine.Align(room);
        codes.Clear();
        for (int from = 0; from < count; from += BlockTree.Rows)
        {
            int here = Math.Min(BlockTree.Rows, count - from);
            var block = rows.Slice(from * Inputs, here * Inputs);
            if (here < FewRows)
            {
                for (int r = 0; r < here; r++) Score(block.Slice(r * Inputs, Inputs), outputs.Slice((from + r) * Outputs, Outputs));
                continue;
            }
            sums.Clear();
            blocks.AddTo(block, here, sums, scores, codes);
            for (int r = 0; r < here; r++)
            {
                for (int k = 0; k < scores; k++) own[k] = sums[k * BlockTree.Rows + r];
                Finish(own, outputs.Slice((from + r) * Outputs, Outputs));
            }
        }
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row) => TreeGraph.Describe(graph, row, AdditiveTrees);

    /// <inheritdoc/>
    public void Write(BinaryWriter writer) => QuantizedTreeCodec.Write(writer, this);

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of such trees.</exception>
    public static QuantizedTrees Read(BinaryReader reader) => QuantizedTreeCodec.Read(reader);

    private void Finish(Span<double> sums, Span<double> output)
    {
        for (int k = 0; k < sums.Length; k++) sums[k] = baseScores[k] + scale * sums[k];
        AdditiveTrees.Link.Apply(sums, output);
    }
}
