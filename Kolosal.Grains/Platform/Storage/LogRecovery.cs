namespace Kolosal.Storage;

/// <summary>What opening a log found at its end.</summary>
/// <param name="Records">Whole records.</param>
/// <param name="TornBytes">Bytes of an unfinished, never acknowledged write that were cut off; 0 after a clean stop.</param>
/// <param name="Segment">File name of the last segment.</param>
public sealed record LogRecovery(long Records, long TornBytes, string Segment);
