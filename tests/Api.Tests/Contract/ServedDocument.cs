using System.Text.Json.Nodes;

namespace Kolosal.Api.Tests.Contract;

/// <summary>The OpenAPI document that a server serves, as far as a contract is held against it.</summary>
internal sealed class ServedDocument(string text)
{
    private const string Problem = "application/problem+json";

    private readonly JsonObject document = JsonNode.Parse(text)!.AsObject();

    /// <summary>The operation's node by method and path; null when the document has none.</summary>
    public JsonObject? Find(WrittenRoute route) => (
        from path in document["paths"]!.AsObject()
        where route.IsServedBy(path.Key)
        from operation in path.Value!.AsObject()
        where operation.Value is JsonObject && (route.Method.Length == 0 || operation.Key == route.Method.ToLowerInvariant())
        select operation.Value!.AsObject()).FirstOrDefault();

    /// <summary>Names of its parameters.</summary>
    public static IEnumerable<string> Parameters(JsonObject operation) =>
        (operation["parameters"]?.AsArray() ?? []).Select(parameter => (string)parameter!["name"]!);

    public static bool HasSuccess(JsonObject operation) => operation["responses"]!.AsObject().Any(answer => answer.Key[0] == '2');

    /// <summary>Whether it says that it answers what is wrong as a problem.</summary>
    public static bool HasProblem(JsonObject operation) =>
        operation["responses"]!.AsObject().Any(answer => answer.Value!["content"]?[Problem] is not null);

    public static bool HasBody(JsonObject operation) => operation["requestBody"] is not null;

    /// <summary>Members at any depth of what it takes and of what it answers when it went well.</summary>
    public ImmutableHashSet<string> Members(JsonObject operation)
    {
        var members = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Collect(operation["requestBody"], members, seen);
        foreach (var (status, answer) in operation["responses"]!.AsObject())
            if (status[0] == '2') Collect(answer, members, seen);
        return members.ToImmutable();
    }

    /// <summary>The words of every enumeration.</summary>
    public IEnumerable<ImmutableHashSet<string>> Enumerations() => Below(document).OfType<JsonObject>()
        .Where(node => node["enum"] is JsonArray).Select(node => node["enum"]!.AsArray().Where(word => word is not null)
            .Select(word => word!.ToString()).ToImmutableHashSet(StringComparer.Ordinal));

    private void Collect(JsonNode? node, ImmutableHashSet<string>.Builder members, HashSet<string> seen)
    {
        foreach (var one in Below(node).OfType<JsonObject>())
        {
            if (one["properties"] is JsonObject properties) members.UnionWith(properties.Select(property => property.Key));
            if (one["$ref"] is JsonValue reference && seen.Add((string)reference!))
                Collect(document["components"]!["schemas"]![((string)reference!).Split('/')[^1]], members, seen);
        }
    }

    private static IEnumerable<JsonNode> Below(JsonNode? node)
    {
        if (node is null) yield break;
        yield return node;
        var children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (var inner in children.SelectMany(Below)) yield return inner;
    }
}
