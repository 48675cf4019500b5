using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal.Http;

/// <summary>The wire's JSON with what only the front door needs: limits on what comes in, no duplicate or unknown members, never a NaN.</summary>
internal static class Json
{
    /// <summary>Nesting that is still read; real documents stay below ten.</summary>
    public const int MaxDepth = 64;

    public static readonly JsonSerializerOptions Options = Finished(Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web)));

    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        // Before the wire's own, which throw: a figure that is computed for an answer and is not defined is null there.
        options.Converters.Add(new FiniteDoubleConverter());
        options.Converters.Add(new FiniteSingleConverter());
        WireJson.Configure(options);
        options.MaxDepth = MaxDepth;

        // A misspelt option that is silently ignored is worse than a refusal.
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        return options;
    }

    // Types are asked about, too, and not only serialized.
    private static JsonSerializerOptions Finished(JsonSerializerOptions options)
    {
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>What cannot be written as a JSON number is written as null.</summary>
    private sealed class FiniteDoubleConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.GetDouble() is var value && double.IsFinite(value) ? value : throw new JsonException("The number is too large.");

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value)) writer.WriteNumberValue(value);
            else writer.WriteNullValue();
        }
    }

    private sealed class FiniteSingleConverter : JsonConverter<float>
    {
        public override float Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.GetSingle() is var value && float.IsFinite(value) ? value : throw new JsonException("The number is too large.");

        public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options)
        {
            if (float.IsFinite(value)) writer.WriteNumberValue(value);
            else writer.WriteNullValue();
        }
    }
}
