using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Kolosal.Http;

namespace Kolosal.Predictions;

/// <summary>One output tensor of an answer; numbers or texts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">As the protocol calls it.</param>
/// <param name="Shape">Rows, or rows × classes.</param>
/// <param name="Numbers">Row-major; null for texts.</param>
/// <param name="Texts">One a row; null for numbers.</param>
internal sealed record InferOutput(string Name, string DataType, int[] Shape, double[]? Numbers, string[]? Texts)
{
    public const string Prediction = "prediction", Probabilities = "probabilities", PredictionId = "prediction_id";

    /// <summary>The outputs that are wanted; the predictions and, of a classifier, the probabilities when none is named.</summary>
    /// <exception cref="ProblemException">400: there is none of a name.</exception>
    public static IReadOnlyList<InferOutput> Of(PredictionReply reply, IReadOnlyList<WantedOutput> wanted) =>
        wanted.Count > 0 ? [.. wanted.Select(output => Of(reply, output.Name))]
        : reply.Classes.IsEmpty ? [Of(reply, Prediction)] : [Of(reply, Prediction), Of(reply, Probabilities)];

    /// <summary>Little-endian; texts each behind their length in four bytes.</summary>
    public byte[] ToBytes()
    {
        if (Numbers is { } numbers)
        {
            byte[] raw = new byte[numbers.Length * sizeof(double)];
            for (int i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteDoubleLittleEndian(raw.AsSpan(i * sizeof(double)), numbers[i]);
            return raw;
        }

        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string text in Texts!)
        {
            byte[] content = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
            bytes.Write(length);
            bytes.Write(content);
        }

        return bytes.ToArray();
    }

    private static InferOutput Of(PredictionReply reply, string name) => name switch
    {
        Prediction when reply.Classes.IsEmpty => new(name, DataTypes.Double, [reply.Rows], reply.Outputs, null),
        Prediction => new(name, DataTypes.Bytes, [reply.Rows], null, Array.ConvertAll(reply.Decisions, decision => reply.Classes[decision])),
        Probabilities when !reply.Classes.IsEmpty => new(name, DataTypes.Double, [reply.Rows, reply.Classes.Length], reply.Outputs, null),
        PredictionId => new(name, DataTypes.Bytes, [reply.Rows], null, [.. Enumerable.Range(0, reply.Rows).Select(row =>
            string.Create(CultureInfo.InvariantCulture, $"prd_{reply.BatchId:N}_{row}"))]),
        _ => throw InferRequestReader.Malformed("$.outputs", $"There is no output of this name; there are {Prediction}, {PredictionId}"
            + (reply.Classes.IsEmpty ? "." : $" and {Probabilities}.")),
    };
}
