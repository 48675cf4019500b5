using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal;

/// <summary>A text that holds a JSON document goes out, and comes back, as that document; an empty text is null.</summary>
public sealed class JsonTextConverter : JsonConverter<string>
{
    public override bool HandleNull => true;

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null) return "";
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (string.IsNullOrEmpty(value)) writer.WriteNullValue();
        else writer.WriteRawValue(value);
    }
}
