using System.Text.Json;

namespace Kolosal.Client.Generation;

/// <summary>Writes a record for each schema with members, and an enum for each list of words.</summary>
internal sealed class DocumentWriter(SchemaSet schemas)
{
    private readonly SourceText text = new();

    public string Write()
    {
        foreach (var schema in schemas.All.EnumerateObject().OrderBy(schema => schema.Name, StringComparer.Ordinal))
        {
            if (SchemaSet.IsWords(schema.Value)) Words(SchemaSet.Pascal(schema.Name), schema.Value);
            else if (SchemaSet.IsRecord(schema.Value)) Record(schema.Name, schema.Value);
        }
        return text.ToString();
    }

    private void Words(string name, JsonElement schema)
    {
        text.Line();
        text.Doc("", "summary", SourceText.Said(schema));
        text.Line($"[JsonConverter(typeof(JsonStringEnumConverter<{name}>))]");
        text.Line($"public enum {name}");
        text.Line("{");
        foreach (var word in schema.GetProperty("enum").EnumerateArray().Where(word => word.ValueKind == JsonValueKind.String))
        {
            text.Line($"    [JsonStringEnumMemberName(\"{word.GetString()}\")]");
            text.Line($"    {SchemaSet.Pascal(word.GetString()!)},");
        }
        text.Line("}");
    }

    private void Record(string name, JsonElement schema)
    {
        string type = SchemaSet.Pascal(name);
        bool sent = schemas.Sent.Contains(name);
        string[] required = schema.TryGetProperty("required", out var listed) ? [.. listed.EnumerateArray().Select(one => one.GetString()!)] : [];
        text.Line();
        text.Doc("", "summary", SourceText.Said(schema));
        text.Line($"public sealed record {type}");
        text.Line("{");
        var names = new HashSet<string>(StringComparer.Ordinal) { type };
        foreach (var member in schema.GetProperty("properties").EnumerateObject())
            Member(member.Name, member.Value, names, required.Contains(member.Name), sent);
        text.Line("}");
    }

    /// <summary>A request must be given what it needs. An answer is read as it comes: what an older server leaves out is empty.</summary>
    private void Member(string name, JsonElement schema, HashSet<string> names, bool required, bool sent)
    {
        var (type, nullable, isValue) = schemas.TypeOf(schema);
        string member = SchemaSet.Pascal(name);
        while (!names.Add(member)) member += "Value";
        bool mayBeNull = nullable || !required;
        text.Doc("    ", "summary", SourceText.Said(schema));
        text.Line($"    [JsonPropertyName(\"{name}\")]");
        if (sent && required && nullable) text.Line("    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]");
        text.Line($"    public {(sent && required ? "required " : "")}{type}{(mayBeNull ? "?" : "")} {member} {{ get; init; }}"
            + (mayBeNull || isValue || sent ? "" : type == "string" ? " = \"\";"
                : type.StartsWith("global::System.Collections", StringComparison.Ordinal) ? Empty(type) : " = null!;"));
        text.Line();
    }

    private static string Empty(string type) => type.Contains("IReadOnlyList<", StringComparison.Ordinal)
        && type.StartsWith("global::System.Collections.Generic.IReadOnlyList", StringComparison.Ordinal) ? " = [];"
        : $" = new {type.Replace("IReadOnlyDictionary", "Dictionary", StringComparison.Ordinal)}();";
}
