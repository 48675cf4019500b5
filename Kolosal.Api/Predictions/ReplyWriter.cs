using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Kolosal.Events;
using Kolosal.Http;

namespace Kolosal.Predictions;

/// <summary>Writes a reply as JSON, without objects in between. Class labels are written exactly as in the training file.</summary>
internal static class ReplyWriter
{
    private static readonly JsonEncodedText
        ModelId = JsonEncodedText.Encode("model_id"), Durable = JsonEncodedText.Encode("durable"), Arm = JsonEncodedText.Encode("arm"),
        Canary = JsonEncodedText.Encode("canary"), Coverage = JsonEncodedText.Encode("coverage"), Level = JsonEncodedText.Encode("coverage_level"),
        Predictions = JsonEncodedText.Encode("predictions"),
        PredictionIdName = JsonEncodedText.Encode("prediction_id"), Prediction = JsonEncodedText.Encode("prediction"),
        Probabilities = JsonEncodedText.Encode("probabilities"), Confidence = JsonEncodedText.Encode("confidence"),
        UncertaintyName = JsonEncodedText.Encode("uncertainty"), UncertaintyType = JsonEncodedText.Encode("uncertainty_type"),
        Total = JsonEncodedText.Encode("total"), Epistemic = JsonEncodedText.Encode("epistemic"), Aleatoric = JsonEncodedText.Encode("aleatoric"),
        Sources = JsonEncodedText.Encode("uncertainty_sources"), Interval = JsonEncodedText.Encode("interval"), Set = JsonEncodedText.Encode("set"),
        OutOfDistribution = JsonEncodedText.Encode("out_of_distribution"), Referred = JsonEncodedText.Encode("referred"),
        Reasons = JsonEncodedText.Encode("referral_reasons");

    private static readonly (ReferralReasons Reason, JsonEncodedText Word)[] Words = [.. Enum.GetValues<ReferralReasons>()
        .Where(reason => reason != ReferralReasons.None).Select(reason => (reason, JsonEncodedText.Encode(WireJson.Word(reason))))];

    /// <summary><c>prd_</c>, 32 digits, <c>_</c> and a row number.</summary>
    private const int LongestId = 4 + 32 + 1 + 10;

    private const int IdPrefix = 4 + 32 + 1;

