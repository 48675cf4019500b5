using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kolosal.Testing;

/// <summary>What a schema says of one value.</summary>
public static class BodySchema
{
    /// <summary>JSON types that are allowed, null aside; empty where anything is.</summary>
    public static string[] Types(JsonObject schema) => schema["type"] switch
    {
        JsonArray several => [.. several.Select(type => (string)type!).Where(type => type != "null")],
        JsonValue one => [(string)one!],
        _ => schema["enum"] is not null ? ["string"] : schema["properties"] is not null ? ["object"] : [],
    };

    public static bool IsNullable(JsonObject schema) => (bool?)schema["nullable"] == true
        || (schema["type"] is JsonArray several && several.Any(type => (string)type! == "null"))
        || (schema["enum"] is JsonArray words && words.Any(word => word is null));

    private static bool Fits(JsonNode value, string[] types) => types.Length == 0 || types.Contains(value.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => types.Contains("number") ? "number" : "integer",
    });

    /// <summary>A value that is allowed: the known one of that name, else the simplest.</summary>
    /// <param name="schema">Of the value.</param>
    /// <param name="name">The member that holds it.</param>
    /// <param name="known">JSON by name of member.</param>
    /// <param name="whole">With the members that may be left out.</param>
    public static JsonNode? Valid(JsonObject schema, string name, IReadOnlyDictionary<string, string> known, bool whole)
    {
        if (known.TryGetValue(name, out string? json) && JsonNode.Parse(json) is { } value && Fits(value, Types(schema))) return value;
        if (schema["enum"] is JsonArray words) return words.First(word => word is not null)!.DeepClone();
        if (schema["default"] is { } usual) return usual.DeepClone();
        switch (Types(schema))
        {
            case ["object"] when schema["properties"] is JsonObject properties:
                var required = schema["required"]?.AsArray().Select(member => (string)member!).ToHashSet() ?? [];
                return new JsonObject(properties.Where(member => whole || required.Contains(member.Key)).Select(member =>
                    KeyValuePair.Create(member.Key, Valid(member.Value!.AsObject(), member.Key, known, whole))));
            case ["object"]:
                return new JsonObject { ["x"] = schema["additionalProperties"] is JsonObject inner ? Valid(inner, "", known, whole) : 1 };
            case ["array"]:
                return new JsonArray([.. Enumerable.Range(0, Math.Max(1, (int?)schema["minItems"] ?? 1))
                    .Select(_ => schema["items"] is JsonObject element ? Valid(element, name, known, whole) : 1)]);
            case ["integer"]:
                return 3;
            case ["number"]:
                return 0.5;
            case ["boolean"]:
                return true;
            default:
                return (string?)schema["format"] == "date-time" ? "2026-01-01T00:00:00Z" : "a";
        }
    }
}
