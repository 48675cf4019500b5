using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kolosal.Testing;

/// <summary>Whether a body is one that a schema describes: known members, those that are needed, right types, known words.</summary>
/// <remarks>Ranges and what members mean together are the server's to judge; running the command shows them.</remarks>
public static class BodyFit
{
    /// <returns>What is wrong and where; empty when it fits.</returns>
    public static IEnumerable<string> Faults(JsonObject schema, JsonNode? value, string path = "$")
    {
        if (value is null) return BodySchema.IsNullable(schema) || BodySchema.Types(schema).Length == 0 ? [] : [$"{path} is null"];
        if (schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
            return [$"{path} is {value.ToJsonString()} and none of {words.ToJsonString()}"];
        string[] types = BodySchema.Types(schema);
        if (types.Length > 0 && !types.Contains(TypeOf(value, types))) return [$"{path} is {value.ToJsonString()} and no {string.Join('|', types)}"];
        return value switch
        {
            JsonObject members => Members(schema, members, path),
            JsonArray items when schema["items"] is JsonObject element => items.SelectMany((item, i) => Faults(element, item, $"{path}[{i}]")),
            _ => [],
        };
    }

    private static IEnumerable<string> Members(JsonObject schema, JsonObject members, string path)
    {
        if (schema["properties"] is not JsonObject known)
            return schema["additionalProperties"] is JsonObject inner
                ? members.SelectMany(member => Faults(inner, member.Value, $"{path}.{member.Key}")) : [];
        var needed = schema["required"]?.AsArray().Select(name => (string)name!) ?? [];
        return
        [
            .. needed.Where(name => !members.ContainsKey(name)).Select(name => $"{path}.{name} is needed"),
            .. members.SelectMany(member => known[member.Key] is JsonObject described ? Faults(described, member.Value, $"{path}.{member.Key}")
                : schema["additionalProperties"] is JsonObject other ? Faults(other, member.Value, $"{path}.{member.Key}")
                : [$"{path}.{member.Key} is no member"]),
        ];
    }

    private static string TypeOf(JsonNode value, string[] types) => value.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => types.Contains("number") || value.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') >= 0 ? "number" : "integer",
    };
}
