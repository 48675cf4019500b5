using Kolosal.Experiments;
using Kolosal.Learning.Import;
using Microsoft.ML.OnnxRuntime;

namespace Kolosal.Engines.OnnxRuntime;

/// <summary>Reads ONNX files that hold operators which the platform does not read itself: the runtime scores them as they are.</summary>
internal sealed class OnnxRuntimeReader : IForeignModelReader
{
    private const int Text = 8;

    /// <inheritdoc/>
    public ModelFormat Format => ModelFormat.Onnx;

    /// <inheritdoc/>
    public ForeignModel Read(ReadOnlyMemory<byte> file, int classes)
    {
        OnnxTableInput[] inputs = [.. OnnxReader.InputsOf(file)];
        if (inputs.FirstOrDefault(input => input.ElementType == Text) is { } text)
            throw new UnsupportedOperatorException("string", $"The input '{text.Name}' holds texts, and graphs that ONNX Runtime scores are given "
                + "numbers; export the model with its categories as codes.");
        byte[] bytes = file.ToArray();
        try
        {
            using var session = OnnxSessions.Open(bytes);
            string output = session.OutputMetadata.Where(o => o.Value.IsTensor && (o.Value.ElementType == typeof(float)
                || o.Value.ElementType == typeof(double)))
                .OrderByDescending(o => o.Value.Dimensions is [_, > 1 or -1]).Select(o => o.Key).FirstOrDefault()
                ?? throw new InvalidDataException("The ONNX file has no output of numbers; export it with class probabilities or a value.");
            int said = OnnxRuntimePredictor.Run(session, inputs, output, new double[inputs.Sum(input => input.Columns)]).Length;

            // One number beside a target of two classes is the probability of the second.
            int outputs = said == 1 && classes == 2 ? 2 : said;
            bool named = inputs.All(input => input.Columns == 1);
            return new(OnnxRuntimePredictor.Form, $"ONNX in ONNX Runtime {OrtEnv.Instance().GetVersionString()}",
                new OnnxRuntimePredictor(bytes, inputs, output, outputs),
                [
                    .. inputs.SelectMany(input => Enumerable.Range(0, input.Columns)
                        .Select(i => ForeignInput.Number(input.Columns == 1 ? input.Name : $"{input.Name}[{i}]", named))),
                ], outputs == 1, []);
        }
        catch (OnnxRuntimeException refusal)
        {
            // The runtime names operators and what is wrong with them in its own words.
            throw new UnsupportedOperatorException("onnx", $"Neither the platform nor ONNX Runtime can score this graph: {refusal.Message}");
        }
    }
}
