namespace Kolosal.Http;

/// <summary>What every answer tells the browser not to do with it.</summary>
internal static class SecurityHeaders
{
    // An API's answers are data: nothing in them may run, load or be framed.
    private const string Data = "default-src 'none'; frame-ancestors 'none'";

    // Pages load their own scripts and styles and call their own origin. Style attributes are what Swagger UI's components set.
    private const string Pages =
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

    public static void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        bool data = context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments("/v2");
        headers.ContentSecurityPolicy = data ? Data : Pages;
        if (data)
        {
            headers.CacheControl = "no-store";
            return;
        }
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
    }
}
