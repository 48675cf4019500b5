using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Kolosal.Http;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>: generated from the
/// endpoints, completed with what the front door adds to all of them.</summary>
internal static class OpenApi
{
    /// <summary>The document's name, as the framework's options know it.</summary>
    public const string Document = "v1";

    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services) =>
        services.AddSingleton<OpenApiText>().AddOpenApi(Document, Complete);

    /// <summary>The document, made at the first question and kept.</summary>
    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/openapi/{documentName}.json", ServeAsync).ExcludeFromDescription();

    private static async Task<Results<FileContentHttpResult, NotFound>> ServeAsync(
        string documentName, OpenApiText text, CancellationToken cancel) =>
        string.Equals(documentName, Document, StringComparison.OrdinalIgnoreCase) ? await text.AnswerAsync(cancel) : TypedResults.NotFound();

    private static void Complete(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Kolosal",
                Version = "v1",
                Description = "Trains, tunes, serves, watches and governs models on tabular data. Every GET is there as HEAD, too.",
            };
            foreach (var path in document.Paths.Values) path.Operations?.Remove(HttpMethod.Head);
            BodyDocument.Complete(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ListParameters>().Any())
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(Query("limit", JsonSchemaType.Integer, "Entries a page, 1 to 500; 50 by default."));
                operation.Parameters.Add(Query("page", JsonSchemaType.Integer, "From 1."));
                operation.Parameters.Add(Query("sort", JsonSchemaType.String,
                    "Field to sort by, - in front for descending. Every other query parameter filters by a field."));
            }
            foreach (var query in context.Description.ActionDescriptor.EndpointMetadata.OfType<DescribedQuery>())
                (operation.Parameters ??= []).Add(Query(query.Name, JsonSchemaType.String, query.Description));
            foreach (var header in context.Description.ActionDescriptor.EndpointMetadata.OfType<DescribedHeader>())
                (operation.Parameters ??= []).Add(Parameter(ParameterLocation.Header, header.Name, JsonSchemaType.String, header.Description));
            return Task.CompletedTask;
        });

        // Our converters for numbers only refuse what is not finite; the shape is the framework's.
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(double) || context.JsonTypeInfo.Type == typeof(float)) schema.Type = JsonSchemaType.Number;
            if (context.JsonTypeInfo.Type.GetCustomAttribute<ReadAsAttribute>() is not null)
                (schema.Type, schema.Items) = (JsonSchemaType.Array, new OpenApiSchema());
            if (context.JsonTypeInfo.Type == typeof(double?) || context.JsonTypeInfo.Type == typeof(float?))
                schema.Type = JsonSchemaType.Number | JsonSchemaType.Null;
            return Task.CompletedTask;
        });
    }

    private static OpenApiParameter Query(string name, JsonSchemaType type, string description) =>
        Parameter(ParameterLocation.Query, name, type, description);

    private static OpenApiParameter Parameter(ParameterLocation place, string name, JsonSchemaType type, string description) =>
        new() { Name = name, In = place, Description = description, Schema = new OpenApiSchema { Type = type } };
}

/// <summary>Says in the document that an endpoint takes a text of the query, which a parameter of its handler reads by itself.</summary>
/// <param name="Name">Of the parameter.</param>
/// <param name="Description">What it is, and when it is needed.</param>
internal sealed record DescribedQuery(string Name, string Description);

/// <summary>Says in the document that an endpoint reads a header of its own.</summary>
/// <param name="Name">Of the header.</param>
/// <param name="Description">What it is, and when it is needed.</param>
internal sealed record DescribedHeader(string Name, string Description);
