namespace Kolosal.Access;

/// <summary>Finds out who calls: an API key in <c>X-Api-Key</c> or as a bearer, or a signed token. No other header matters.</summary>
internal sealed class Authenticator(ApiKeys keys, BearerTokens tokens, RateLimits limits)
{
    public const string KeyHeader = "X-Api-Key";

    private const string Bearer = "Bearer ";

    public ValueTask<Authentication> AuthenticateAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.TryGetValue(KeyHeader, out var key)) return OfKey(context, key.Count == 1 ? key[0] : null);
        if (headers.Authorization is not { Count: > 0 } authorization) return new(Authentication.Nobody);
        if (authorization is not [{ } text] || !text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return new(Authentication.Rejected);

        string credential = text[Bearer.Length..].Trim();
        return credential.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal)
            ? OfKey(context, credential)
            : new(OfTokenAsync(context, credential));
    }

    private ValueTask<Authentication> OfKey(HttpContext context, string? text)
    {
        if (text is null || !ApiKeyText.TryParse(text, out _, out _)) return new(Authentication.Rejected);
        if (keys.TryRecall(text, out var known)) return new(Authentication.Of(known));
        return limits.IsExhausted(RateLimits.AddressOf(context)) ? new(Authentication.Rejected) : new(AskAsync(text));
    }

    private async Task<Authentication> AskAsync(string text) => Authentication.Of(await keys.AskAsync(text));

    // Whatever the address has used up: a token is checked here without asking anybody, and its good callers share the address with the bad.
    private async Task<Authentication> OfTokenAsync(HttpContext context, string token) =>
        Authentication.Of(await tokens.AuthenticateAsync(context, token));
}
