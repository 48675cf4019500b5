using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal;

/// <summary>
/// Keeps numbers that are none (NaN, infinities) out of every document: writing one throws, and the exception's path names the member. What
/// is not defined is null, beside the reason.
/// </summary>
public static class FiniteNumbers
{
    /// <summary>Has the documents of these options written so.</summary>
    /// <param name="converters">The converters of the options.</param>
    /// <param name="readNames">
    /// Also reads <c>"NaN"</c> and the infinities, as earlier programs wrote them: as null where a member may be null.
    /// </param>
    public static void Add(IList<JsonConverter> converters, bool readNames = false)
    {
        converters.Add(new DoubleConverter(readNames));
        converters.Add(new SingleConverter(readNames));
        if (readNames) converters.Add(new OptionalDoubleConverter());
    }

    private static JsonException Refuse(double value) => new($"Need a number or null, got {Name(value)}.");

    private static string Name(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    private static double Named(ref Utf8JsonReader reader) => reader.GetString() switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        var other => throw new JsonException($"Need a number, got '{other}'."),
    };

    private sealed class DoubleConverter(bool readNames) : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            readNames && reader.TokenType == JsonTokenType.String ? Named(ref reader) : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (!double.IsFinite(value)) throw Refuse(value);
            writer.WriteNumberValue(value);
        }
    }

    private sealed class SingleConverter(bool readNames) : JsonConverter<float>
    {
        public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            readNames && reader.TokenType == JsonTokenType.String ? (float)Named(ref reader) : reader.GetSingle();

        public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options)
        {
            if (!float.IsFinite(value)) throw Refuse(value);
            writer.WriteNumberValue(value);
        }
    }

    private sealed class OptionalDoubleConverter : JsonConverter<double?>
    {
        public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? null
            : reader.TokenType != JsonTokenType.String ? reader.GetDouble()
            : Named(ref reader) is var named && double.IsFinite(named) ? named : null;

        public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options)
        {
            if (value is not { } number) writer.WriteNullValue();
            else if (double.IsFinite(number)) writer.WriteNumberValue(number);
            else throw Refuse(number);
        }
    }
}
