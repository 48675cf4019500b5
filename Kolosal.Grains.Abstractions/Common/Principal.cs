namespace Kolosal;

/// <summary>Who calls. Travels with the call chain in the request context; set by the front door alone.</summary>
/// <param name="Workspace">The one workspace whose resources the caller may see.</param>
/// <param name="Subject">A stable name for the caller: an API key's id or the subject of a token. Never an e-mail address or a name.</param>
/// <param name="Roles">One or more of the five roles.</param>
/// <param name="Scopes">The permissions that the key is confined to, of those that its roles grant; null for all of them.</param>
[GenerateSerializer, Immutable, Alias("kolosal.principal")]
public sealed record Principal(string Workspace, string Subject, ImmutableArray<string> Roles, ImmutableArray<string>? Scopes = null)
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

    /// <summary>The subject to write into an audit entry.</summary>
    public static string CurrentSubject => Current?.Subject ?? SystemSubject;
}
