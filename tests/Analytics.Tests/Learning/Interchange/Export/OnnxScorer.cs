using Kolosal.Learning.Graphs;
using Kolosal.Tabular;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Kolosal.Learning;

/// <summary>An exported model in ONNX Runtime.</summary>
internal sealed class OnnxScorer(byte[] model, ScoringGraph graph) : IDisposable
{
    private readonly InferenceSession session = new(model);

    public IReadOnlyDictionary<string, string> Properties => session.ModelMetadata.CustomMetadataMap;

    public (double[] Outputs, string[] Labels) Run(Frame table)
    {
        NamedOnnxValue[] inputs = [.. graph.Inputs.Select(input => input.IsText
            ? NamedOnnxValue.CreateFromTensor(input.Column, new DenseTensor<string>(
                Enumerable.Range(0, table.Rows).Select(row => table[input.Column].TextAt(row) ?? "").ToArray(), [table.Rows, 1]))
            : NamedOnnxValue.CreateFromTensor(input.Column, new DenseTensor<double>(
                Enumerable.Range(0, table.Rows).Select(row => ExportedRows.Number(table[input.Column], row)).ToArray(), [table.Rows, 1])))];
        using var answers = session.Run(inputs);
        bool classes = !graph.Problem.Classes.IsEmpty;
        return ([.. answers.Single(answer => answer.Name == (classes ? "probabilities" : "prediction")).AsTensor<double>()],
            classes ? [.. answers.Single(answer => answer.Name == "label").AsTensor<string>()] : []);
    }

    public void Dispose() => session.Dispose();
}
