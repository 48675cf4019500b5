using Kolosal.Learning;
using Kolosal.Learning.Import;
using Microsoft.ML.OnnxRuntime;

namespace Kolosal.Engines.OnnxRuntime;

/// <summary>A graph that only ONNX Runtime can score: one that holds operators which the platform does not read itself.</summary>
/// <remarks>A row is scored by itself, so that it gets the same bits alone and among others. The session is opened when it is first asked and is
/// safe for any number of threads.</remarks>
internal sealed class OnnxRuntimePredictor : IPredictor
{
    /// <summary>What it is kept as in packages.</summary>
    public const string Form = "imported.onnx_runtime";

    private const byte Version = 1;

    private const int Float = 1, Int32 = 6, Int64 = 7, Bool = 9, MaxOutputs = 1_000;

    private readonly byte[] file;
    private readonly OnnxTableInput[] inputs;
    private readonly string output;
    private readonly Lazy<InferenceSession> session;

    /// <param name="file">The ONNX file.</param>
    /// <param name="inputs">What it reads, in order; numbers.</param>
    /// <param name="output">The name of the output with probabilities or the value.</param>
    /// <param name="outputs">Numbers a row that this predictor gives.</param>
    public OnnxRuntimePredictor(byte[] file, OnnxTableInput[] inputs, string output, int outputs)
    {
        (this.file, this.inputs, this.output, Outputs, Inputs) = (file, inputs, output, outputs, inputs.Sum(input => input.Columns));
        session = new(() => OnnxSessions.Open(file));
    }

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <inheritdoc/>
    public int Outputs { get; }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        double[] said = Run(session.Value, inputs, this.output, row);
        Shape(said, output);
    }

    /// <summary>What the output holds for a row.</summary>
    /// <exception cref="OnnxRuntimeException">The runtime refuses it.</exception>
    public static double[] Run(InferenceSession session, OnnxTableInput[] inputs, string output, ReadOnlySpan<double> row)
    {
        var values = new Dictionary<string, OrtValue>();
        try
        {
            int at = 0;
            foreach (var input in inputs)
            {
                values[input.Name] = Value(input, row.Slice(at, input.Columns));
                at += input.Columns;
            }
            using var options = new RunOptions();
            using var results = session.Run(options, values, [output]);
            return Numbers(results[0]);
        }
        finally
        {
            foreach (var value in values.Values) value.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(output);
        writer.Write(Outputs);
        writer.Write(inputs.Length);
        foreach (var input in inputs)
        {
            writer.Write(input.Name);
            writer.Write(input.ElementType);
            writer.Write(input.Columns);
        }
        writer.Write(file.Length);
        writer.Write(file);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of such a graph.</exception>
    public static OnnxRuntimePredictor Read(BinaryReader reader)
    {
        byte version = reader.ReadByte();
        if (version != Version) throw new InvalidDataException($"Graphs for ONNX Runtime are written in version {Version}, got {version}.");
        string output = reader.ReadString();
        int outputs = reader.ReadInt32(), count = reader.ReadInt32();
        if (outputs is < 1 or > MaxOutputs
            || count is < 1 or > 100_000) throw new InvalidDataException($"Not a graph: {count} inputs, {outputs} outputs.");
        var inputs = new List<OnnxTableInput>();
        for (int i = 0; i < count; i++)
        {
            var input = new OnnxTableInput(reader.ReadString(), reader.ReadInt32(), reader.ReadInt32());
            inputs.Add(input.Columns >= 1 ? input : throw new InvalidDataException($"Not a graph: the input '{input.Name}' has no columns."));
        }
        int length = reader.ReadInt32();
        if (length < 1 || length > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new EndOfStreamException($"The graph of {length} bytes ends early.");
        return new(reader.ReadBytes(length), [.. inputs], output, outputs);
    }

    /// <summary>Two classes of which the graph says one probability get both; probabilities in single precision are brought to the sum 1.</summary>
    private static void Shape(ReadOnlySpan<double> said, Span<double> output)
    {
        if (output.Length == 2 && said.Length == 1)
        {
            (output[0], output[1]) = (1 - said[0], said[0]);
            return;
        }
        said[..output.Length].CopyTo(output);
        if (output.Length == 1) return;
        double sum = 0;
        foreach (double share in output) sum += share;
        if (sum > 0) foreach (ref double share in output) share /= sum;
    }

    private static OrtValue Value(OnnxTableInput input, ReadOnlySpan<double> cells)
    {
        long[] shape = [1, input.Columns];
        switch (input.ElementType)
        {
            case Float:
                float[] singles = new float[cells.Length];
                for (int i = 0; i < singles.Length; i++) singles[i] = (float)cells[i];
                return OrtValue.CreateTensorValueFromMemory(singles, shape);
            case Int64:
                long[] whole = new long[cells.Length];
                for (int i = 0; i < whole.Length; i++) whole[i] = double.IsNaN(cells[i]) ? -1 : (long)cells[i];
                return OrtValue.CreateTensorValueFromMemory(whole, shape);
            case Int32:
                int[] small = new int[cells.Length];
                for (int i = 0; i < small.Length; i++) small[i] = double.IsNaN(cells[i]) ? -1 : (int)cells[i];
                return OrtValue.CreateTensorValueFromMemory(small, shape);
            case Bool:
                bool[] truths = new bool[cells.Length];
                for (int i = 0; i < truths.Length; i++) truths[i] = cells[i] != 0 && !double.IsNaN(cells[i]);
                return OrtValue.CreateTensorValueFromMemory(truths, shape);
            default:
                return OrtValue.CreateTensorValueFromMemory(cells.ToArray(), shape);
        }
    }

    private static double[] Numbers(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float => Array.ConvertAll(value.GetTensorDataAsSpan<float>().ToArray(), v => (double)v),
        Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Double => value.GetTensorDataAsSpan<double>().ToArray(),
        var other => throw new InvalidDataException($"The graph's output holds {other}, and numbers are needed."),
    };
}
