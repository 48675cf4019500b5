using Kolosal.Storage;

namespace Kolosal.Http;

/// <summary>On an endpoint: the record that its address names. Where there is none the answer is 404, whatever the body holds.</summary>
/// <remarks>
/// The catalogue is asked and not the grain: it lists every acknowledged record, and a name that is made up makes no activation.
/// </remarks>
/// <param name="FindAsync">Answers null when the record is there, or why it is not.</param>
internal sealed record PathRecord(Func<HttpContext, ValueTask<Refusal?>> FindAsync)
{
    /// <summary>The record's id is what stands in the address.</summary>
    /// <param name="parameter">Name of the route's parameter.</param>
    /// <param name="kind">Kind in the catalogue.</param>
    /// <param name="notFound">The refusal, from the record's id.</param>
    /// <param name="read">The record's id in what stands there, or null when it can be none; without it they are the same.</param>
    public static PathRecord Of(string parameter, string kind, Func<string, Refusal> notFound, Func<string, string?>? read = null) => new(
        async context =>
        {
            if (context.Request.RouteValues[parameter] is not string text) return null;
            string? id = read is null ? text : read(text);
            return id is not null && await IsListedAsync(context, kind, id) ? null : notFound(id ?? text);
        });

    /// <summary>Whether the caller's workspace has a record of this kind and id.</summary>
    public static async ValueTask<bool> IsListedAsync(HttpContext context, string kind, string id) =>
        Principal.Current is { } caller && await context.RequestServices.GetRequiredService<ICatalogue>()
            .FindAsync(caller.Workspace, kind, id, context.RequestAborted) is not null;
}

internal static class PathRecords
{
    public static TBuilder OfRecord<TBuilder>(this TBuilder endpoints, PathRecord record)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(record);
}
