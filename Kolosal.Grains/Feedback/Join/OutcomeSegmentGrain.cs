namespace Kolosal.Feedback;

/// <summary>Keeps one <see cref="OutcomeSegment"/> of a model for its feedback grain, which holds what it needs in memory itself. Key
/// <c>workspace/model/number</c>.</summary>
[Alias("kolosal.feedback.IOutcomeSegmentGrain")]
internal interface IOutcomeSegmentGrain : IGrainWithStringKey
{
    /// <returns>Null when it was never saved.</returns>
    [Alias("Read")]
    Task<byte[]?> ReadAsync();

    /// <summary>Keeps it in place of what was there.</summary>
    [Alias("Save")]
    Task SaveAsync(byte[] segment);

    /// <summary>Forgets it.</summary>
    [Alias("Clear")]
    Task ClearAsync();
}

[GenerateSerializer, Alias("kolosal.outcome-segment-state")]
internal sealed class OutcomeSegmentState
{
    [Id(0)] public byte[]? Segment { get; set; }
}

/// <remarks>Keeps <see cref="OutcomeSegmentState"/>; leaves memory after each call, since its one caller remembers.</remarks>
internal sealed class OutcomeSegmentGrain([PersistentState("outcome-segment")] IPersistentState<OutcomeSegmentState> storage)
    : Grain, IOutcomeSegmentGrain
{
    public Task<byte[]?> ReadAsync()
    {
        DeactivateOnIdle();
        return Task.FromResult(storage.State.Segment);
    }

    public Task SaveAsync(byte[] segment)
    {
        DeactivateOnIdle();
        storage.State.Segment = segment;
        return storage.WriteStateAsync();
    }

    public Task ClearAsync()
    {
        DeactivateOnIdle();
        return storage.ClearStateAsync();
    }
}
