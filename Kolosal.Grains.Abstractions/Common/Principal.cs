namespace Kolosal;

/// <summary>Who calls. Travels with the call chain in the request context; set by the front door alone.</summary>
/// <param name="Workspace">The one workspace whose resources the caller may see.</param>
/// <param name="Subject">A stable name for the caller: an API key's id or the subject of a token. Never an e-mail address or a name.</param>
/// <param name="Roles">One or more roles, built-in or of the workspace.</param>
/// <param name="Scopes">The permissions that the key is confined to, of those that its roles grant; null for all of them.</param>
/// <param name="Narrowed">What those of <paramref name="Roles"/> grant that are the workspace's own; null when none is.</param>
[GenerateSerializer, Immutable, Alias("kolosal.principal")]
public sealed record Principal(string Workspace, string Subject, ImmutableArray<string> Roles, ImmutableArray<string>? Scopes = null,
    ImmutableArray<NarrowedRole>? Narrowed = null)
{
    private const string ContextKey = "kolosal.principal";

    /// <summary>The subject under which the system's own doings (timers, streams, reminders) are audited.</summary>
    public const string SystemSubject = "system";

    /// <summary>The principal on whose behalf the current call runs; null when the system acts by itself.</summary>
    public static Principal? Current
    {
        get => RequestContext.Get(ContextKey) as Principal;
        set
        {
            if (value is null) RequestContext.Remove(ContextKey);
            else RequestContext.Set(ContextKey, value);
        }
    }

    /// <summary>Where a rule asks for people of a built-in role: the caller's roles, and those that its narrowed ones come from.</summary>
    public ImmutableArray<string> Standing() => Narrowed is { } narrowed ? [.. Roles, .. narrowed.Select(role => role.Base)] : Roles;

    /// <summary>The subject to write into an audit entry.</summary>
    public static string CurrentSubject => Current?.Subject ?? SystemSubject;
}
