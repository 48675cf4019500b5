using System.Globalization;
using Kolosal.Learning.Graphs;
using Kolosal.Tabular;

namespace Kolosal.Learning.Import;

/// <summary>Reads ONNX files of tabular models: trees, linear models, networks of dense layers, and what prepares rows for them.</summary>
/// <remarks>
/// Every operator becomes operations of a scoring graph, computed in doubles; what an operator computes in single precision differs by that
/// rounding. A split of a value that the file takes in single precision is moved to the double at which rounding changes sides, so rows fall
/// into the leaves that a runtime finds. Inputs are rows × 1 tensors, one a column, or one rows × columns tensor.
/// </remarks>
public static class OnnxReader
{
    /// <summary>Reads a model.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="InvalidDataException">Not an ONNX file, damaged, or no model of rows.</exception>
    /// <exception cref="UnsupportedOperatorException">An operator is none that is read; the message names it.</exception>
    public static ForeignModel Read(ReadOnlyMemory<byte> file)
    {
        var onnx = OnnxFile.Read(file.Span);
        var reading = new OnnxOperators(new GraphBuilder(Schema(onnx)));
        foreach (var (name, values) in onnx.Constants) reading.Terms[name] = new OnnxConstant(values);
        foreach (var input in onnx.Inputs) reading.Terms[input.Name] = Input(reading.Graph, input);
        foreach (var node in onnx.Nodes) reading.Add(node);

        var (output, classes) = Output(onnx, reading);
        bool regression = classes is null;
        var problem = new LearningProblem(OutputName, LearningTask.Regression, []);
        var graph = reading.Graph.Finish(problem, output);
        ImmutableArray<GraphColumn> columns = [.. Ports(onnx).SelectMany(port => port.Columns)
            .Select(column => new GraphColumn(column.Name, column.IsText ? Keys(graph, column.Name) : []))];
        var predictor = new GraphPredictor(columns, graph.Nodes, output);
        bool named = onnx.Inputs.All(input => Width(input) == 1);
        return new(ModelReaders.Graph, $"ONNX{(onnx.Producer.Length > 0 ? $" by {onnx.Producer}" : "")}", predictor,
            [.. Ports(onnx).SelectMany(port => port.Columns).Select((column, i) => column.IsText
                ? new ForeignInput(column.Name, columns[i].Categories, Others: true, Named: named) : ForeignInput.Number(column.Name, named))],
            regression, classes ?? []);
    }

    /// <summary>What a file reads, whether its operators are known or not.</summary>
    /// <exception cref="InvalidDataException">Not an ONNX file, or inputs that are no columns of a table.</exception>
    public static ImmutableArray<OnnxTableInput> InputsOf(ReadOnlyMemory<byte> file) =>
        [.. Ports(OnnxFile.Read(file.Span)).Select(port => new OnnxTableInput(port.Name, port.Type, port.Columns.Length))];

    private const string OutputName = "output";

    // More columns than this are taken for an image or a text.
    private const int MaxColumns = 100_000;

    private static TableSchema Schema(OnnxFile onnx) => new([.. Ports(onnx).SelectMany(port => port.Columns)
        .Select(column => new ColumnSchema(column.Name, column.IsText ? ColumnType.Categorical : ColumnType.Numeric))]);

    private static IEnumerable<(string Name, int Type, ImmutableArray<(string Name, bool IsText)> Columns)> Ports(OnnxFile onnx)
    {
        foreach (var input in onnx.Inputs)
        {
            bool text = input.Type == OnnxFile.String;
            if (!text && input.Type is not (OnnxFile.Float or OnnxFile.Double or OnnxFile.Int64 or OnnxFile.Int32 or OnnxFile.Bool))
                throw new InvalidDataException($"The input '{input.Name}' holds neither numbers nor texts.");
            int width = Width(input);
            yield return (input.Name, input.Type, width == 1 ? [(input.Name, text)]
                : [.. Enumerable.Range(0, width).Select(i => (string.Create(CultureInfo.InvariantCulture, $"{input.Name}[{i}]"), text))]);
        }
    }

    private static int Width(OnnxPort input) => input.Shape.Length switch
    {
        0 or 1 => 1,
        2 when input.Shape[1] is >= 1 and <= MaxColumns => (int)input.Shape[1],
        _ => throw new InvalidDataException($"The input '{input.Name}' is no table of rows and columns: it has the shape "
            + $"{string.Join(" × ", input.Shape.Select(d => d < 0 ? "?" : d.ToString(CultureInfo.InvariantCulture)))}."),
    };

    private static OnnxTerm Input(GraphBuilder graph, OnnxPort input)
    {
        int width = Width(input);
        ImmutableArray<GraphValue> columns = [.. Enumerable.Range(0, width).Select(i =>
            graph.Input(width == 1 ? input.Name : string.Create(CultureInfo.InvariantCulture, $"{input.Name}[{i}]")))];
        return input.Type == OnnxFile.String ? new OnnxTexts(columns) : new OnnxNumbers(graph.Join(columns), input.Type == OnnxFile.Float);
    }

    private static ImmutableArray<string> Keys(ScoringGraph graph, string column) =>
    [
        .. graph.Nodes.OfType<TextTableNode>().Where(table => ((TextNode)graph.Nodes[table.Text.Node]).Column == column)
            .SelectMany(table => table.Keys).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Class probabilities with their labels (none where the file says none), or the one value without.</summary>
    private static (GraphValue Value, ImmutableArray<string>? Classes) Output(OnnxFile onnx, OnnxOperators reading)
    {
        OnnxTerm[] outputs = [.. onnx.Outputs.Select(output => reading.Terms.TryGetValue(output.Name, out var term) ? term
            : throw new InvalidDataException($"The ONNX file's output '{output.Name}' is given by no node."))];
        var numbers = outputs.OfType<OnnxNumbers>().ToArray();
        var labels = outputs.OfType<OnnxLabels>().FirstOrDefault();
        if (numbers.Length == 0)
            throw new InvalidDataException("The ONNX file gives labels alone; export it with class probabilities as well.");
        if (numbers.FirstOrDefault(value => value.Value.Width > 1) is { } shares)
            return (shares.Value, labels is { Classes.IsEmpty: false } known && known.Classes.Length == shares.Value.Width ? known.Classes : []);
        // One probability of two classes beside their label is that of the second.
        return labels is null ? (numbers[0].Value, null) : (reading.Graph.Both(numbers[0].Value), labels.Classes.Length == 2 ? labels.Classes : []);
    }
}
