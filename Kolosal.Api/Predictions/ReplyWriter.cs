using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Kolosal.Predictions;

/// <summary>Writes a reply as JSON, without objects in between.</summary>
internal static class ReplyWriter
{
    private static readonly JsonEncodedText
        ModelId = JsonEncodedText.Encode("model_id"), Durable = JsonEncodedText.Encode("durable"),
            Predictions = JsonEncodedText.Encode("predictions"),
        PredictionIdName = JsonEncodedText.Encode("prediction_id"), Prediction = JsonEncodedText.Encode("prediction"),
        Probabilities = JsonEncodedText.Encode("probabilities"), Confidence = JsonEncodedText.Encode("confidence"),
        UncertaintyName = JsonEncodedText.Encode("uncertainty"), UncertaintyType = JsonEncodedText.Encode("uncertainty_type"),
        Entropy = JsonEncodedText.Encode("entropy");

    /// <summary><c>prd_</c>, 32 digits, <c>_</c> and a row number.</summary>
    private const int LongestId = 4 + 32 + 1 + 10;

    private const int IdPrefix = 4 + 32 + 1;

    public static void Write(IBufferWriter<byte> output, string name, PredictionReply reply)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString(ModelId, string.Create(CultureInfo.InvariantCulture, $"{name}:{reply.Version}"));
        json.WriteBoolean(Durable, reply.Durable);
        json.WriteStartArray(Predictions);
        Span<byte> id = stackalloc byte[LongestId];
        BeginId(id, reply.BatchId);
        for (int row = 0; row < reply.Rows; row++)
        {
            json.WriteStartObject();
            WriteRow(json, reply, row, id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes one object a line and row, each with what <see cref="Write"/> says once.</summary>
    public static void WriteLines(IBufferWriter<byte> output, string name, PredictionReply reply)
    {
        var model = JsonEncodedText.Encode(string.Create(CultureInfo.InvariantCulture, $"{name}:{reply.Version}"));
        Span<byte> id = stackalloc byte[LongestId];
        BeginId(id, reply.BatchId);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        for (int row = 0; row < reply.Rows; row++)
        {
            json.WriteStartObject();
            json.WriteString(ModelId, model);
            json.WriteBoolean(Durable, reply.Durable);
            WriteRow(json, reply, row, id);
            json.WriteEndObject();
            json.Flush();
            output.Write("\n"u8);
            json.Reset();
        }
    }

    private static void BeginId(Span<byte> id, Guid batch)
    {
        "prd_"u8.CopyTo(id);
        batch.TryFormat(id[4..], out _, "N");
        id[IdPrefix - 1] = (byte)'_';
    }

    private static void WriteRow(Utf8JsonWriter json, PredictionReply reply, int row, Span<byte> id)
    {
        row.TryFormat(id[IdPrefix..], out int digits, default, CultureInfo.InvariantCulture);
        json.WriteString(PredictionIdName, id[..(IdPrefix + digits)]);
        int width = reply.Outputs.Length / reply.Rows;
        var outputs = reply.Outputs.AsSpan(row * width, width);
        if (reply.Classes.IsEmpty) json.WriteNumber(Prediction, outputs[0]);
        else WriteClass(json, reply.Classes, outputs, reply.Decisions[row]);
    }

    private static void WriteClass(Utf8JsonWriter json, ImmutableArray<string> classes, ReadOnlySpan<double> probabilities, int decision)
    {
        json.WriteString(Prediction, classes[decision]);
        json.WriteStartObject(Probabilities);
        for (int k = 0; k < classes.Length; k++) json.WriteNumber(classes[k], probabilities[k]);
        json.WriteEndObject();
        json.WriteNumber(Confidence, probabilities[decision]);
        json.WriteNumber(UncertaintyName, Uncertainty.Entropy(probabilities));
        json.WriteString(UncertaintyType, Entropy);
    }
}
