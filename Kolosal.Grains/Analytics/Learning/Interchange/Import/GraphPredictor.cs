using System.Buffers;
using System.Globalization;
using Kolosal.Learning.Graphs;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Import;

/// <summary>A column that a <see cref="GraphPredictor"/> reads.</summary>
/// <param name="Column">As the graph's nodes name it.</param>
/// <param name="Categories">The text of each code; one code more stands for other texts. Default for a number.</param>
internal sealed record GraphColumn(string Column, ImmutableArray<string> Categories);

/// <summary>Operations of a scoring graph as a predictor: a row has a number for each column, for a text its code.</summary>
/// <remarks>Values are computed node by node in doubles; nothing is allocated a row. A row alone and among others gets the same bits, since
/// each is computed by itself.</remarks>
internal sealed class GraphPredictor : ITreeView, IGraphPart
{
    private const int StackValues = 1024;
    private readonly GraphNode[] nodes;
    private readonly int[] offsets, inputs;
    private readonly int[]?[] codes; // for each text table: the table's row of a code
    private readonly int values;
    private readonly Lazy<AdditiveTrees?> trees;

    /// <param name="columns">What a row holds.</param>
    /// <param name="nodes">Each uses only earlier ones.</param>
    /// <param name="output">Class probabilities or one value.</param>
    /// <exception cref="InvalidDataException">A node uses what is not there.</exception>
    public GraphPredictor(ImmutableArray<GraphColumn> columns, ImmutableArray<GraphNode> nodes, GraphValue output)
    {
        (Columns, Nodes, Output) = (columns, nodes, output);
        trees = new(() => GraphTreeModel.Of(this));
        this.nodes = [.. nodes];
        offsets = new int[nodes.Length];
        inputs = new int[nodes.Length];
        codes = new int[nodes.Length][];
        for (int i = 0; i < nodes.Length; i++)
        {
            offsets[i] = values;
            values += Math.Max(1, nodes[i].Width); // a text is its code
            foreach (var used in nodes[i].Sources)
                if ((uint)used.Node >= (uint)i || nodes[used.Node].Width != used.Width)
                    throw new InvalidDataException($"Node {i} uses node {used.Node}, which does not come before it with {used.Width} numbers.");
            if (nodes[i] is NumberNode or TextNode)
            {
                string name = nodes[i] is NumberNode number ? number.Column : ((TextNode)nodes[i]).Column;
                inputs[i] = Enumerable.Range(0, columns.Length).FirstOrDefault(c => columns[c].Column == name, -1);
                if (inputs[i] < 0) throw new InvalidDataException($"Node {i} reads '{name}', which is none of the columns.");
            }
            if (nodes[i] is TextTableNode table)
            {
                var of = columns[inputs[table.Text.Node]];
                codes[i] = [.. of.Categories.Select(text => table.Keys.IndexOf(text) is >= 0 and var key ? key : table.Keys.Length),
                    table.Keys.Length];
            }
        }
        if ((uint)output.Node >= (uint)nodes.Length || output.Width < 1 || nodes[output.Node].Width != output.Width)
            throw new InvalidDataException("The graph has no output.");
    }

    /// <summary>What a row holds.</summary>
    public ImmutableArray<GraphColumn> Columns { get; }

    /// <summary>The operations.</summary>
    public ImmutableArray<GraphNode> Nodes { get; }

    /// <summary>What is answered.</summary>
    public GraphValue Output { get; }

    /// <inheritdoc/>
    public AdditiveTrees? Trees => trees.Value;

    /// <inheritdoc/>
    public int Inputs => Columns.Length;

