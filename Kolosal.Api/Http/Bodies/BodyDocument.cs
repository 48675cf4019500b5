using Microsoft.OpenApi;

namespace Kolosal.Http;

/// <summary>Completes the OpenAPI document with what holds for every text of a request where its member says nothing else.</summary>
internal static class BodyDocument
{
    public static void Complete(OpenApiDocument document)
    {
        var seen = new HashSet<OpenApiSchema>();
        foreach (var path in document.Paths.Values)
            foreach (var (_, operation) in path.Operations ?? [])
                if (operation.RequestBody?.Content?.TryGetValue("application/json", out var body) == true) Complete(body.Schema, seen);
    }

    private static void Complete(IOpenApiSchema? schema, HashSet<OpenApiSchema> seen)
    {
        if (schema is OpenApiSchemaReference reference) schema = reference.Target;
        if (schema is not OpenApiSchema own || !seen.Add(own)) return;
        bool isText = own.Type is { } type && type.HasFlag(JsonSchemaType.String) && own.Format is null && own.Enum is not { Count: > 0 };
        if (isText && own.MaxLength is null)
            (own.MinLength, own.MaxLength) = (own.MinLength ?? 1, BodyShapes.LongestText);
        foreach (var (_, member) in own.Properties ?? new Dictionary<string, IOpenApiSchema>()) Complete(member, seen);
        foreach (var inner in (IOpenApiSchema?[])[own.Items, own.AdditionalProperties]) Complete(inner, seen);
        foreach (var choice in own.OneOf ?? []) Complete(choice, seen);
    }
}
