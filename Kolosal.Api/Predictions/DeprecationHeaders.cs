using System.Globalization;

namespace Kolosal.Predictions;

/// <summary>Tells callers of a version that is one to move away from.</summary>
internal static class DeprecationHeaders
{
    /// <summary><c>Deprecation</c> (RFC 9745, a structured date), <c>Sunset</c> (RFC 8594, an HTTP date), and where the successor is.</summary>
    public static void Write(HttpResponse response, string model, DeprecationNotice notice)
    {
        if (notice.Since is { } since)
            response.Headers["Deprecation"] = string.Create(CultureInfo.InvariantCulture, $"@{since.ToUnixTimeSeconds()}");
        if (notice.Sunset is { } sunset) response.Headers["Sunset"] = sunset.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        response.Headers.Append("Link", $"</api/models/{Uri.EscapeDataString(model)}>; rel=\"successor-version\"");
    }
}
