namespace Kolosal.Access;

/// <summary>Remembers the answer to one write for a day, key <c>workspace/idem:{hash of caller and Idempotency-Key}</c>.</summary>
[Alias("kolosal.access.IIdempotencyGrain")]
public interface IIdempotencyGrain : IGrainWithStringKey
{
    /// <summary>Asks to run the write.</summary>
    /// <param name="fingerprint">SHA-256, hexadecimal, of method, path, query and body.</param>
    /// <param name="attempt">Of one request: who asks again because the answer was lost is the one who runs it.</param>
    [Alias("BeginAttempt"), RequiresPermission(Permission.Authenticated)]
    Task<IdempotencyTicket> BeginAsync(string fingerprint, string attempt);

    /// <summary>The same of callers that know of no attempts: whose answer was lost is told for five minutes that the write runs.</summary>
    [Alias("Begin"), RequiresPermission(Permission.Authenticated)]
    Task<IdempotencyTicket> BeginWithoutAttemptAsync(string fingerprint);

    /// <summary>Keeps the answer; ignored unless this fingerprint is the one that runs.</summary>
    [Alias("Complete"), RequiresPermission(Permission.Authenticated)]
    Task CompleteAsync(string fingerprint, StoredAnswer answer);

    /// <summary>The write came to no answer worth keeping (a fault, an overload): the next attempt may run.</summary>
    [Alias("Abandon"), RequiresPermission(Permission.Authenticated)]
    Task AbandonAsync(string fingerprint);

    /// <summary>Forgets the write when it is a day old, and leaves memory.</summary>
    [Alias("Expire")]
    Task ExpireAsync();
}

/// <param name="Outcome">What to do.</param>
/// <param name="Answer">With <see cref="IdempotencyOutcome.Replay"/> the answer that was given.</param>
/// <param name="Write">With <see cref="IdempotencyOutcome.Run"/> the attempt that first began the write: the same for all that begin it within a day
/// of one another, and no other write's. Null of a silo that does not know it.</param>
[GenerateSerializer, Immutable, Alias("kolosal.idempotency-ticket")]
public sealed record IdempotencyTicket(IdempotencyOutcome Outcome, StoredAnswer? Answer, string? Write = null);

[GenerateSerializer, Alias("kolosal.idempotency-outcome")]
public enum IdempotencyOutcome
{
    /// <summary>Run the write, then complete or abandon.</summary>
    Run,

    /// <summary>It has run; give the same answer.</summary>
    Replay,

    /// <summary>It runs at this moment.</summary>
    Running,

    /// <summary>The key was used for another request.</summary>
    OtherRequest,
}

/// <summary>An answer as it went over the wire.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Null when there was no body.</param>
/// <param name="Location">The header, when there was one.</param>
/// <param name="ETag">The header, when there was one.</param>
/// <param name="Body">Null when the body was too large to be kept.</param>
[GenerateSerializer, Immutable, Alias("kolosal.stored-answer")]
public sealed record StoredAnswer(int Status, string? ContentType, string? Location, string? ETag, byte[]? Body);
