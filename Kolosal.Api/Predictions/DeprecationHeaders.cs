using System.Globalization;
using Grpc.Core;

namespace Kolosal.Predictions;

/// <summary>Tells callers of a version that is one to move away from.</summary>
internal static class DeprecationHeaders
{
    /// <summary><c>Deprecation</c> (RFC 9745, a structured date), <c>Sunset</c> (RFC 8594, an HTTP date), and where the successor is.</summary>
    public static void Write(HttpResponse response, string model, DeprecationNotice notice)
    {
        foreach (var (name, value) in Of(model, notice)) response.Headers.Append(name, value);
    }

    /// <summary>The same as metadata of a gRPC call, whose keys are lower case.</summary>
    public static Metadata ToMetadata(string model, DeprecationNotice notice)
    {
        var metadata = new Metadata();
        foreach (var (name, value) in Of(model, notice)) metadata.Add(name.ToLowerInvariant(), value);
        return metadata;
    }

    private static IEnumerable<(string Name, string Value)> Of(string model, DeprecationNotice notice)
    {
        if (notice.Since is { } since) yield return ("Deprecation", string.Create(CultureInfo.InvariantCulture, $"@{since.ToUnixTimeSeconds()}"));
        if (notice.Sunset is { } sunset) yield return ("Sunset", sunset.UtcDateTime.ToString("R", CultureInfo.InvariantCulture));
        yield return ("Link", $"</api/models/{Uri.EscapeDataString(model)}>; rel=\"successor-version\"");
    }
}
