using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kolosal.CommandLine;

/// <summary>What a value of a request is, as far as a command line must know to write it as JSON.</summary>
internal enum InputKind
{
    Text,
    Number,
    Flag,

    /// <summary>Several values of one kind.</summary>
    List,

    /// <summary>A file's bytes.</summary>
    File,

    /// <summary>Anything else: it is typed as JSON.</summary>
    Json,
}

/// <summary>A value that an operation takes: part of its address, behind it, or a member of its body.</summary>
/// <param name="Name">As the contract names it.</param>
/// <param name="Kind">How it is written.</param>
/// <param name="Of">Kind of a list's entries; else that of the value.</param>
/// <param name="Required">It cannot be left out.</param>
/// <param name="Description">For the help; may be empty.</param>
/// <param name="Words">The values there are; empty when any is taken.</param>
internal sealed record DescribedValue(
    string Name, InputKind Kind, InputKind Of, bool Required, string Description, ImmutableArray<string> Words);

/// <summary>One operation of the server.</summary>
/// <param name="Name">As it is typed: <c>list-models</c>.</param>
/// <param name="Method">In capitals.</param>
/// <param name="Path">With its parameters in braces.</param>
/// <param name="Area">What it belongs to.</param>
/// <param name="Summary">One sentence; may be empty.</param>
/// <param name="InPath">In the order of the address.</param>
/// <param name="InQuery">Behind the address.</param>
/// <param name="MediaTypes">Of its body; empty without one.</param>
/// <param name="InBody">Members of a JSON object or a form; empty when the body is something else.</param>
internal sealed record DescribedOperation(
    string Name, string Method, string Path, string Area, string Summary, ImmutableArray<DescribedValue> InPath,
    ImmutableArray<DescribedValue> InQuery, ImmutableArray<string> MediaTypes, ImmutableArray<DescribedValue> InBody);

/// <summary>The operations of the server, from the OpenAPI document that this program was built with; a test holds it to what the server says.
/// </summary>
internal static partial class ServerDescription
{
    private const string Resource = "Kolosal.openapi.json";

    private const int DeepestReference = 8;

    private static readonly Lazy<ImmutableArray<DescribedOperation>> Described = new(() =>
    {
        using var text = typeof(ServerDescription).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The program was built without {Resource}.");
        using var document = JsonDocument.Parse(text);
        return Read(document.RootElement);
    });

    /// <summary>Every operation, by name.</summary>
    public static ImmutableArray<DescribedOperation> Operations => Described.Value;

    /// <summary>The operations of a document.</summary>
    public static ImmutableArray<DescribedOperation> Read(JsonElement document)
    {
        var schemas = document.GetProperty("components").GetProperty("schemas");
        return
        [
            .. (from path in document.GetProperty("paths").EnumerateObject()
                from operation in path.Value.EnumerateObject()
                where operation.Name is "get" or "put" or "post" or "delete" or "patch"
                select Read(path.Name, operation.Name.ToUpperInvariant(), operation.Value, schemas))
                .OrderBy(operation => operation.Name, StringComparer.Ordinal),
        ];
    }

    private static DescribedOperation Read(string path, string method, JsonElement operation, JsonElement schemas)
    {
        var parameters = operation.List("parameters").ToArray();
        string[] places = [.. Place().Matches(path).Select(place => place.Groups[1].Value)];
        var content = operation.TryGetProperty("requestBody", out var body) ? body.GetProperty("content") : default;
        ImmutableArray<string> types = content.ValueKind == JsonValueKind.Object ? [.. content.EnumerateObject().Select(type => type.Name)] : [];
        var schema = types.Length > 0 && content.GetProperty(types[0]).TryGetProperty("schema", out var found) ? Resolve(found, schemas) : default;
        return new(
            operation.TryGetProperty("operationId", out var id) ? Kebab(id.GetString()!) : Kebab($"{method.ToLowerInvariant()}{path}"),
            method, path, operation.List("tags").Select(tag => tag.GetString()!).FirstOrDefault("Other"),
            operation.TryGetProperty("summary", out var summary) ? summary.GetString()! : "",
            [.. places.Select(name => Parameter(name, "path")
                ?? new DescribedValue(name, InputKind.Text, InputKind.Text, Required: true, "", []))],
            [.. parameters.Where(parameter => parameter.Text("in") == "query").Select(parameter => Parameter(parameter.Text("name"), "query")!)],
            types, types is ["multipart/form-data", ..] && !IsObject(schema) ? [new("file", InputKind.File, InputKind.File, Required: true,
                "The file to send.", [])] : [.. Members(schema, schemas)]);

        DescribedValue? Parameter(string name, string place)
        {
            var parameter = Array.Find(parameters, one => one.Text("name") == name && one.Text("in") == place);
            if (parameter.ValueKind != JsonValueKind.Object) return null;
            var of = parameter.TryGetProperty("schema", out var declared) ? declared : default;
            return Value(name, of, schemas, parameter.TryGetProperty("required", out var required) && required.GetBoolean(),
                parameter.TryGetProperty("description", out var said) ? said.GetString()! : "");
        }
    }

