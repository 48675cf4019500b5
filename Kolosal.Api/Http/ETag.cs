using System.Globalization;

namespace Kolosal.Http;

/// <summary>Entity tags of mutable documents: the revision, quoted (RFC 9110 §8.8.3).</summary>
internal static class ETag
{
    public static string Of(long revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");
}

/// <summary>
/// The revision a write expects, from <c>If-Match</c>; a handler takes it as a parameter and hands <see cref="Revision"/> to the grain, which
/// refuses with <see cref="RefusalKind.PreconditionFailed"/> when another revision stands.
/// </summary>
/// <param name="Revision">Null when the caller does not care (no header, or <c>*</c>);
/// −1, which no document ever has, for a tag we did not make.</param>
internal readonly record struct IfMatch(long? Revision)
{
    public static ValueTask<IfMatch> BindAsync(HttpContext context) => new(Parse(context.Request.Headers.IfMatch.ToString()));

    public static IfMatch Parse(string tag)
    {
        if (tag is "" or "*") return new(null);
        bool quoted = tag.Length > 2 && tag[0] == '"' && tag[^1] == '"';
        return new(quoted && long.TryParse(tag.AsSpan(1, tag.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out long revision)
            ? revision : -1);
    }
}
