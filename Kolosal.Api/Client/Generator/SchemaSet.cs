using System.Text.Json;

namespace Kolosal.Client.Generation;

/// <summary>The schemas of a document, and what each is in C#.</summary>
internal sealed class SchemaSet
{
    private const string Any = "global::System.Text.Json.JsonElement";

    public SchemaSet(JsonElement document)
    {
        All = document.GetProperty("components").GetProperty("schemas");
        var sent = new Queue<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
            foreach (var operation in path.Value.EnumerateObject())
                if (operation.Value.TryGetProperty("requestBody", out var body)) Find(body, sent);
        while (sent.TryDequeue(out string? name))
            if (Sent.Add(name)) Find(All.GetProperty(name), sent);
    }

    public JsonElement All { get; }

    /// <summary>Names of the schemas that requests hold: what they need must be given.</summary>
    public HashSet<string> Sent { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a schema has members, and so a class of its own.</summary>
    public static bool IsRecord(JsonElement schema) => schema.TryGetProperty("properties", out _);

    /// <summary>Whether a schema is one of several words.</summary>
    public static bool IsWords(JsonElement schema) => schema.TryGetProperty("enum", out _);

    /// <summary>The type of a value, without the question mark; and whether it may be null.</summary>
    public (string Type, bool Nullable, bool IsValue) TypeOf(JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out var reference)) return Named(reference.GetString()!.Split('/')[^1]);
        if (schema.TryGetProperty("oneOf", out var choices))
        {
            var real = choices.EnumerateArray().Where(choice => !IsNull(choice)).ToArray();
            return real.Length == 1 ? TypeOf(real[0]) with { Nullable = real.Length < choices.GetArrayLength() } : (Any, true, true);
        }
        if (!schema.TryGetProperty("type", out var type)) return (Any, false, true);
        string?[] types = type.ValueKind == JsonValueKind.String ? [type.GetString()] : [.. type.EnumerateArray().Select(one => one.GetString())];
        bool nullable = types.Contains("null");
        string?[] kinds = [.. types.Where(one => one != "null")];
        if (kinds.Length != 1) return (Any, nullable, true);
        string? format = schema.TryGetProperty("format", out var named) ? named.GetString() : null;
        return kinds[0] switch
        {
            "string" when format == "date-time" => ("global::System.DateTimeOffset", nullable, true),
            "string" => ("string", nullable, false),
            "integer" => (format == "int32" ? "int" : "long", nullable, true),
            "number" => ("double", nullable, true),
            "boolean" => ("bool", nullable, true),
            "array" => ($"global::System.Collections.Generic.IReadOnlyList<{Inner(schema, "items")}>", nullable, false),
            "object" when schema.TryGetProperty("additionalProperties", out var values) && values.ValueKind == JsonValueKind.Object =>
                ($"global::System.Collections.Generic.IReadOnlyDictionary<string, {Inner(schema, "additionalProperties")}>", nullable, false),
            _ => (Any, nullable, true),
        };
    }

    /// <summary>A name of the contract as C# writes it.</summary>
    public static string Pascal(string name)
    {
        string joined = string.Concat(name.Split(['_', '-', '.', '/', ' ', '@', '$'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return joined.Length == 0 || char.IsAsciiDigit(joined[0]) ? $"N{joined}" : joined;
    }

    private (string, bool, bool) Named(string name)
    {
        var schema = All.GetProperty(name);
        return IsWords(schema) ? (Pascal(name), false, true) : IsRecord(schema) ? (Pascal(name), false, false) : TypeOf(schema);
    }

    private string Inner(JsonElement schema, string member)
    {
        if (!schema.TryGetProperty(member, out var inner)) return Any;
        var (type, nullable, _) = TypeOf(inner);
        return nullable ? $"{type}?" : type;
    }

    private static bool IsNull(JsonElement schema) =>
        schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "null";

    private static void Find(JsonElement element, Queue<string> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
            foreach (var entry in element.EnumerateArray()) Find(entry, found);
        if (element.ValueKind != JsonValueKind.Object) return;
        foreach (var member in element.EnumerateObject())
        {
            if (member.Name == "$ref" && member.Value.ValueKind == JsonValueKind.String) found.Enqueue(member.Value.GetString()!.Split('/')[^1]);
            else Find(member.Value, found);
        }
    }
}
