namespace Kolosal.Compliance.Controls;

public sealed partial record WorkspaceFacts
{
    /// <summary>The evidence that people and outside tools handed in.</summary>
    public EvidenceFacts Evidence { get; init; } = EvidenceFacts.None;
}

/// <summary>The evidence of a workspace.</summary>
/// <param name="Records">In the order of their ids.</param>
public sealed record EvidenceFacts(ImmutableArray<EvidenceFact> Records)
{
    public static readonly EvidenceFacts None = new([]);

    /// <summary>What the signed documents of outside tools say.</summary>
    public FeedFacts Feeds { get; init; } = FeedFacts.None;

    /// <summary>As it stood at an earlier time.</summary>
    public EvidenceFacts AsOf(DateTimeOffset at) => this with { Records = [.. Records.Select(record => record.AsOf(at)).OfType<EvidenceFact>()] };
}
