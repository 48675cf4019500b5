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

    public void Begin(string fingerprint, string attempt, DateTimeOffset now) =>
        (Fingerprint, Attempt, BegunAt, Answer) = (fingerprint, attempt, now, null);
}
