using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Kolosal.Http;

/// <summary>What an endpoint takes in the body, as its metadata says.</summary>
/// <param name="MediaTypes">Those it reads.</param>
/// <param name="Shape">What the JSON must be; null when the handler reads the body itself.</param>
/// <param name="Limit">How much of it.</param>
/// <param name="Translation">For media types that are made JSON of; null when there are none.</param>
internal sealed record BodyRule(ImmutableArray<string> MediaTypes, BodyShape? Shape, BodyLimit Limit, BodyTranslation? Translation = null)
{
    private const string JsonType = "application/json";

    private static readonly ConcurrentDictionary<Endpoint, BodyRule?> Known = new();

    /// <returns>Null for an endpoint that takes no body.</returns>
    public static BodyRule? Of(Endpoint endpoint) => Known.GetOrAdd(endpoint, static endpoint =>
    {
        if (endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is not { } accepts) return null;
        bool read = accepts.ContentTypes.Contains(JsonType) && endpoint.Metadata.GetMetadata<ReadsOwnBody>() is null;
        return new(
            [.. accepts.ContentTypes], read && accepts.RequestType is { } type ? BodyShapes.Of(type) : null,
            endpoint.Metadata.GetMetadata<BodyLimit>() ?? BodyLimit.Usual, endpoint.Metadata.GetMetadata<BodyTranslation>());
    });

    /// <summary>What is wrong with the body's media type or character set; null when nothing is.</summary>
    public Problem? RefuseType(HttpRequest request)
    {
        string? text = request.ContentType;
        if (text == JsonType && MediaTypes.Contains(JsonType)) return null;
        if (string.IsNullOrEmpty(text))
            return request.ContentLength is null or 0 && !request.Headers.ContainsKey("Transfer-Encoding")
                ? new(400, "request.no-body", $"This route needs a body ({string.Join(", ", MediaTypes)}); none came.") : Unsupported();
        if (!MediaTypeHeaderValue.TryParse(text, out var type)) return Unsupported();
        if (!MediaTypes.Any(known => type.MediaType.Equals(known, StringComparison.OrdinalIgnoreCase))) return Unsupported();
        return !type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase) ? null
            : new(400, "request.charset", "Bodies are read as UTF-8. Send UTF-8, and charset=utf-8 or no charset in the Content-Type.");
    }

    private Problem Unsupported() => new(
        415, "request.unsupported-media-type", $"This route does not read that Content-Type. Send {string.Join(" or ", MediaTypes)}.");
}
