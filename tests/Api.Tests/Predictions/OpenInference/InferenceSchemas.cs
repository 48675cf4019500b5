using System.Text.Json;
using Kolosal.Testing;
using YamlDotNet.RepresentationModel;

namespace Kolosal.Api.Tests.Predictions;

/// <summary>
/// The protocol's published OpenAPI document as a judge of answers: types, required members and array items, which is all that it uses. Where
/// the shared folder is not there, nothing is judged.
/// </summary>
internal static class InferenceSchemas
{
    private static readonly Lazy<YamlMappingNode?> Schemas = new(Load);

    /// <summary>What an answer lacks or has wrongly, by path.</summary>
    public static IReadOnlyList<string> Violations(string schema, JsonElement document)
    {
        var found = new List<string>();
        if (Schemas.Value is { } schemas) Check((YamlMappingNode)schemas.Children[schema], document, "$", found);
        return found;
    }

    private static void Check(YamlMappingNode schema, JsonElement value, string path, List<string> found)
    {
        if (Find(schema, "$ref") is YamlScalarNode { Value: { } reference })
            schema = (YamlMappingNode)Schemas.Value!.Children[reference[(reference.LastIndexOf('/') + 1)..]];
        if (Find(schema, "anyOf") is YamlSequenceNode choices)
        {
            if (!choices.Cast<YamlMappingNode>().Any(choice =>
            {
                var tried = new List<string>();
                Check(choice, value, path, tried);
                return tried.Count == 0;
            })) found.Add($"{path}: none of the allowed kinds");
            return;
        }

        string? type = (Find(schema, "type") as YamlScalarNode)?.Value;
        bool fits = type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => true,
        };
        if (!fits)
        {
            found.Add($"{path}: expected {type}, got {value.ValueKind}");
            return;
        }

        foreach (var required in (Find(schema, "required") as YamlSequenceNode)?.Cast<YamlScalarNode>() ?? [])
            if (!value.TryGetProperty(required.Value!, out _)) found.Add($"{path}.{required.Value}: required");
        foreach (var (name, member) in Find(schema, "properties") is YamlMappingNode members ? members.Children.ToArray() : [])
            if (value.TryGetProperty(((YamlScalarNode)name).Value!, out var its)) Check((YamlMappingNode)member, its, $"{path}.{name}", found);
        if (Find(schema, "items") is YamlMappingNode items)
            foreach (var element in value.EnumerateArray()) Check(items, element, path + "[]", found);
    }

    private static YamlNode? Find(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(new YamlScalarNode(name), out var found) ? found : null;

    private static YamlMappingNode? Load()
    {
        if (SharedFolders.Schemas is not { } folder) return null;
        string path = Path.Combine(folder, "open_inference_rest.yaml");
        var yaml = new YamlStream();
        using var text = File.OpenText(path);
        yaml.Load(text);
        var components = (YamlMappingNode)((YamlMappingNode)yaml.Documents[0].RootNode).Children["components"];
        return (YamlMappingNode)components.Children["schemas"];
    }
}
