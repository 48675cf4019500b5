using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Kolosal.Predictions;

/// <summary>Writes an inference answer over REST: its JSON, and behind it the outputs that are wanted raw.</summary>
internal static class InferReplyWriter
{
    public const string LengthHeader = "Inference-Header-Content-Length";

    public static void Write(HttpResponse response, string model, InferRequest request, PredictionReply reply, bool binaryOutputs)
    {
        var outputs = InferOutput.Of(reply, request.Outputs);
        var raw = outputs.Select((output, i) =>
            (request.Outputs.Count > 0 ? request.Outputs[i].Binary : null) ?? binaryOutputs ? output.ToBytes() : null).ToArray();
        var header = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(header, new JsonWriterOptions { Encoder = WireJson.Options.Encoder }))
            WriteHeader(json, model, request, reply, outputs, raw);

        bool isBinary = raw.Any(bytes => bytes is not null);
        response.ContentType = isBinary ? MediaTypes.Bytes : MediaTypes.Json;
        if (isBinary) response.Headers[LengthHeader] = header.WrittenCount.ToString(CultureInfo.InvariantCulture);
        response.ContentLength = header.WrittenCount + raw.Sum(bytes => (long)(bytes?.Length ?? 0));
        response.BodyWriter.Write(header.WrittenSpan);
        foreach (byte[]? bytes in raw) response.BodyWriter.Write(bytes);
    }

    private static void WriteHeader(
        Utf8JsonWriter json, string model, InferRequest request, PredictionReply reply, IReadOnlyList<InferOutput> outputs, byte[]?[] raw)
    {
        json.WriteStartObject();
        json.WriteString("model_name", model);
        json.WriteString("model_version", reply.Version.ToString(CultureInfo.InvariantCulture));
        json.WriteString("id", request.Id ?? $"prd_{reply.BatchId:N}");
        json.WriteStartObject("parameters");
        json.WriteString("prediction_batch", $"prd_{reply.BatchId:N}");
        json.WriteBoolean("durable", reply.Durable);
        json.WriteEndObject();
        json.WriteStartArray("outputs");
        for (int i = 0; i < outputs.Count; i++) WriteOutput(json, outputs[i], raw[i]);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, InferOutput output, byte[]? raw)
    {
        json.WriteStartObject();
        json.WriteString("name", output.Name);
        json.WriteString("datatype", output.DataType);
        json.WriteStartArray("shape");
        foreach (int size in output.Shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        if (raw is not null)
        {
            json.WriteStartObject("parameters");
            json.WriteNumber("binary_data_size", raw.Length);
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartArray("data");
            foreach (double number in output.Numbers ?? []) json.WriteNumberValue(number);
            foreach (string text in output.Texts ?? []) json.WriteStringValue(text);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
