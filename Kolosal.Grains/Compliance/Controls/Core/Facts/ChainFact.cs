using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>The workspace's audit chain.</summary>
/// <param name="Entries">So many it holds.</param>
/// <param name="Fault">What verification found; null when all holds.</param>
/// <param name="Sealed">Entries that the signed checkpoint covers; null without one.</param>
/// <param name="UnsealedSince">When the first entry behind the checkpoint was made; null when all are covered.</param>
/// <param name="FirstAt">When the first entry that is kept was made.</param>
/// <param name="First">Its sequence number.</param>
public sealed record ChainFact(
    long Entries, string? Fault, long? Sealed, DateTimeOffset? UnsealedSince, DateTimeOffset? FirstAt, long First)
{
    /// <summary>Per record, its revisions in the chain; only where they are not each there once.</summary>
    public ImmutableArray<RevisionFact> Uneven { get; init; } = [];

    /// <summary>Records that have entries.</summary>
    public int Records { get; init; }

    /// <summary>Records whose times run backward, with how far, seconds.</summary>
    public ImmutableSortedDictionary<string, double> StepsBack { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>Entries looked through for secrets.</summary>
    public long Looked { get; init; }

    /// <summary>Entries in which something like a secret stands, by sequence number, with its kind.</summary>
    public ImmutableSortedDictionary<long, string> Secrets { get; init; } = ImmutableSortedDictionary<long, string>.Empty;
}

/// <summary>A record whose revisions are not each once in the chain.</summary>
public sealed record RevisionFact(string Record, long Missing, long Double);
