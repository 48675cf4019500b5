namespace Kolosal.Explanations;

/// <summary>The life of an explanation.</summary>
[GenerateSerializer, Alias("kolosal.explanation-status")]
public enum ExplanationStatus
{
    /// <summary>Accepted; waits for its turn.</summary>
    Queued,

    Running,

    /// <summary>The result is stored.</summary>
    Completed,

    /// <summary>It ended without a result; the reason is in the snapshot.</summary>
    Failed,

    /// <summary>Somebody stopped it.</summary>
    Cancelled,

    /// <summary>Its rows and its result are removed; nothing but that answer to whoever removed it is left.</summary>
    Deleted,
}

/// <summary>An explanation as it stands.</summary>
/// <param name="ExplanationId"><c>exp_…</c>.</param>
/// <param name="State">Where in its life it is.</param>
/// <param name="Kind">What was asked.</param>
/// <param name="ModelId">The version that is explained, <c>name:version</c>.</param>
/// <param name="Percent">0 to 100, by rows where it is about rows.</param>
/// <param name="Reason">Why it failed; null otherwise.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="LastEvent">Sequence number of its latest event.</param>
[GenerateSerializer, Immutable, Alias("kolosal.explanation-snapshot")]
public sealed record ExplanationSnapshot(
    string ExplanationId, ExplanationStatus State, string Kind, string ModelId, double Percent, string? Reason, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, long LastEvent);

/// <summary>Something that happened to an explanation.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="At">When.</param>
/// <param name="State">The state after it.</param>
/// <param name="Percent">As in the snapshot.</param>
/// <param name="Message">One line for a log.</param>
[GenerateSerializer, Immutable, Alias("kolosal.explanation-event")]
public sealed record ExplanationEvent(long Sequence, DateTimeOffset At, ExplanationStatus State, double Percent, string Message);
