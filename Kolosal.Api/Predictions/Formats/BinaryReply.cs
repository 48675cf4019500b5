using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace Kolosal.Predictions;

/// <summary>
/// Writes a reply as bare single-precision numbers: rows × outputs, row-major, little-endian. What else there is to say stands in headers.
/// </summary>
internal static class BinaryReply
{
    /// <summary>The version that answered, <c>name:version</c>.</summary>
    public const string ModelHeader = "Kolosal-Model-Id";

    /// <summary>The batch; with a row's number it is the row's prediction id.</summary>
    public const string BatchHeader = "Kolosal-Prediction-Batch";

    /// <summary>Class labels in the order of the outputs, a JSON array in ASCII; absent for regression.</summary>
    public const string ClassesHeader = "Kolosal-Classes";

    /// <summary>Whether the prediction log had the predictions on disk before this answer.</summary>
    public const string DurableHeader = "Kolosal-Durable";

    public static void Write(HttpResponse response, string name, PredictionReply reply)
    {
        response.ContentType = MediaTypes.Float32;
        response.Headers[ModelHeader] = string.Create(CultureInfo.InvariantCulture, $"{name}:{reply.Version}");
        response.Headers[BatchHeader] = $"prd_{reply.BatchId:N}";
        response.Headers[DurableHeader] = reply.Durable ? "true" : "false";
        if (!reply.Classes.IsEmpty) response.Headers[ClassesHeader] = JsonSerializer.Serialize(reply.Classes);
        int length = reply.Outputs.Length * sizeof(float);
        response.ContentLength = length;
        var output = response.BodyWriter.GetSpan(length);
        for (int i = 0; i < reply.Outputs.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(output[(i * sizeof(float))..], (float)reply.Outputs[i]);
        response.BodyWriter.Advance(length);
    }
}
