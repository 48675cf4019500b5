using System.Text.Json;
using Kolosal.Testing;

namespace Kolosal.WebConsole.Contract;

/// <summary>The API's OpenAPI document, as pages need it: which routes there are, and which members an answer or a request has.</summary>
internal sealed class ApiDocument
{
    private static readonly string[] Choices = ["oneOf", "anyOf", "allOf"];
    private readonly JsonElement _paths, _schemas;

    private ApiDocument(JsonElement document) =>
        (_paths, _schemas) = (document.GetProperty("paths"), document.GetProperty("components").GetProperty("schemas"));

    public static ApiDocument Read()
    {
        string path = Path.Combine(SharedFolders.Repository, "Kolosal.Api", "Client", "openapi.json");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return new(document.RootElement.Clone());
    }

    /// <summary>The routes that an address of a page may mean; a star in it stands for what only a visit knows.</summary>
    public IEnumerable<string> Routes(string address)
    {
        string[] asked = address.Split('/');
        var found = _paths.EnumerateObject().Select(path => path.Name).Where(path => Fits(asked, path.Split('/'))).ToArray();

        // An id is an id wherever a route takes one; only where none does, the star is one of several fixed words.
        var byId = found.Where(path => asked.Zip(path.Split('/')).All(part => part.First == part.Second || part.Second.StartsWith('{'))).ToArray();
        if (byId.Length == 0) return found;
        int fixedParts = byId.Max(path => path.Split('/').Count(part => !part.StartsWith('{')));
        return byId.Where(path => path.Split('/').Count(part => !part.StartsWith('{')) == fixedParts);
    }

    /// <summary>Whether the document has a route of the feature at all: <c>/api/chaos</c>. Pages of one that a server is built without say
    /// so.</summary>
    public bool HasAnyBelow(string address)
    {
        string feature = string.Join('/', address.Split('/').Take(3));
        return _paths.EnumerateObject().Any(path => path.Name.StartsWith(feature + "/", StringComparison.Ordinal));
    }

    public bool Has(string route, string method) => _paths.GetProperty(route).TryGetProperty(method.ToLowerInvariant(), out _);

    /// <summary>What the route answers when it went well, by each of the methods or by all.</summary>
    public IEnumerable<JsonElement> Answers(string route, string? method = null) =>
        from operation in _paths.GetProperty(route).EnumerateObject()
        where method is null ? operation.Value.ValueKind == JsonValueKind.Object : operation.Name == method.ToLowerInvariant()
        where operation.Value.TryGetProperty("responses", out _)
        from answer in operation.Value.GetProperty("responses").EnumerateObject()
        where answer.Name[0] == '2'
        from schema in Content(answer.Value)
        select schema;

    public IEnumerable<JsonElement> Requests(string route, string? method = null) =>
        from operation in _paths.GetProperty(route).EnumerateObject()
        where method is null ? operation.Value.ValueKind == JsonValueKind.Object : operation.Name == method.ToLowerInvariant()
        where operation.Value.TryGetProperty("requestBody", out _)
        from schema in Content(operation.Value.GetProperty("requestBody"))
        select schema;

    public JsonElement Schema(string name) => _schemas.GetProperty(name);

    /// <summary>The schemas at the end of a dotted path; none when the document knows no such member.</summary>
    public IEnumerable<JsonElement> At(JsonElement schema, string path)
    {
        IEnumerable<JsonElement> found = [schema];
        foreach (string name in path.Split('.'))
            found = found.SelectMany(Members).Where(member => member.Name == name || member.Name == AnyName)
                .Select(member => member.Schema).ToArray();
        return found;
    }

    public IEnumerable<JsonElement> Elements(JsonElement schema) =>
        Parts(schema).Where(part => part.TryGetProperty("items", out _)).Select(part => part.GetProperty("items"));

    /// <summary>The words that a member may be; empty when it may be any text.</summary>
    public ImmutableHashSet<string> Words(JsonElement schema) => [.. Parts(schema).Where(part => part.TryGetProperty("enum", out _))
        .SelectMany(part => part.GetProperty("enum").EnumerateArray()).Where(word => word.ValueKind == JsonValueKind.String)
            .Select(word => word.GetString()!)];

    /// <summary>Schemas with everything below them; those with a name once.</summary>
    public IEnumerable<JsonElement> Reach(IEnumerable<JsonElement> roots)
    {
        var seen = new HashSet<string>();
        var waiting = new Stack<JsonElement>(roots);
        while (waiting.TryPop(out var schema))
        {
            if (schema.ValueKind != JsonValueKind.Object) continue;
            if (schema.TryGetProperty("$ref", out var reference))
            {
                if (seen.Add(reference.GetString()!)) waiting.Push(Schema(reference.GetString()!.Split('/')[^1]));
                continue;
            }
            yield return schema;
            foreach (string choice in Choices)
            {
                if (!schema.TryGetProperty(choice, out var choices)) continue;
                foreach (var one in choices.EnumerateArray()) waiting.Push(one);
            }
            if (schema.TryGetProperty("items", out var items)) waiting.Push(items);
            if (schema.TryGetProperty("additionalProperties", out var others)) waiting.Push(others);
            if (!schema.TryGetProperty("properties", out var properties)) continue;
            foreach (var property in properties.EnumerateObject()) waiting.Push(property.Value);
        }
    }

    private const string AnyName = "*";

    private IEnumerable<(string Name, JsonElement Schema)> Members(JsonElement schema)
    {
        foreach (var part in Parts(schema))
        {
            if (part.TryGetProperty("properties", out var properties))
                foreach (var property in properties.EnumerateObject()) yield return (property.Name, property.Value);
            if (part.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object) yield return (AnyName,
                others);
        }
    }

    // What a reference or a choice stands for.
    private IEnumerable<JsonElement> Parts(JsonElement schema)
    {
        while (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference))
            schema = _schemas.GetProperty(reference.GetString()!.Split('/')[^1]);
        if (schema.ValueKind != JsonValueKind.Object) return [];
        var chosen = Choices.Where(name => schema.TryGetProperty(name, out _)).SelectMany(name => schema.GetProperty(name).EnumerateArray())
            .SelectMany(Parts);
        return chosen.Prepend(schema);
    }

    private static IEnumerable<JsonElement> Content(JsonElement message) =>
        message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Object
            ? content.EnumerateObject().Where(kind => kind.Value.TryGetProperty("schema", out _)).Select(kind => kind.Value.GetProperty("schema"))
                : [];

    private static bool Fits(string[] asked, string[] route) => asked.Length == route.Length && asked.Zip(route).All(part =>
        part.First == part.Second || part.Second.StartsWith('{') || part.First == "*");
}
