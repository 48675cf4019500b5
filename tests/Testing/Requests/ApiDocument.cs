using System.Text.Json.Nodes;

namespace Kolosal.Testing;

/// <summary>One operation of an API, as its OpenAPI document says.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Path">With parameters in braces.</param>
/// <param name="PathParameters">Names of those in the path.</param>
/// <param name="QueryParameters">Names of those behind it.</param>
/// <param name="MediaTypes">Of the body; empty without one.</param>
/// <param name="Body">Schema of a JSON body, references resolved; null without one.</param>
public sealed record ApiOperation(
    string Method, string Path, ImmutableArray<string> PathParameters, ImmutableArray<string> QueryParameters, ImmutableArray<string> MediaTypes,
    JsonObject? Body);

/// <summary>Reads an OpenAPI document.</summary>
public static class ApiDocument
{
    private const string Json = "application/json";

    /// <summary>Every operation, in the order of the document.</summary>
    public static ImmutableArray<ApiOperation> Read(string text)
    {
        var document = JsonNode.Parse(text)!.AsObject();
        var schemas = document["components"]?["schemas"]?.AsObject() ?? [];
        return
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               where operation.Key is "get" or "put" or "post" or "delete" or "patch"
               select Read(path.Key, operation.Key, operation.Value!.AsObject(), schemas),
        ];
    }

    private static ApiOperation Read(string path, string method, JsonObject operation, JsonObject schemas)
    {
        var parameters = operation["parameters"]?.AsArray() ?? [];
        var content = operation["requestBody"]?["content"]?.AsObject() ?? [];
        return new(
            method.ToUpperInvariant(), path, Names(parameters, "path"), Names(parameters, "query"), [.. content.Select(type => type.Key)],
            content[Json]?["schema"] is { } schema ? Resolve(schema, schemas) : null);
    }

    private static ImmutableArray<string> Names(JsonArray parameters, string place) =>
        [.. parameters.Where(parameter => (string?)parameter!["in"] == place).Select(parameter => (string)parameter!["name"]!)];

    /// <summary>The schema without references; requests are not recursive.</summary>
    private static JsonObject Resolve(JsonNode node, JsonObject schemas)
    {
        var schema = node.AsObject();
        if ((string?)schema["$ref"] is { } reference) return Resolve(schemas[reference.Split('/')[^1]]!, schemas);
        foreach (string several in (string[])["oneOf", "anyOf"])
            if (schema[several] is JsonArray choices && choices.FirstOrDefault(choice => (string?)choice!["type"] != "null") is { } choice)
            {
                var chosen = Resolve(choice, schemas);
                if (choices.Count > 1) chosen["nullable"] = true;
                return chosen;
            }

        var resolved = schema.DeepClone().AsObject();
        if (resolved["properties"] is JsonObject properties)
            foreach (var (name, value) in properties.ToArray()) properties[name] = Resolve(value!, schemas);
        foreach (string inner in (string[])["items", "additionalProperties"])
            if (resolved[inner] is JsonObject value) resolved[inner] = Resolve(value, schemas);
        return resolved;
    }
}
