namespace Kolosal.Access;

/// <summary>What became of the caller's key or token.</summary>
/// <param name="Principal">Null when there is nobody we know.</param>
/// <param name="Presented">Something was presented, so this is a failed log-in and not just a request without one.</param>
/// <param name="Code">Problem code when nobody is known.</param>
/// <param name="Reason">What the caller reads; does not say which part was wrong.</param>
internal readonly record struct Authentication(Principal? Principal, bool Presented, string Code, string Reason)
{
    public static readonly Authentication Nobody = new(
        null, false, "access.no-credentials", "Send an API key in X-Api-Key, or a token in Authorization: Bearer.");

    public static readonly Authentication Rejected = new(
        null, true, "access.bad-credentials", "The key or token is not valid here: unknown, expired or revoked.");

    public static Authentication Of(Principal? principal) => principal is null ? Rejected : new(principal, true, "", "");
}
