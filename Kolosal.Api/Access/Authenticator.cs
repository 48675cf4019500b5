using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kolosal.Access;

/// <summary>On an endpoint: an API key may also come as the password of Basic authentication (RFC 7617), whatever the user's name.</summary>
internal sealed record TakesBasic;

/// <summary>Finds out who calls: an API key in <c>X-Api-Key</c> or as a bearer, or a signed token; else the certificate of the
/// connection. No other header matters: a certificate that a proxy passes on in one is not read.</summary>
internal sealed class Authenticator(ApiKeys keys, BearerTokens tokens, ConsoleSessions sessions, ClientCertificates certificates)
{
    public const string KeyHeader = "X-Api-Key";

    private const string Bearer = "Bearer ", Basic = "Basic ";

    /// <summary>No name and key are longer in Base64.</summary>
    private const int LongestBasic = 2000;

    public ValueTask<Authentication> AuthenticateAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.TryGetValue(KeyHeader, out var key)) return OfKey(key.Count == 1 ? key[0] : null);
        if (headers.Authorization is not { Count: > 0 } authorization)
            return context.Connection.ClientCertificate is { } certificate && certificates.AreTaken
                ? new(OfCertificateAsync(certificate)) : new(Authentication.Nobody);
        if (authorization is [{ } basic] && basic.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)
            && context.GetEndpoint()?.Metadata.GetMetadata<TakesBasic>() is not null) return OfKey(PasswordOf(basic[Basic.Length..].Trim()));
        if (authorization is not [{ } text] || !text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return new(Authentication.Rejected);

        string credential = text[Bearer.Length..].Trim();
        return credential.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal)
            ? OfKey(credential)
            : new(OfTokenAsync(context, credential));
    }

    /// <summary>Whose door the caller stands at; null when the text presented does not say so.</summary>
    public string? WorkspaceOf(HttpContext context) => keys.WorkspaceOf(KeyIn(context.Request.Headers));

    private static string? KeyIn(IHeaderDictionary headers) => headers.TryGetValue(KeyHeader, out var key) ? key.Count == 1 ? key[0] : null
        : headers.Authorization is [{ } text] && text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? text[Bearer.Length..].Trim() : null;

    // Whatever the address has used up: good callers share it with bad ones, and a key that was made up costs one look into a table.
    private ValueTask<Authentication> OfKey(string? text)
    {
        if (text is not null && text.StartsWith(ConsoleSessions.Prefix, StringComparison.Ordinal)) return new(OfSessionAsync(text));
        if (text is null || !ApiKeyText.TryParse(text, out _, out _)) return new(Authentication.Rejected);
        return keys.TryRecall(text, out var known) ? new(Authentication.Of(known)) : new(AskAsync(text));
    }

    private static string? PasswordOf(string credential)
    {
        byte[] bytes = new byte[LongestBasic];
        if (credential.Length > LongestBasic || !Convert.TryFromBase64String(credential, bytes, out int length)) return null;
        string pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair.IndexOf(':') is >= 0 and var colon ? pair[(colon + 1)..] : null;
    }

    private async Task<Authentication> AskAsync(string text) => Authentication.Of(await keys.AskAsync(text));

    private async Task<Authentication> OfSessionAsync(string text) => Authentication.Of(await sessions.OpenAsync(text));

    private async Task<Authentication> OfCertificateAsync(X509Certificate2 certificate) =>
        Authentication.Of(await certificates.FindAsync(certificate));

    private async Task<Authentication> OfTokenAsync(HttpContext context, string token) =>
        Authentication.Of(await tokens.AuthenticateAsync(context, token));
}
