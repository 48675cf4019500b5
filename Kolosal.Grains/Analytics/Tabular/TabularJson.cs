using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal.Tabular;

/// <summary>How schemas, manifests and hyper-parameters are written as JSON: snake_case members
/// and enum names, nulls left out; what a type requires must be there when read.</summary>
public static class TabularJson
{
    /// <summary>The shared options; frozen.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
