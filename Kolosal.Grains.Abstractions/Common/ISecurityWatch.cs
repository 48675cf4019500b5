namespace Kolosal;

/// <summary>Told by whoever turns somebody away; never waits and never throws. Safe for any number of callers.</summary>
public interface ISecurityWatch
{
    /// <param name="sighting">What was seen.</param>
    void See(SecuritySighting sighting);
}

/// <summary>Somebody was turned away.</summary>
/// <param name="Workspace">Whose door it was; null when nobody knows, which is the installation's.</param>
/// <param name="Kind">Why.</param>
/// <param name="Source">Who: a principal's subject, or the address. Never a key or a token.</param>
/// <param name="What">At what, in words: a route, a permission.</param>
public sealed record SecuritySighting(string? Workspace, SightingKind Kind, string Source, string What);

/// <summary>Why somebody was turned away.</summary>
public enum SightingKind
{
    /// <summary>A key or token that is unknown, wrong, expired or revoked.</summary>
    SignInFailed,

    /// <summary>The roles do not grant it.</summary>
    RoleRefused,

    /// <summary>The grains' own door refused, which the first should have.</summary>
    CallRefused,

    /// <summary>Too many requests of somebody known.</summary>
    RateLimited,

    /// <summary>An address that failed to sign in so often that it is not listened to for a while.</summary>
    LockedOut,
}

/// <summary>Nobody watches: a host without security events.</summary>
public sealed class Unwatched : ISecurityWatch
{
    public void See(SecuritySighting sighting)
    {
        // There is nobody to tell; the refusal itself is counted by whoever made it.
    }
}
