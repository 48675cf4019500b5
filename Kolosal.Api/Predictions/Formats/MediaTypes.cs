using Microsoft.Net.Http.Headers;

namespace Kolosal.Predictions;

/// <summary>The media types that rows and answers come in.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json", Lines = "application/x-ndjson", Table = "text/csv", Parquet = "application/vnd.apache.parquet",
        Float32 = "application/x-kolosal-f32", Bytes = "application/octet-stream";

    /// <summary>The body's media type in lower case, without parameters; null without one.</summary>
    public static string? Of(HttpRequest request)
    {
        string? type = request.ContentType;
        if (type is Json) return type;
        int end = type?.IndexOf(';') ?? -1;
        return (end < 0 ? type : type![..end])?.Trim().ToLowerInvariant();
    }

    /// <summary>Whether the caller names this type among those that the answer may have.</summary>
    public static bool Wants(HttpRequest request, string type)
    {
        foreach (string? accept in request.Headers.Accept)
            if (accept is not null && accept.Contains(type, StringComparison.OrdinalIgnoreCase)
                && MediaTypeHeaderValue.TryParseList([accept], out var named)
                && named.Any(one => one.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase) && one.Quality is not 0)) return true;
        return false;
    }
}