    public static void Write(IBufferWriter<byte> output, string name, PredictionReply reply, AnswerFields fields = AnswerFields.Usual,
        AnswerExplanation? explained = null)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        var answers = reply.Answers ?? RowAnswers.Nothing;
        json.WriteStartObject();
        json.WriteString(ModelId, string.Create(CultureInfo.InvariantCulture, $"{name}:{reply.Version}"));
        json.WriteBoolean(Durable, reply.Durable);
        if (reply.Arm == ServedArm.Canary) json.WriteString(Arm, Canary);
        bool region = fields.HasFlag(AnswerFields.Region) && answers.Coverage is not null;
        if (region)
        {
            json.WriteNumber(Coverage, answers.Coverage!.Value);
            if (answers.Level != answers.Coverage) json.WriteNumber(Level, answers.Level!.Value);
        }
        if (explained is not null) ExplanationWriter.WriteHead(json, explained);
        json.WriteStartArray(Predictions);
        Span<byte> id = stackalloc byte[LongestId];
        BeginId(id, reply.BatchId);
        if (explained is null && PlainRows.Suit(reply, answers, region, fields))
        {
            json.Flush();
            PlainRows.Write(output, reply, id[..IdPrefix], region ? answers.Members : [],
                fields.HasFlag(AnswerFields.OutOfDistribution) ? answers.OutOfDistribution : []);
        }
        else
        {
            for (int row = 0; row < reply.Rows; row++)
            {
                json.WriteStartObject();
                WriteRow(json, reply, row, id, answers, region, fields);
                if (explained is not null) ExplanationWriter.WriteRow(json, explained, row);
                json.WriteEndObject();
            }
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
        var answers = reply.Answers ?? RowAnswers.Nothing;
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        for (int row = 0; row < reply.Rows; row++)
        {
            json.WriteStartObject();
            json.WriteString(ModelId, model);
            json.WriteBoolean(Durable, reply.Durable);
            WriteRow(json, reply, row, id, answers, region: false, AnswerFields.Usual);
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

    private static void WriteRow(
        Utf8JsonWriter json, PredictionReply reply, int row, Span<byte> id, RowAnswers answers, bool region, AnswerFields fields)
    {
        row.TryFormat(id[IdPrefix..], out int digits, default, CultureInfo.InvariantCulture);
        json.WriteString(PredictionIdName, id[..(IdPrefix + digits)]);
        int width = reply.Outputs.Length / reply.Rows;
        var outputs = reply.Outputs.AsSpan(row * width, width);
        if (!reply.Classes.IsEmpty) WriteClass(json, reply.Classes, outputs, reply.Decisions[row], fields);
        else if (fields.HasFlag(AnswerFields.Prediction)) json.WriteNumber(Prediction, outputs[0]);
        if (region) WriteRegion(json, reply.Classes, answers, row, width);
        WriteDoubts(json, answers, row, fields);
    }

    private static void WriteClass(
        Utf8JsonWriter json, ImmutableArray<string> classes, ReadOnlySpan<double> probabilities, int decision, AnswerFields fields)
    {
        if (fields.HasFlag(AnswerFields.Prediction)) json.WriteString(Prediction, classes[decision]);
        if (fields.HasFlag(AnswerFields.Probabilities))
        {
            json.WriteStartObject(Probabilities);
            for (int k = 0; k < classes.Length; k++) json.WriteNumber(classes[k], probabilities[k]);
            json.WriteEndObject();
        }
        if (fields.HasFlag(AnswerFields.Confidence)) json.WriteNumber(Confidence, probabilities[decision]);
        if (!fields.HasFlag(AnswerFields.Uncertainty)) return;
        json.WriteNumber(UncertaintyName, Uncertainty.Entropy(probabilities));
        json.WriteString(UncertaintyType, Total);
    }

    /// <summary>An end that is not bounded is null; a region that holds nothing is an empty array.</summary>
    private static void WriteRegion(Utf8JsonWriter json, ImmutableArray<string> classes, RowAnswers answers, int row, int width)
    {
        if (answers.Members.Length > 0)
        {
            json.WriteStartArray(Set);
            for (int k = 0; k < width; k++)
                if (answers.Members[row * width + k]) json.WriteStringValue(classes[k]);
        }
        else
        {
            json.WriteStartArray(Interval);
            if (answers.Lows[row] <= answers.Highs[row])
            {
                WriteEnd(json, answers.Lows[row]);
                WriteEnd(json, answers.Highs[row]);
            }
        }
        json.WriteEndArray();
    }

    private static void WriteEnd(Utf8JsonWriter json, double end)
    {
        if (double.IsFinite(end)) json.WriteNumberValue(end);
        else json.WriteNullValue();
    }

    private static void WriteDoubts(Utf8JsonWriter json, RowAnswers answers, int row, AnswerFields fields)
    {
        if (fields.HasFlag(AnswerFields.OutOfDistribution) && answers.OutOfDistribution.Length > 0)
            json.WriteNumber(OutOfDistribution, answers.OutOfDistribution[row]);
        if (fields.HasFlag(AnswerFields.UncertaintySources) && answers.Epistemic.Length > 0)
        {
            json.WriteStartObject(Sources);
            json.WriteNumber(Total, answers.Aleatoric[row] + answers.Epistemic[row]);
            json.WriteNumber(Aleatoric, answers.Aleatoric[row]);
            json.WriteNumber(Epistemic, answers.Epistemic[row]);
            json.WriteEndObject();
        }
        if (!fields.HasFlag(AnswerFields.Referred) || answers.Referred.Length == 0) return;
        var reasons = answers.Referred[row];
        json.WriteBoolean(Referred, reasons != ReferralReasons.None);
        if (reasons == ReferralReasons.None) return;
        json.WriteStartArray(Reasons);
        foreach (var (reason, word) in Words)
            if (reasons.HasFlag(reason)) json.WriteStringValue(word);
        json.WriteEndArray();
    }
}
