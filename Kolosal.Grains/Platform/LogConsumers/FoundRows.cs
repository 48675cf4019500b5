namespace Kolosal.LogConsumers;

/// <summary>What a look-up found.</summary>
/// <param name="Rows">The rows, in no particular order.</param>
/// <param name="Requests">The requests that are in the log, also where the row looked for is not one of theirs, or they failed.</param>
public sealed record FoundRows(ImmutableArray<PredictedRow> Rows, ImmutableHashSet<Guid> Requests);
