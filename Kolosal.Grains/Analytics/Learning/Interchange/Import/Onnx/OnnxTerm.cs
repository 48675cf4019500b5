using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Import;

/// <summary>What a name of an ONNX graph stands for while the graph is read.</summary>
internal abstract record OnnxTerm;

/// <summary>Numbers of a row, rows × width.</summary>
/// <param name="Value">In the scoring graph.</param>
/// <param name="Rounded">For each number whether the model sees it in single precision as it came, unchanged.</param>
internal sealed record OnnxNumbers(GraphValue Value, bool Rounded = false) : OnnxTerm;

/// <summary>Texts of a row, one value of width 0 each.</summary>
internal sealed record OnnxTexts(ImmutableArray<GraphValue> Columns) : OnnxTerm;

/// <summary>The same for all rows.</summary>
internal sealed record OnnxConstant(OnnxValues Values) : OnnxTerm;

/// <summary>The label that a row is given; its classes where they are known.</summary>
internal sealed record OnnxLabels(ImmutableArray<string> Classes) : OnnxTerm;

/// <summary>A number of rows, a shape and the like: nothing of a row itself.</summary>
internal sealed record OnnxShape : OnnxTerm;
