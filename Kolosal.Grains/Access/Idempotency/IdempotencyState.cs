namespace Kolosal.Access;

/// <summary>One write and, once it has run, its answer.</summary>
[GenerateSerializer, Alias("kolosal.idempotency-state")]
public sealed class IdempotencyState
{
    /// <summary>Empty while the key is unused.</summary>
    [Id(0)] public string Fingerprint { get; set; } = "";

    /// <summary>When it was last begun.</summary>
    [Id(1)] public DateTimeOffset BegunAt { get; set; }

    /// <summary>Null while it runs.</summary>
    [Id(2)] public StoredAnswer? Answer { get; set; }

    /// <summary>Who runs it.</summary>
    [Id(3)] public string Attempt { get; set; } = "";

    /// <summary>The attempt that first began it.</summary>
    [Id(4)] public string Write { get; set; } = "";

    /// <summary>It came to nothing: whoever is next may run it, or another write under its key.</summary>
    [Id(5)] public bool IsFree { get; set; }

    /// <param name="fingerprint">Of the write.</param>
    /// <param name="attempt">Who runs it.</param>
    /// <param name="now">When.</param>
    /// <param name="within">How long after it was last begun it is still the same write.</param>
    public void Begin(string fingerprint, string attempt, DateTimeOffset now, TimeSpan within)
    {
        if (Fingerprint != fingerprint || now - BegunAt >= within || Write.Length == 0) Write = attempt;
        (Fingerprint, Attempt, BegunAt, Answer, IsFree) = (fingerprint, attempt, now, null, false);
    }
}