    /// <inheritdoc/>
    public int Outputs => Output.Width;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        double[]? rented = values > StackValues ? ArrayPool<double>.Shared.Rent(values) : null;
        Span<double> room = rented ?? stackalloc double[StackValues];
        for (int i = 0; i < nodes.Length; i++) Compute(i, row, room);
        Of(room, Output).CopyTo(output);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>The output when a node gives these numbers, whatever the row.</summary>
    internal double[] OutputWhere(int node, ReadOnlySpan<double> gives)
    {
        double[] room = new double[values], row = new double[Inputs];
        for (int i = 0; i < nodes.Length; i++)
        {
            if (i == node) gives.CopyTo(room.AsSpan(offsets[i]));
            else Compute(i, row, room);
        }
        return Of(room, Output).ToArray();
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer) => GraphCodec.Write(writer, this);

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a graph.</exception>
    public static GraphPredictor Read(BinaryReader reader) => GraphCodec.Read(reader);

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row)
    {
        var said = new GraphValue[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            said[i] = nodes[i] switch
            {
                NumberNode or TextNode => graph.Pick(row, inputs[i]),
                ConstantNode constant => graph.Constants(constant.Values.AsSpan()),
                UnaryNode unary => graph.Apply(unary.Operation, said[unary.Of.Node]),
                BinaryNode binary => graph.Apply(binary.Operation, said[binary.Left.Node], said[binary.Right.Node]),
                SelectNode select => graph.Select(said[select.Condition.Node], said[select.Then.Node], said[select.Otherwise.Node]),
                PickNode pick => graph.Pick(said[pick.Of.Node], pick.Positions.AsSpan()),
                JoinNode join => graph.Join([.. join.Parts.Select(part => said[part.Node])]),
                LinearNode linear => graph.Linear(said[linear.Of.Node], linear.Weights.AsSpan(), linear.Offsets.AsSpan()),
                MaximumNode maximum => graph.Maximum(said[maximum.Of.Node]),
                TextTableNode table => graph.CodeTable(said[table.Text.Node], codes[i]!.Length, CodeRows(table, codes[i]!)),
                CodeTableNode table => graph.CodeTable(said[table.Code.Node], table.Codes, table.Table.AsSpan()),
                TreesNode trees => graph.Trees(said[trees.Of.Node], trees.Trees),
                _ => throw new NotExportableException("An imported operation has no form in other formats."),
            };
        }
        return said[Output.Node];
    }

    private static double[] CodeRows(TextTableNode table, int[] codes) =>
    [
        .. codes.SelectMany(key => table.Table.AsSpan(key * table.Columns, table.Columns).ToArray()),
        .. table.Table.AsSpan((table.Keys.Length + 1) * table.Columns, table.Columns),
    ];

    private ReadOnlySpan<double> Of(ReadOnlySpan<double> room, GraphValue value) => room.Slice(offsets[value.Node], Math.Max(1, value.Width));

    private void Compute(int i, ReadOnlySpan<double> row, Span<double> room)
    {
        var node = nodes[i];
        var to = room.Slice(offsets[i], Math.Max(1, node.Width));
        switch (node)
        {
            case NumberNode or TextNode:
                to[0] = row[inputs[i]];
                break;
            case ConstantNode constant:
                constant.Values.AsSpan().CopyTo(to);
                break;
            case UnaryNode unary:
                var of = Of(room, unary.Of);
                for (int k = 0; k < to.Length; k++) to[k] = GraphArithmetic.Of(unary.Operation, of[k]);
                break;
            case BinaryNode binary:
                ReadOnlySpan<double> left = Of(room, binary.Left), right = Of(room, binary.Right);
                for (int k = 0; k < to.Length; k++)
                    to[k] = GraphArithmetic.Of(binary.Operation, left[left.Length == 1 ? 0 : k], right[right.Length == 1 ? 0 : k]);
                break;
            case SelectNode select:
                ReadOnlySpan<double> condition = Of(room, select.Condition), then = Of(room, select.Then), otherwise = Of(room, select.Otherwise);
                for (int k = 0; k < to.Length; k++)
                    to[k] = condition[condition.Length == 1 ? 0 : k] != 0 ? then[then.Length == 1 ? 0 : k] : otherwise[otherwise.Length == 1 ? 0 : k];
                break;
            case PickNode pick:
                var from = Of(room, pick.Of);
                for (int k = 0; k < to.Length; k++) to[k] = from[pick.Positions[k]];
                break;
            case JoinNode join:
                int at = 0;
                foreach (var part in join.Parts)
                {
                    Of(room, part).CopyTo(to[at..]);
                    at += part.Width;
                }
                break;
            case LinearNode linear:
                var x = Of(room, linear.Of);
                for (int o = 0; o < to.Length; o++)
                {
                    double sum = 0;
                    var weights = linear.Weights.AsSpan(o * x.Length, x.Length);
                    for (int k = 0; k < x.Length; k++) sum += weights[k] * x[k];
                    to[o] = sum + linear.Offsets[o];
                }
                break;
            case MaximumNode maximum:
                double most = double.NegativeInfinity;
                foreach (double value in Of(room, maximum.Of)) most = Math.Max(most, value);
                to[0] = most;
                break;
            case TextTableNode table:
                double text = Of(room, table.Text)[0];
                int key = text >= 0 && text < codes[i]!.Length ? codes[i]![(int)text] : table.Keys.Length + 1;
                table.Table.AsSpan(key * table.Columns, table.Columns).CopyTo(to);
                break;
            case CodeTableNode table:
                double code = Of(room, table.Code)[0];
                int place = code >= 0 && code < table.Codes && code == Math.Floor(code) ? (int)code : table.Codes;
                table.Table.AsSpan(place * table.Columns, table.Columns).CopyTo(to);
                break;
            case TreesNode trees:
                GraphArithmetic.Sum(trees.Trees, Of(room, trees.Of), to);
                break;
            default:
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Node {i} is of no known kind."));
        }
    }
}
