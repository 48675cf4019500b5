using System.Text.Json;
using Kolosal.Http;

namespace Kolosal.Predictions;

/// <summary>Writes why the model says what it says into an answer.</summary>
internal static class ExplanationWriter
{
    /// <summary>What is said once: how rows were explained, or why they were not.</summary>
    public static void WriteHead(Utf8JsonWriter json, AnswerExplanation explained)
    {
        json.WriteStartObject("explanation");
        if (explained.Local is { } report)
            foreach (string member in (string[])["method", "scale", "exact"]) Copy(json, report, member, member);
        if (explained.Code is { } code)
        {
            json.WriteString("code", code);
            json.WriteString("detail", explained.Detail);
        }
        json.WriteEndObject();
    }

    /// <summary>What is said of a row.</summary>
    public static void WriteRow(Utf8JsonWriter json, AnswerExplanation explained, int row)
    {
        if (explained.Local is not { } local) return;
        var item = local.GetProperty("items")[row];
        foreach (string member in (string[])["explained", "base", "score"]) Copy(json, item, member, member);
        Copy(json, item, "columns", "contributions");
        if (explained.Reasons is not { } reasons) return;
        var reasoned = reasons.GetProperty("items")[row];
        Copy(json, reasoned, "adverse", "adverse");
        Copy(json, reasoned, "reasons", "reasons");
    }

    private static void Copy(Utf8JsonWriter json, JsonElement from, string member, string name)
    {
        if (!from.TryGetProperty(member, out var value)) return;
        json.WritePropertyName(name);
        value.WriteTo(json);
    }
}
