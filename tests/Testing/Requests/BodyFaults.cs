using System.Text.Json.Nodes;

namespace Kolosal.Testing;

/// <summary>A body with one fault.</summary>
/// <param name="Text">The body.</param>
/// <param name="Path">JSON path of what was changed.</param>
/// <param name="Forbidden">It must be refused.</param>
public sealed record FaultyBody(string Text, string Path, bool Forbidden);

/// <summary>Puts hostile values into a body that is otherwise in order: into every member of every object that its schema describes.</summary>
public static class BodyFaults
{
    private const string Mark = "\u2622";

    /// <summary>All of them, one after the other.</summary>
    public static IEnumerable<FaultyBody> All(JsonObject schema, IReadOnlyDictionary<string, string> known)
    {
        // Where any document is a body, none of its members is known.
        if (BodySchema.Valid(schema, "", known, whole: true) is not JsonObject body) yield break;
        foreach (var (path, place, inner) in Places(schema, "$", []))
            foreach (var value in HostileValues.For(inner))
                yield return new(With(body, place, value.Json), value.Broken ? "$" : path, value.Forbidden);

        // And each that must be there left out, each that may be left out left out with the others.
        foreach (string member in schema["required"]?.AsArray().Select(member => (string)member!) ?? [])
        {
            var less = body.DeepClone().AsObject();
            less.Remove(member);
            yield return new(less.ToJsonString(), $"$.{member}", Forbidden: true);
        }
        yield return new(BodySchema.Valid(schema, "", known, whole: false)!.ToJsonString(), "$", Forbidden: false);
    }

    /// <summary>A few hostile values at once, some of them inside others.</summary>
    public static string Random(JsonObject schema, IReadOnlyDictionary<string, string> known, Random random)
    {
        var made = BodySchema.Valid(schema, "", known, whole: random.Next(2) == 0);
        if (made is not JsonObject body) return made?.ToJsonString() ?? "null";
        var places = Places(schema, "$", []).ToArray();
        string text = body.ToJsonString();
        for (int faults = random.Next(1, 4); faults > 0 && places.Length > 0; faults--)
        {
            var (_, place, inner) = places[random.Next(places.Length)];
            var values = HostileValues.For(inner).ToArray();
            if (JsonNodeOf(text) is not JsonObject present) return text;
            text = With(present, place, values[random.Next(values.Length)].Json);
        }
        return text;
    }

    private static IEnumerable<(string Path, string[] Place, JsonObject Schema)> Places(JsonObject schema, string path, string[] place)
    {
        if (place.Length > 0) yield return (path, place, schema);
        if (schema["properties"] is JsonObject properties)
        {
            foreach (var (name, member) in properties)
                foreach (var found in Places(member!.AsObject(), $"{path}.{name}", [.. place, name])) yield return found;
        }
        else if (schema["items"] is JsonObject element)
            foreach (var found in Places(element, $"{path}[0]", [.. place, "0"])) yield return found;
        else if (schema["additionalProperties"] is JsonObject value)
            foreach (var found in Places(value, $"{path}.x", [.. place, "x"])) yield return found;
    }

    private static string With(JsonObject body, string[] place, string json)
    {
        var changed = body.DeepClone();
        JsonNode? at = changed;
        foreach (string step in place[..^1])
        {
            at = Step(at, step);
            if (at is null) return changed.ToJsonString();
        }
        if (at is JsonObject members) members[place[^1]] = Mark;
        else if (at is JsonArray { Count: > 0 } list) list[0] = Mark;
        return changed.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
            .Replace($"\"{Mark}\"", json, StringComparison.Ordinal);
    }

    private static JsonNode? Step(JsonNode? at, string step) => at switch
    {
        JsonObject members => members[step],
        JsonArray { Count: > 0 } list => list[0],
        _ => null,
    };

    /// <returns>Null once a fault has made of it what cannot be changed further.</returns>
    private static JsonNode? JsonNodeOf(string text)
    {
        try
        {
            var node = JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false });
            node?.DeepClone().ToJsonString();
            return node;
        }
        catch (Exception fault) when (fault is System.Text.Json.JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
