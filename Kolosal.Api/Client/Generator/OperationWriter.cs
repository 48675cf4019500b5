using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kolosal.Client.Generation;

/// <summary>Writes a method for each operation that has a name. Those without are other systems' protocols, which have clients of
/// their own.</summary>
internal sealed partial class OperationWriter(SchemaSet schemas)
{
    private const string Json = "application/json", Cancel = "global::System.Threading.CancellationToken cancel = default";

    private static readonly string[] Reserved =
    [
        "abstract", "as", "base", "bool", "break", "case", "catch", "class", "const", "default", "do", "else", "enum", "event", "false", "fixed",
        "for", "if", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "out", "override", "params",
        "private", "public", "ref", "return", "string", "switch", "this", "throw", "true", "try", "using", "void", "while",
    ];

    private readonly SourceText text = new();

    public string Write(JsonElement paths)
    {
        text.Line();
        text.Line("public sealed partial class KolosalClient");
        text.Line("{");
        var all = from path in paths.EnumerateObject()
                  from operation in path.Value.EnumerateObject()
                  where operation.Value.TryGetProperty("operationId", out _)
                  orderby operation.Value.GetProperty("operationId").GetString() ?? "" ascending
                  select (Path: path.Name, Method: SchemaSet.Pascal(operation.Name), Operation: operation.Value);
        foreach (var (path, method, operation) in all) Method(path, method, operation);
        text.Line("}");
        return text.ToString();
    }

    private void Method(string path, string method, JsonElement operation)
    {
        string name = operation.GetProperty("operationId").GetString()!;
        var parameters = operation.TryGetProperty("parameters", out var listed) ? listed.EnumerateArray().ToArray() : [];
        string[] places = [.. Place().Matches(path).Select(place => place.Groups[1].Value)];
        var queries = parameters.Where(parameter => Text(parameter, "in") == "query")
            .OrderByDescending(parameter => IsRequired(parameter)).ToArray();
        bool isList = queries.Any(query => Text(query, "name") == "sort");
        var content = operation.TryGetProperty("requestBody", out var body) ? body.GetProperty("content") : default;
        string[] media = content.ValueKind == JsonValueKind.Object ? [.. content.EnumerateObject().Select(type => type.Name)] : [];

        string address = "$\"" + Place().Replace(path, place => $"{{Part({Argument(place.Groups[1].Value)})}}") + "\"";
        string query = queries.Length == 0 ? "" : string.Concat(queries.Select(one => $", (\"{Text(one, "name")}\", {Argument(Text(one, "name"))})"));
        string target = queries.Length == 0 ? address : $"Address({address}{(isList ? ", filter" : ", null")}{query})";
        string[] given = [.. places.Select(place => $"string {Argument(place)}")];
        string[] asked =
        [
            .. queries.Select(one => IsRequired(one) ? $"{TypeOf(one)} {Argument(Text(one, "name"))}"
                : $"{TypeOf(one)}? {Argument(Text(one, "name"))} = null"),
            .. isList ? ["global::System.Collections.Generic.IReadOnlyDictionary<string, string>? filter = null"] : Array.Empty<string>(), Cancel,
        ];

        if (media.Contains("multipart/form-data"))
            Write(operation, name, method, target, given, ["global::System.IO.Stream file", "string fileName", .. asked], "FileForm(file, fileName)");
        else if (media.Contains(Json) && content.GetProperty(Json).TryGetProperty("schema", out var schema)
            && schemas.TypeOf(schema).Type is var type)
            Write(operation, name, method, target, given, [$"{type} request", .. asked], "Document(request)");
        else if (media.Length == 0) Write(operation, name, method, target, given, asked, "null");

        // What is sent in other forms is made by the caller.
        if (media.Any(one => one is not (Json or "multipart/form-data")))
            Write(operation, name, method, target, given, ["global::System.Net.Http.HttpContent content", .. asked], "content");
    }

    private void Write(JsonElement operation, string name, string method, string target, string[] given, string[] rest, string content)
    {
        text.Line();
        text.Doc("    ", "summary", SourceText.Said(operation, "summary"));
        text.Line("    /// <exception cref=\"KolosalException\">The server refused, or failed.</exception>");
        string arguments = string.Join(", ", given.Concat(rest));
        string call = $"global::System.Net.Http.HttpMethod.{method}, {target}, {content}, cancel";
        if (Answer(operation) is { } type)
            text.Line($"    public global::System.Threading.Tasks.Task<{type}> {name}Async({arguments}) => ReadAsync<{type}>({call});");
        else if (operation.GetProperty("responses").EnumerateObject().Any(response => response.Name == "204"))
            text.Line($"    public global::System.Threading.Tasks.Task {name}Async({arguments}) => DoAsync({call});");
        else
        {
            text.Line("    /// <returns>The answer, whose body is still to be read; dispose of it.</returns>");
            text.Line($"    public global::System.Threading.Tasks.Task<global::System.Net.Http.HttpResponseMessage> {name}Async({arguments})");
            text.Line($"        => SendAsync({call});");
        }
    }

    /// <summary>Type of the document that a success is answered by; null when there is none.</summary>
    private string? Answer(JsonElement operation)
    {
        foreach (var response in operation.GetProperty("responses").EnumerateObject())
            if (response.Name.StartsWith('2') && response.Value.TryGetProperty("content", out var content)
                && content.TryGetProperty(Json, out var json) && json.TryGetProperty("schema", out var schema)) return schemas.TypeOf(schema).Type;
        return null;
    }

    private string TypeOf(JsonElement parameter) =>
        parameter.TryGetProperty("schema", out var schema) && schemas.TypeOf(schema) is { Type: "int" or "long" or "double" or "bool" } known
            ? known.Type : "string";

    private static bool IsRequired(JsonElement parameter) => parameter.TryGetProperty("required", out var required) && required.GetBoolean();

    private static string Text(JsonElement of, string member) => of.GetProperty(member).GetString()!;

    private static string Argument(string name)
    {
        string pascal = SchemaSet.Pascal(name);
        string camel = char.ToLowerInvariant(pascal[0]) + pascal[1..];
        return camel is "request" or "content" or "file" or "filter" or "cancel" ? $"{camel}Value" : Reserved.Contains(camel) ? $"@{camel}" : camel;
    }

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Place();
}
