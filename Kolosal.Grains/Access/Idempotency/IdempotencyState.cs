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

    public void Begin(string fingerprint, DateTimeOffset now) => (Fingerprint, BegunAt, Answer) = (fingerprint, now, null);
}
