using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Interchange;

/// <summary>Models in ONNX: a protobuf message that any ONNX runtime scores, preprocessing included.</summary>
/// <remarks>
/// IR version 8 with ai.onnx 17 and ai.onnx.ml 3. Inputs are one tensor a column, rows × 1, doubles or texts (empty for missing; NaN for a
/// number). Outputs are <c>probabilities</c> (rows × classes, doubles) and <c>label</c> (rows, texts), or <c>prediction</c> (rows × 1). Sums of
/// leaf values are single precision, the operator's own.
/// </remarks>
public static class OnnxModel
{
    private const int IrVersion = 8, Operators = 17, LearningOperators = 3;

    /// <summary>Writes a model.</summary>
    /// <param name="model">The whole model.</param>
    /// <param name="name">The graph's name.</param>
    /// <param name="producer">The version of the program that writes.</param>
    /// <param name="properties">What the file says about the model beside its graph.</param>
    /// <exception cref="NotExportableException">The model reads no column.</exception>
    public static byte[] Write(ScoringGraph model, string name, string producer, IEnumerable<KeyValuePair<string, string>> properties)
    {
        if (model.Inputs.IsEmpty) throw new NotExportableException("A model that reads no column has no rows to answer; export another model.");
        var graph = new OnnxGraph();
        var classes = model.Problem.Classes;
        OnnxNodes.Write(graph, model);
        var file = new ProtobufWriter();
        file.Integer(1, IrVersion);
        file.Text(2, "Kolosal");
        file.Text(3, producer);
        file.Message(7, message =>
        {
            graph.Write(message);
            message.Text(2, name);
            foreach (var input in model.Inputs)
                message.Message(11, info => OnnxTensor.Info(info, input.Column, input.IsText ? OnnxTensor.String : OnnxTensor.Double, 1));
            if (classes.IsEmpty) message.Message(12, info => OnnxTensor.Info(info, OnnxNodes.Prediction, OnnxTensor.Double, 1));
            else
            {
                message.Message(12, info => OnnxTensor.Info(info, OnnxNodes.Probabilities, OnnxTensor.Double, classes.Length));
                message.Message(12, info => OnnxTensor.Info(info, OnnxNodes.Label, OnnxTensor.String, null));
            }
        });
        Import(file, "", Operators);
        Import(file, "ai.onnx.ml", LearningOperators);
        foreach (var (key, value) in properties)
            file.Message(14, entry =>
            {
                entry.Text(1, key);
                entry.Text(2, value);
            });
        return file.ToArray();
    }

    private static void Import(ProtobufWriter file, string domain, int version) => file.Message(8, import =>
    {
        import.Text(1, domain);
        import.Integer(2, version);
    });
}
