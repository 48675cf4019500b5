using System.Text.Encodings.Web;
using System.Text.Json;

namespace Kolosal.Notifications;

/// <summary>The body of a webhook: what happened, when, and the event's own data (Standard Webhooks 1.0, "payload structure").</summary>
internal static class NotificationBody
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Longest <c>data</c> in characters.</summary>
    public const int LongestData = 32_000;

    /// <summary>Whether a text is a JSON object that can be sent.</summary>
    public static bool IsData(string data)
    {
        if (data.Length > LongestData) return false;
        try
        {
            using var document = JsonDocument.Parse(data);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static string Json(string type, DateTimeOffset at, string eventId, string subject, string title, string data)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("timestamp", at.UtcDateTime);
            json.WriteString("event_id", eventId);
            json.WriteString("subject", subject);
            json.WriteString("title", title);
            json.WritePropertyName("data");
            json.WriteRawValue(data);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>The same for people.</summary>
    public static string Text(string type, DateTimeOffset at, string? severity, string? model, string subject, string title, string data)
    {
        using var document = JsonDocument.Parse(data);
        string more = JsonSerializer.Serialize(document.RootElement, Pretty);
        return FormattableString.Invariant($"""
            {title}

            event:    {type}
            severity: {severity ?? "-"}
            model:    {model ?? "-"}
            subject:  {subject}
            at:       {at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}

            {more}

            """);
    }
}
