namespace Kolosal;

/// <summary>A foreseen "no" that is part of the contract; the front door turns it into problem details (RFC 9457).</summary>
/// <param name="Kind">What sort of "no" it is; decides the HTTP status.</param>
/// <param name="Code">Stable, lower-case, dotted: <c>models.no-such-version</c>. Clients may branch on it.</param>
/// <param name="Message">What was needed, what came, what to do.</param>
/// <param name="Errors">For malformed or refused input: messages by JSON path (<c>$.rows[0].age</c>); empty otherwise.</param>
[GenerateSerializer, Immutable, Alias("kolosal.refusal")]
[method: System.Text.Json.Serialization.JsonConstructor]
public sealed record Refusal(RefusalKind Kind, string Code, string Message, ImmutableDictionary<string, string> Errors)
{
    public Refusal(RefusalKind kind, string code, string message)
        : this(kind, code, message, ImmutableDictionary<string, string>.Empty) { }

    public static Refusal NotFound(string code, string message) => new(RefusalKind.NotFound, code, message);

    public static Refusal Conflict(string code, string message) => new(RefusalKind.Conflict, code, message);

    public static Refusal Invalid(string code, string message) => new(RefusalKind.Invalid, code, message);

    public static Refusal Unprocessable(string code, string message) => new(RefusalKind.Unprocessable, code, message);
}

/// <summary>The sorts of refusal; the number is the HTTP status it is answered with.</summary>
[GenerateSerializer, Alias("kolosal.refusal-kind")]
public enum RefusalKind
{
    /// <summary>The input is malformed.</summary>
    Invalid = 400,

    /// <summary>The caller's roles do not allow it, or a separation of duties forbids it.</summary>
    Forbidden = 403,

    /// <summary>There is no such thing in the caller's workspace.</summary>
    NotFound = 404,

    /// <summary>The thing is in a state that does not allow it, or the name or version is taken.</summary>
    Conflict = 409,

    /// <summary>It existed and was retired.</summary>
    Gone = 410,

    /// <summary>The <c>If-Match</c> of the request names another version of the document.</summary>
    PreconditionFailed = 412,

    /// <summary>The input exceeds a limit.</summary>
    TooLarge = 413,

    /// <summary>A format that is not supported.</summary>
    UnsupportedMediaType = 415,

    /// <summary>The input is understood but cannot be acted on.</summary>
    Unprocessable = 422,

    /// <summary>The caller's workspace has as much of it as it may; worth a retry when some of that is over.</summary>
    TooMany = 429,

    /// <summary>Overloaded for the moment; worth a retry.</summary>
    Busy = 503,

    /// <summary>The caller's time was up before it was answered.</summary>
    TimedOut = 504,
}
