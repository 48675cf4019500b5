namespace Kolosal.Learning;

/// <summary>What a trainer promises of two fits with the same rows, seed and options.</summary>
public enum Determinism
{
    /// <summary>The same bytes, whatever the number of threads and the machine's load.</summary>
    AnyThreads,

    /// <summary>The same bytes for the same number of threads, on processors of one kind.</summary>
    SameThreads,

    /// <summary>No promise.</summary>
    None,
}
