namespace Kolosal.Datasets;

/// <summary>The content cannot become a dataset; the text says what was needed, what came and what to do.</summary>
public sealed class RejectedContentException(RejectionKind kind, string code, string message) : Exception(message)
{
    public RejectionKind Kind { get; } = kind;

    /// <summary>Stable, lower-case, dotted: <c>datasets.ragged-rows</c>.</summary>
    public string Code { get; } = code;
}

/// <summary>Why content is rejected.</summary>
public enum RejectionKind
{
    /// <summary>It is broken, or not what its name says.</summary>
    Malformed,

    /// <summary>It is sound, and cannot be learnt from or stored.</summary>
    Unusable,

    /// <summary>It exceeds a limit.</summary>
    TooLarge,

    /// <summary>A format that is not read.</summary>
    Unsupported,
}