    private static IEnumerable<DescribedValue> Members(JsonElement schema, JsonElement schemas)
    {
        if (!IsObject(schema) || !schema.TryGetProperty("properties", out var properties)) return [];
        string[] required = [.. schema.List("required").Select(name => name.GetString()!)];
        return properties.EnumerateObject().Select(member => Value(member.Name, member.Value, schemas, required.Contains(member.Name),
            member.Value.TryGetProperty("description", out var said) ? said.GetString()! : ""));
    }

    private static DescribedValue Value(string name, JsonElement schema, JsonElement schemas, bool required, string description)
    {
        var resolved = schema.ValueKind == JsonValueKind.Object ? Resolve(schema, schemas) : default;
        var kind = KindOf(resolved);
        var of = kind == InputKind.List ? Resolve(resolved.GetProperty("items"), schemas) : resolved;
        var entries = kind == InputKind.List ? KindOf(of) : kind;

        // Entries that are no plain values are typed as one document.
        if (kind == InputKind.List && entries is InputKind.List or InputKind.Json) (kind, entries) = (InputKind.Json, InputKind.Json);
        return new(name, kind, entries, required, description.ReplaceLineEndings(" ").Trim(), of.ValueKind == JsonValueKind.Object
            ? [.. of.List("enum").Where(word => word.ValueKind == JsonValueKind.String).Select(word => word.GetString()!)] : []);
    }

    private static InputKind KindOf(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object) return InputKind.Text;
        if (schema.TryGetProperty("format", out var format) && format.GetString() == "binary") return InputKind.File;
        if (schema.TryGetProperty("enum", out _)) return InputKind.Text;
        return TypeOf(schema) switch
        {
            "string" => InputKind.Text,
            "number" or "integer" => InputKind.Number,
            "boolean" => InputKind.Flag,
            "array" when schema.TryGetProperty("items", out _) => InputKind.List,
            _ => InputKind.Json,
        };
    }

    /// <summary>The first type that is not null.</summary>
    private static string? TypeOf(JsonElement schema) => !schema.TryGetProperty("type", out var type) ? null
        : type.ValueKind == JsonValueKind.String ? type.GetString()
        : type.EnumerateArray().Select(one => one.GetString()).FirstOrDefault(one => one != "null");

    private static bool IsObject(JsonElement schema) => schema.ValueKind == JsonValueKind.Object && TypeOf(schema) == "object";

    /// <summary>The schema itself behind references and the choice between it and null.</summary>
    private static JsonElement Resolve(JsonElement schema, JsonElement schemas)
    {
        for (int step = 0; step < DeepestReference; step++)
        {
            if (schema.TryGetProperty("$ref", out var reference)) schema = schemas.GetProperty(reference.GetString()!.Split('/')[^1]);
            else if (schema.List("oneOf").FirstOrDefault(choice => choice.Text("type") != "null") is { ValueKind: JsonValueKind.Object } choice)
                schema = choice;
            else break;
        }
        return schema;
    }

    /// <summary><c>ListModels</c> as <c>list-models</c>, an address as its words.</summary>
    private static string Kebab(string name) =>
        Separators().Replace(WordStart().Replace(name, "-$0"), "-").Trim('-').ToLowerInvariant();

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"(?<=[a-z0-9])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])")]
    private static partial Regex WordStart();

    [GeneratedRegex(@"[^A-Za-z0-9]+")]
    private static partial Regex Separators();
}
